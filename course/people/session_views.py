"""One's own open sessions: where one is signed in, since when, and a button to end each."""

from flask import Blueprint, Response, abort, flash, redirect, render_template
from jinja2.utils import htmlsafe_json_dumps
from werkzeug.wrappers import Response as AnyResponse

from course.db import db
from course.people import open_sessions, operations
from course.people.models import Person
from course.people.session import leave, visitor

bp = Blueprint("people_sessions", __name__, url_prefix="/compte/sessions")


@bp.get("")
def sessions() -> str:
    """Every browser where one is signed in."""
    me = visitor()
    return render_template("people/sessions.html", sessions=open_sessions.of(me.id), here=me.open_session)


@bp.get("/actuelle")
def current() -> Response:
    """Whose session this is, for a page that the browser restored from its memory; no sign of it reads as markup."""
    return Response(htmlsafe_json_dumps({"name": visitor().name}), mimetype="application/json")


@bp.post("/<int(max=2147483647):session_id>/fermer")
def close(session_id: int) -> AnyResponse:
    """End one of them: this very one is a sign-out."""
    me = visitor()
    if not operations.close_session(db.session.get_one(Person, me.id), session_id):
        abort(404)
    db.session.commit()
    if session_id == me.open_session:
        leave()
        flash("La session est fermée. À bientôt.", "success")
        return redirect("/connexion", 303)
    flash("La session est fermée : cet appareil devra se connecter de nouveau.", "success")
    return redirect("/compte/sessions", 303)
