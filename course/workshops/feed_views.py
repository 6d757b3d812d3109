"""The calendar that a person subscribes to, at a secret address; the page where they find and renew it."""

import hashlib
import re

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.config import Settings
from course.db import db
from course.people.session import visitor
from course.web.access import public
from course.workshops import feed, feed_operations, queries
from course.workshops.ics import calendar_text
from course.workshops.models import CalendarAddress

bp = Blueprint("calendars", __name__, url_prefix="/calendrier")

_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
_FRESH = 900
"""Seconds during which a calendar need not ask again."""


@bp.get("")
def address() -> str:
    """One's address, and how to subscribe to it."""
    found, settings = db.session.get(CalendarAddress, visitor().id), _settings()
    path = f"{settings.url.rstrip('/')}/calendrier/{found.secret}.ics" if found else ""
    return render_template("workshops/calendar.html", address=path, created_at=found.created_at if found else None)


@bp.post("")
def renew() -> AnyResponse:
    """Draw one's address, or another one."""
    known = db.session.get(CalendarAddress, visitor().id) is not None
    feed_operations.renew(visitor().id)
    db.session.commit()
    text = "L'adresse est changée : l'ancienne ne montre plus rien." if known else "Votre adresse est prête."
    flash(text, "success")
    return redirect("/calendrier", 303)


@bp.get("/<secret>.ics")
@public
def calendar(secret: str) -> AnyResponse:
    """What the person's calendar shows, for whoever holds the address: neither account, nor cookie."""
    person_id = queries.person_of(secret) if _SECRET.fullmatch(secret) else None
    if person_id is None:
        abort(404)
    body = calendar_text(feed.entries(person_id, now()), _settings().name)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest()[:24])
    response.headers["Cache-Control"] = f"private, max-age={_FRESH}"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Disposition"] = "inline; filename=relais.ics"
    return response.make_conditional(request)


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found
