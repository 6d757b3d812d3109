"""Reads of halls, walls and words; the prepared ones serve thousands of phones."""

from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, or_, select

from course.clock import now
from course.db import Prepared, db
from course.hall.models import Hall, Verdict, Word
from course.hall.rules import STANDING, Group, State, gathered

_LIVE = or_(Hall.ends_at.is_(None), Hall.ends_at > bindparam("now"))
_STATE = Prepared(
    select(Hall.id, Hall.version, Hall.wall_open, case((_LIVE, 1), else_=0)).where(Hall.code == bindparam("code"))
)
_GROUPS = Prepared(
    select(Word.key, Word.text, func.count(), func.max(Word.at), Verdict.shown)
    .outerjoin(Verdict, and_(Verdict.hall_id == Word.hall_id, Verdict.key == Word.key))
    .where(Word.hall_id == bindparam("hall"))
    .group_by(Word.key, Word.text, Verdict.shown)
)
_HELD = Prepared(
    select(Word.key, Word.place).where(Word.hall_id == bindparam("hall"), Word.token == bindparam("token"))
)
_COUNT = Prepared(select(func.count()).where(Word.hall_id == bindparam("hall")))


def state(code: str) -> State | None:
    """The hall of that code: its wall's version, whether it is open, and whether the hall still lives."""
    row = _STATE.one(code=code, now=now())
    return State(row[0], row[1], bool(row[2]), bool(row[3])) if row else None


def groups(hall_id: int) -> list[Group]:
    """Every word of a hall, those that are not shown too."""
    return gathered(_GROUPS.rows(hall=hall_id))


def held(hall_id: int, token: str) -> dict[str, int]:
    """The keys of the words that this token left, with their places."""
    return {row[0]: row[1] for row in _HELD.rows(hall=hall_id, token=token)}


def count(hall_id: int) -> int:
    """How many words were left in a hall."""
    return int(_COUNT.one(hall=hall_id)[0])


def own_hall(person_id: int, code: str) -> Hall | None:
    """The animator's session of that code."""
    return db.session.scalar(select(Hall).where(Hall.code == code, Hall.animator_id == person_id))


def standing_hall() -> Hall | None:
    """The capsule's standing wall, once somebody left a word there."""
    return db.session.scalar(select(Hall).where(Hall.code == STANDING))


def own_halls(person_id: int) -> list[Hall]:
    """The animator's sessions, the last first."""
    return list(db.session.scalars(select(Hall).where(Hall.animator_id == person_id).order_by(Hall.id.desc())))


def live_halls(person_id: int, at: datetime) -> int:
    """How many of the animator's sessions are open."""
    statement = select(func.count()).where(Hall.animator_id == person_id, Hall.ends_at > at)
    return db.session.scalar(statement) or 0
