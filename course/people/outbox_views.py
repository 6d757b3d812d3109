"""Administrators' pages about what leaves: the outbox."""

from flask import Blueprint, Response, abort, current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course import mail
from course.db import db
from course.mail import Message
from course.people import queries
from course.people.models import Role
from course.web.access import only

bp = Blueprint("outbox", __name__, url_prefix="/administration")

_ID = "<int(max=2147483647):number>"
_LIST = "/administration/messages"


@bp.get("/messages")
@only(Role.ADMIN)
def messages() -> str:
    """The messages, latest first."""
    page = queries.messages(request.args.get("page", 1, int))
    return render_template("people/messages.html", page=page)


@bp.get(f"/messages/{_ID}")
@only(Role.ADMIN)
def message(number: int) -> Response:
    """One message; the secrets of its links are readable only where no mail server takes them to their owner."""
    found = db.session.get(Message, number) or abort(404)
    smtp = current_app.extensions["relais_settings"].smtp_url
    html = render_template("people/message.html", message=found, text=mail.masked(found.text) if smtp else found.text)
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post(f"/messages/{_ID}/renvoyer")
@only(Role.ADMIN)
def resend(number: int) -> AnyResponse:
    """Try again a message that was given up."""
    found = db.session.get(Message, number) or abort(404)
    if found.state != "failed":
        flash("Ce message est déjà parti, ou repartira de lui-même.", "error")
        return redirect(_LIST, 303)
    mail.resend(found)
    db.session.commit()
    flash("Le message repart.", "success")
    return redirect(_LIST, 303)
