"""Open to everyone, and keeping nothing about anyone: the capsule, the page of a hall, its wall."""

import secrets

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.hall import operations, queries
from course.hall.crowd import Crowd, here
from course.hall.pages import Shown, hall_pages
from course.hall.rules import STANDING, TOKEN, Outcome, State, cleaned, read_code, word_problem
from course.people.session import Visitor
from course.web.access import csrf, public

bp = Blueprint("hall", __name__)
"""Its two writes need no token of ours: they read no session, so another site has nothing to borrow."""

_CROWDED = "Trop de mots arrivent de votre réseau : le vôtre n'est pas parti. Renvoyez-le dans une heure."
_TOO_LATE = {
    Outcome.CLOSED: "Le mur est fermé pour l'instant : votre mot n'est pas parti. Gardez cette page pour l'envoyer "
    "quand le mur rouvrira.",
    Outcome.FULL: "Le mur est plein : votre mot n'est pas parti.",
}


@bp.get("/capsule")
@public
def capsule() -> Response:
    """The ten minutes open to everyone, played alone."""
    me = current_user._get_current_object()
    return _page(hall_pages().capsule(me if isinstance(me, Visitor) else None, _token()))


@bp.post("/capsule/mot")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def leave_alone() -> Response:
    """Leave a word on the capsule's standing wall, which shows it once an administrator has read it."""
    return _left(STANDING)


@bp.get("/capsule/mur")
@public
def standing_wall() -> str:
    """The words of those who played the capsule alone."""
    state = queries.state(STANDING)
    found = hall_pages().shown(STANDING, state).wall if state else None
    return render_template("hall/standing.html", wall=found)


@bp.get("/salle")
@public
def ask() -> AnyResponse:
    """Where one types the code read on the screen."""
    typed = request.args.get("code", "")
    if not typed:
        return _ask("", 200)
    found = _found(typed)
    return redirect(f"/salle/{found[0]}", 303) if found else _unknown(typed)


def _found(typed: str) -> tuple[str, State] | None:
    """The hall of this code; a network that tries code after code is no longer answered."""
    crowd = _crowd()
    if crowd.unknown.is_full(here()):
        abort(429)
    code = read_code(typed)
    state = queries.state(code) if code else None
    if code and state:
        return code, state
    crowd.unknown.add(here())
    return None


def _unknown(typed: str) -> Response:
    return _ask(typed, 404)


def _ask(typed: str, status: int) -> Response:
    return make_response(render_template("hall/ask.html", typed=typed[:20], unknown=status == 404), status)


def _crowd() -> Crowd:
    found: Crowd = current_app.extensions.setdefault("relais_crowd", Crowd())
    return found


@bp.get("/salle/<typed>")
@public
def participant(typed: str) -> Response:
    """The page where a participant leaves a word."""
    found = _found(typed)
    if not found:
        return _unknown(typed)
    code, state = found
    name = "form" if state.wall_open else "closed"
    return _page(hall_pages().participant(code, name if state.live else "ended", _token()))


@bp.post("/salle/<typed>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def leave(typed: str) -> Response:
    """Leave a word in a hall."""
    if _crowd().unknown.is_full(here()):
        abort(429)
    code = read_code(typed)
    return _left(code) if code else _missed(typed)


def _missed(typed: str) -> Response:
    """A code that nobody has counts against who tries it."""
    _crowd().unknown.add(here())
    return _unknown(typed)


def _left(code: str) -> Response:
    """Answered by a page, not a redirection: reloading it sends the same token again, which adds nothing."""
    typed, token = request.form.get("mot", ""), request.form.get("jeton", "")
    if not TOKEN.fullmatch(token) or request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)
    text = cleaned(typed)
    if problem := word_problem(text):
        return _page(hall_pages().participant(code, "problem", token, typed, problem), 422)
    words = _crowd().words
    if words.is_full(code, here()):
        return _page(hall_pages().participant(code, "problem", token, typed, _CROWDED), 429)
    words.add(code, here())
    outcome, left = operations.leave(code, token, text, now())
    if outcome is Outcome.UNKNOWN and code == STANDING:
        operations.stand()
        outcome, left = operations.leave(code, token, text, now())
    return _answer(code, token, text, outcome, left)


def _answer(code: str, token: str, text: str, outcome: Outcome, left: int) -> Response:
    if outcome is Outcome.UNKNOWN:
        return _missed(code)
    if outcome is Outcome.KEPT:
        return _page(hall_pages().participant(code, f"kept_{left}", token, text))
    if problem := _TOO_LATE.get(outcome):
        return _page(hall_pages().participant(code, "problem", token, text, problem), 409)
    return _page(hall_pages().participant(code, outcome, token, text), 409)


@bp.get("/salle/<typed>/mur")
@public
def relay(typed: str) -> str:
    """The wall alone, for another screen."""
    code, shown = _wall(typed)
    return render_template("hall/relay.html", code=code, wall=shown.wall)


@bp.get("/salle/<typed>/mots")
@public
def words(typed: str) -> Response:
    """The wall's words, for the screens that follow it; 304 when nothing moved."""
    shown = _wall(typed)[1]
    if request.headers.get("If-None-Match") == shown.tag:
        return Response(status=304, headers={"ETag": shown.tag})
    return Response(shown.body, mimetype="application/json", headers={"ETag": shown.tag})


def _wall(typed: str) -> tuple[str, Shown]:
    code, state = _found(typed) or abort(404)
    return code, hall_pages().shown(code, state)


def _token() -> str:
    return secrets.token_urlsafe(16)


def _page(body: bytes, status: int = 200) -> Response:
    return Response(body, status, mimetype="text/html")
