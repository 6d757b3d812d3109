"""Which messages a person receives: their own page, and the address that stops a kind in one click."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from course import mail
from course.db import db
from course.mail import Kind, unsubscribe
from course.people import mailing_operations as operations
from course.people.models import Person
from course.people.session import Visitor, visitor
from course.web.access import csrf, public

bp = Blueprint("mailing", __name__)


@bp.get("/compte/messagerie")
def choices() -> str:
    """The kinds of messages, and which are wanted."""
    me = visitor()
    return render_template("people/mailing.html", kinds=_kinds(me), refused=mail.refused_kinds(me.id))


@bp.post("/compte/messagerie")
def choose() -> Response:
    """Receive the ticked kinds and no other."""
    me = visitor()
    wanted = request.form.getlist("kind")
    operations.choose(me.id, {kind for kind in _kinds(me) if kind not in wanted})
    db.session.commit()
    flash("Vos choix sont enregistrés.", "success")
    return redirect("/compte/messagerie", 303)


@bp.get(f"{unsubscribe.PATH}/<token>")
@public
def ask(token: str) -> str:
    """A page with a button: opening an address, as filters do, stops nothing."""
    _, kind = unsubscribe.read(token) or abort(404)
    return render_template("people/unsubscribe.html", kind=kind, done=False)


@bp.post(f"{unsubscribe.PATH}/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(token: str) -> str:
    """Stop the kind for the person whom the address names: mailboxes post here without a session (RFC 8058)."""
    person_id, kind = unsubscribe.read(token) or abort(404)
    if db.session.get(Person, person_id):
        operations.refuse(person_id, kind)
        db.session.commit()
    return render_template("people/unsubscribe.html", kind=kind, done=True)


def _kinds(me: Visitor) -> list[Kind]:
    return [kind for kind in Kind if kind != Kind.ACCOUNT and (kind != Kind.ALERT or me.is_admin)]
