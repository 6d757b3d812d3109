"""What programs ask a site: robots, who reports a fault, and whether the process is alive."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from course.clock import now
from course.config import Settings
from course.web.access import public

ROBOTS = "User-agent: *\nDisallow: /\n"
"""Nothing here is for a search engine: courses are behind a sign-in, attestations belong to people."""
TOLD_FOR = timedelta(days=90)

bp = Blueprint("machines", __name__)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Ask robots to leave."""
    return _text(ROBOTS)


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom to tell of a fault (RFC 9116); 404 until a contact is set."""
    settings: Settings = current_app.extensions["relais_settings"]
    if not settings.contact:
        abort(404)
    contact = settings.contact if ":" in settings.contact else f"mailto:{settings.contact}"
    until = (now() + TOLD_FOR).replace(hour=0, minute=0, second=0, microsecond=0).isoformat()
    return _text(f"Contact: {contact}\nExpires: {until}\nPreferred-Languages: fr, en\n")


@bp.get("/sante")
@public
def alive() -> Response:
    """This process hears and answers; asks nothing of the database."""
    return _text("ok\n")


def _text(words: str) -> Response:
    return Response(words, mimetype="text/plain")
