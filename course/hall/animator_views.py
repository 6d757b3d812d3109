"""The animator's pages: open a session, project it, keep an eye on its wall; and the capsule's own wall."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.db import db
from course.hall import operations, queries
from course.hall.models import Hall
from course.hall.operations import RefusedError
from course.hall.pages import hall_pages
from course.hall.rules import KEPT, STANDING, Group, State, read_code, shown
from course.people.models import Role
from course.people.session import visitor
from course.web.access import only, wants_json

bp = Blueprint("hall_animator", __name__)

_HALL = "/animer/<typed>"
_WALL = "/administration/mur"
MOST_LISTED = 300


def _own(typed: str) -> Hall:
    return queries.own_hall(visitor().id, read_code(typed) or "") or abort(404)


def _standing() -> Hall:
    """The capsule's wall; there is none to look after until somebody left a word."""
    return queries.standing_hall() or abort(404)


@bp.get("/animer")
@only(Role.COACH, Role.ADMIN)
def halls() -> str:
    """One's sessions, and the button that opens another."""
    return render_template("hall/halls.html", halls=queries.own_halls(visitor().id), now=now(), kept=KEPT.days)


@bp.post("/animer")
@only(Role.COACH, Role.ADMIN)
def open_hall() -> AnyResponse:
    """Open a session."""
    try:
        hall = operations.open_hall(visitor().id, now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect("/animer", 303)
    return redirect(f"/animer/{hall.code}", 303)


@bp.get(_HALL)
@only(Role.COACH, Role.ADMIN)
def hall(typed: str) -> str:
    """A session's control desk."""
    found = _own(typed)
    return render_template("hall/desk.html", hall=found, live=_live(found), **_words(found))


@bp.get(f"{_HALL}/projection")
@only(Role.COACH, Role.ADMIN)
def project(typed: str) -> str:
    """What the hall sees: the capsule in its three times, then the wall."""
    found = _own(typed)
    state = State(found.id, found.version, found.wall_open, _live(found))
    wall = hall_pages().shown(found.code, state).wall
    return render_template("hall/projection.html", hall=found, wall=wall, capsule=hall_pages().content)


@bp.post(f"{_HALL}/mots")
@only(Role.COACH, Role.ADMIN)
def judge(typed: str) -> AnyResponse:
    """Take a word off the wall, or put it back."""
    found = _own(typed)
    from_screen = request.form.get("from") == "projection"
    return _judged(found, f"/animer/{found.code}" + ("/projection#mur" if from_screen else "#mots"))


@bp.post(f"{_HALL}/mur")
@only(Role.COACH, Role.ADMIN)
def set_wall(typed: str) -> AnyResponse:
    """Close the wall to new words, or open it again."""
    found = _own(typed)
    return _set(found, f"/animer/{found.code}")


@bp.get(_WALL)
@only(Role.ADMIN)
def standing() -> str:
    """The words left by those who played the capsule alone, to be read before they are shown."""
    found = queries.standing_hall()
    words = _words(found) if found else {}
    return render_template("hall/moderation.html", hall=found, **words)


@bp.post(f"{_WALL}/mots")
@only(Role.ADMIN)
def judge_standing() -> AnyResponse:
    """Show a word on the capsule's wall, or keep it off."""
    return _judged(_standing(), f"{_WALL}#mots")


@bp.post(f"{_WALL}/ouverture")
@only(Role.ADMIN)
def set_standing() -> AnyResponse:
    """Close the capsule's wall to new words, or open it again."""
    return _set(_standing(), _WALL)


@bp.post(f"{_WALL}/vider")
@only(Role.ADMIN)
def clear_standing() -> AnyResponse:
    """Delete what waits to be read."""
    operations.clear_waiting(_standing(), visitor().id)
    db.session.commit()
    flash("Les mots qui attendaient sont supprimés.", "success")
    return redirect(_WALL, 303)


def _live(hall: Hall) -> bool:
    return hall.ends_at is None or hall.ends_at > now()


def _words(hall: Hall) -> dict[str, object]:
    """A wall's words for who looks after it: waiting, shown, kept off; the newest first."""
    groups = sorted(queries.groups(hall.id), key=lambda group: group.newest, reverse=True)
    on_wall = {group.key for group in shown(groups, trusting=hall.code != STANDING)}
    lists: dict[str, list[Group]] = {"waiting": [], "on_wall": [], "off_wall": []}
    for group in groups:
        name = "on_wall" if group.key in on_wall else "waiting" if group.verdict is None else "off_wall"
        lists[name].append(group)
    return {**lists, "most": MOST_LISTED, "voices": sum(group.count for group in groups)}


def _judged(hall: Hall, back: str) -> AnyResponse:
    """`show` or `remove` names the word by its key."""
    showing = "show" in request.form
    key = request.form.get("show" if showing else "remove", "")
    if key not in {group.key for group in queries.groups(hall.id)}:
        abort(404)
    operations.judge(hall, key, showing, visitor().id)
    db.session.commit()
    return Response(status=204) if wants_json() else redirect(back, 303)


def _set(hall: Hall, back: str) -> AnyResponse:
    is_open = request.form.get("open") == "1"
    operations.set_wall(hall, is_open, visitor().id)
    db.session.commit()
    flash("Le mur est ouvert." if is_open else "Le mur est fermé : aucun mot n'y entre plus.", "success")
    return redirect(back, 303)
