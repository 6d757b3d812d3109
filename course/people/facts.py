"""What a person did, told as it is written: whatever is kept of their progress follows in the same transaction.

Who keeps something about people's progress registers here (docs/decisions/0021).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from course.db import Prepared, Run, db, in_session, lane, on_lane
from course.people.models import Person

Follower = Callable[[int, Run, str], None]
"""Given a person, what runs statements in the transaction of the fact, and the lesson opened if it is all they did."""

QUARTER = timedelta(minutes=15)
"""How far behind a person's last activity may be: many answers make one write."""
_MOST = 10_000
_NEVER = datetime.min.replace(tzinfo=UTC)
_followers: list[Follower] = []


def follows(follower: Follower) -> Follower:
    """Declare what is brought up to date with each fact; it reads the facts through the runner that it receives."""
    _followers.append(follower)
    return follower


def changed(person_id: int) -> None:
    """Their progress changes in this transaction: their pages too, and what is kept of it follows as it commits.

    Done first, it also makes a second click wait for the first one's rows.
    """
    db.session.execute(update(Person).where(Person.id == person_id).values(version=Person.version + 1))
    worked(person_id)


def worked(person_id: int) -> None:
    """They were at work in this transaction, and none of their pages changes."""
    db.session().info.setdefault("changed", set()).add(person_id)


def opened(prepared: Prepared, person_id: int, lesson: str, **values: object) -> None:
    """One short write, which may make this lesson the person's present step."""
    with lane().together():
        on_lane(prepared, person=person_id, lesson=lesson, **values)
        _follow(person_id, on_lane, lesson)


def answered(prepared: Prepared, person_id: int, at: datetime, **values: object) -> int:
    """One short write that says no more than: they were at work; the number of rows it touched.

    A process remembers whom it saw at work: within a quarter of an hour, nothing follows.
    """
    seen: dict[int, datetime] = current_app.extensions.setdefault("relais_at_work", {})
    if timedelta() <= at - seen.get(person_id, _NEVER) < QUARTER:
        return prepared.write(person=person_id, at=at, **values)
    with lane().together():
        count = int(on_lane(prepared, person=person_id, at=at, **values).rowcount)
        if count:
            _follow(person_id, on_lane)
    if count:
        if len(seen) >= _MOST:
            seen.clear()
        seen[person_id] = at
    return count


def follow(person_id: int) -> None:
    """What is kept of their progress follows at once, in this transaction."""
    db.session.flush()
    _follow(person_id, in_session)


def _follow(person_id: int, run: Run, lesson: str = "") -> None:
    for follower in _followers:
        follower(person_id, run, lesson)


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if session.in_nested_transaction() or "changed" not in session.info:
        return
    session.flush()
    for person_id in sorted(session.info.pop("changed")):
        _follow(person_id, in_session)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("changed", None)
