"""« Mon accompagnement »: what coaches shared with me and sent me, and the notes that I kept about others."""

from flask import Blueprint, Response, abort, flash, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.coaching import operations, queries
from course.coaching.appointment_views import NUMBER, cancel_response, ics_response
from course.db import db
from course.people.session import visitor

bp = Blueprint("coaching_own", __name__, url_prefix="/compte/accompagnement")


@bp.get("")
def mine() -> str:
    """Everything of it."""
    me, agreed = visitor().id, queries.agreed_with(visitor().id, now())
    return render_template(
        "coaching/mine.html",
        shared=queries.shared_with(me),
        letters=queries.sent_to(me),
        appointments=[row for row in agreed if not row[0].cancelled_at],
        cancelled=[row for row in agreed if row[0].cancelled_at],
        private=queries.private_notes(me),
    )


@bp.post("/notes/<int(max=2147483647):note_id>/supprimer")
def remove_note(note_id: int) -> AnyResponse:
    """Erase a note of mine, even once my term is over."""
    if not operations.remove_note(note_id, visitor().id):
        abort(404)
    db.session.commit()
    flash("La note est effacée.", "success")
    return redirect("/compte/accompagnement#notes-privees", 303)


@bp.get(f"/rendez-vous/{NUMBER}.ics")
def calendar_file(number: int) -> Response:
    """An appointment of mine, for my calendar."""
    return ics_response(queries.own_appointment(visitor().id, number) or abort(404))


@bp.route(f"/rendez-vous/{NUMBER}/annuler", methods=["GET", "POST"])
def cancel(number: int) -> AnyResponse:
    """Cancel an appointment of mine, once I have read what it does."""
    found = queries.own_appointment(visitor().id, number) or abort(404)
    return cancel_response(found, found[0].person, "/compte/accompagnement")
