"""Every write about halls: leave a word, open a session, keep a word off the wall, forget in time."""

import secrets
from datetime import datetime

from sqlalchemy import String, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql

from course import jobs
from course.clock import now
from course.db import Prepared, UTCDateTime, db
from course.hall import queries
from course.hall.models import Hall, Verdict, Word
from course.hall.rules import (
    CODE_LENGTH,
    CODE_SIGNS,
    KEPT,
    KEPT_STANDING,
    LASTS,
    MOST_HALLS,
    MOST_WORDS,
    ROOM,
    STANDING,
    WORDS_EACH,
    Outcome,
    key_of,
)
from course.people.models import Audit, Person

_HERE = (Word.hall_id == Hall.id, Word.token == bindparam("token"))
_PLACE = select(func.coalesce(func.max(Word.place), 0) + 1).where(*_HERE).correlate(Hall).scalar_subquery()
_ALL = select(func.count()).where(Word.hall_id == Hall.id).correlate(Hall).scalar_subquery()
_LEAVE = Prepared(
    postgresql.insert(Word)
    .from_select(
        ["hall_id", "token", "place", "text", "key", "at"],
        select(
            Hall.id,
            bindparam("token", type_=String),
            _PLACE,
            bindparam("text", type_=String),
            bindparam("key", type_=String),
            bindparam("at", type_=UTCDateTime),
        ).where(
            Hall.code == bindparam("code"),
            Hall.wall_open,
            or_(Hall.ends_at.is_(None), Hall.ends_at > bindparam("at")),
            _PLACE <= WORDS_EACH,
            _ALL < MOST_WORDS,
        ),
    )
    .on_conflict_do_nothing()
    .returning(Word.place)
)
"""One statement, whole or nothing: the place of the word among those of its token, or no row."""
_STAND = Prepared(
    postgresql.insert(Hall)
    .values(code=STANDING, opened_at=bindparam("at"), wall_open=True, version=0)
    .on_conflict_do_nothing()
)


class RefusedError(ValueError):
    """This cannot be done; the message, in French, says why."""


def leave(code: str, token: str, text: str, at: datetime) -> tuple[Outcome, int]:
    """Put a word on a wall in one short write of its own; how many more the token may leave.

    Sent again, the same word of the same token is kept once and answered alike.
    """
    key = key_of(text)
    while True:
        rows = _LEAVE.rows(code=code, token=token, text=text, key=key, at=at)
        if rows:
            return Outcome.KEPT, WORDS_EACH - rows[0][0]
        reason = _why_not(code, token, key)
        if reason and reason[0] is Outcome.FULL and code == STANDING and _make_room():
            continue
        if reason:
            return reason


def _make_room() -> int:
    """The standing wall is never full for everybody: the oldest words that nobody judged go, and are counted."""
    standing = select(Hall.id).where(Hall.code == STANDING).scalar_subquery()
    judged = exists().where(Verdict.hall_id == Word.hall_id, Verdict.key == Word.key)
    waiting = (Word.hall_id == standing, ~judged)
    limit = select(Word.at).where(*waiting).order_by(Word.at).offset(ROOM - 1).limit(1)
    newest = db.session.scalar(limit) or now()
    db.session.rollback()
    gone = db.session.execute(delete(Word).where(*waiting, Word.at <= newest).returning(Word.place)).all()
    db.session.commit()
    return len(gone)


def _why_not(code: str, token: str, key: str) -> tuple[Outcome, int] | None:
    """Why no row was added; None when another word of the token took the place just now."""
    state = queries.state(code)
    if state is None:
        return Outcome.UNKNOWN, 0
    held = queries.held(state.id, token)
    left = WORDS_EACH - max(held.values(), default=0)
    if key in held:
        return Outcome.KEPT, left
    if not state.live:
        return Outcome.ENDED, 0
    if not state.wall_open:
        return Outcome.CLOSED, 0
    if not left:
        return Outcome.SPENT, 0
    return (Outcome.FULL, 0) if queries.count(state.id) >= MOST_WORDS else None


def stand() -> None:
    """Put up the capsule's standing wall, once for all; one short write of its own."""
    _STAND.write(at=now())


def open_hall(person_id: int, at: datetime) -> Hall:
    """Open a session with a code of its own. May raise RefusedError.

    The person's row is locked, so that two clicks cannot pass the limit together.
    """
    db.session.get(Person, person_id, with_for_update=True)
    if queries.live_halls(person_id, at) >= MOST_HALLS:
        raise RefusedError(f"Vous avez déjà {MOST_HALLS} séances ouvertes : reprenez l'une d'elles.")
    hall = Hall(code=_free_code(), animator_id=person_id, opened_at=at, ends_at=at + LASTS)
    db.session.add(hall)
    db.session.flush()
    _note(hall, person_id, "hall-opened")
    return hall


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if db.session.scalar(select(Hall.id).where(Hall.code == code)) is None:
            return code


def judge(hall: Hall, key: str, shown: bool, actor_id: int) -> None:
    """Show a word, or keep it off the wall, now and whenever it is left again."""
    _touch(hall)
    db.session.merge(Verdict(hall_id=hall.id, key=key, shown=shown))
    _note(hall, actor_id, "wall-word-shown" if shown else "wall-word-removed")


def set_wall(hall: Hall, is_open: bool, actor_id: int) -> None:
    """Let words come, or stop them; those that are there stay."""
    _touch(hall)
    hall.wall_open = is_open
    _note(hall, actor_id, "wall-opened" if is_open else "wall-closed")


def clear_waiting(hall: Hall, actor_id: int) -> None:
    """Delete for good the words that nobody judged."""
    _touch(hall)
    judged = exists().where(Verdict.hall_id == Word.hall_id, Verdict.key == Word.key)
    db.session.execute(delete(Word).where(Word.hall_id == hall.id, ~judged))
    _note(hall, actor_id, "wall-cleared")


def _touch(hall: Hall) -> None:
    """Every screen must ask again; the row stays locked until the end of the transaction."""
    db.session.execute(update(Hall).where(Hall.id == hall.id).values(version=Hall.version + 1))


def _note(hall: Hall, actor_id: int, action: str) -> None:
    """What was done, never on which word: the trail outlives the words."""
    db.session.add(Audit(actor_id=actor_id, action=action, detail=f"mur {hall.code}"))


@jobs.sweeps
def forget_old() -> None:
    """Delete the sessions of more than thirty days with their words; on the standing wall, words in their time."""
    at = now()
    db.session.execute(delete(Hall).where(Hall.code != STANDING, Hall.opened_at <= at - KEPT))
    standing = select(Hall.id).where(Hall.code == STANDING).scalar_subquery()
    shown = exists().where(Verdict.hall_id == Word.hall_id, Verdict.key == Word.key, Verdict.shown)
    old = or_(Word.at <= at - KEPT_STANDING, and_(Word.at <= at - KEPT, ~shown))
    db.session.execute(delete(Word).where(Word.hall_id == standing, old))
    left = exists().where(Word.hall_id == Verdict.hall_id, Word.key == Verdict.key)
    db.session.execute(delete(Verdict).where(Verdict.hall_id == standing, ~left))
    db.session.commit()
