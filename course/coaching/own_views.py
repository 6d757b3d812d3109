"""« Mon accompagnement »: what coaches shared with me and sent me, and the notes that I kept about others."""

from flask import Blueprint, Response, abort, flash, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.coaching import operations, queries
from course.coaching.appointment_views import ics_response
from course.db import db
from course.people.session import visitor

bp = Blueprint("coaching_own", __name__, url_prefix="/compte/accompagnement")


@bp.get("")
def mine() -> str:
    """Everything of it."""
    me = visitor().id
    return render_template(
        "coaching/mine.html",
        shared=queries.shared_with(me),
        letters=queries.sent_to(me),
        appointments=queries.agreed_with(me, now()),
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


@bp.get("/rendez-vous/<int(max=2147483647):number>.ics")
def calendar_file(number: int) -> Response:
    """An appointment of mine, for my calendar."""
    found = queries.own_appointment(visitor().id, number) or abort(404)
    return ics_response(*found)
