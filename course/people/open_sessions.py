"""The sessions that a person has open: one row a browser, so that each can be seen, and ended, on its own."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import bindparam, delete, insert, select, update

from course import jobs
from course.clock import now
from course.config import Settings
from course.db import Prepared, db
from course.people.models import OpenSession

SEEN_EVERY = timedelta(minutes=5)
"""How far behind `seen_at` may be: many pages make one write."""

_OPEN = Prepared(
    insert(OpenSession).values(
        {name: bindparam(name) for name in ("key", "person_id", "device", "began_at", "seen_at")}
    )
)
_CLOSE = Prepared(delete(OpenSession).where(OpenSession.id == bindparam("id")))
SEEN = Prepared(
    update(OpenSession)
    .where(OpenSession.id == bindparam("id_seen"), OpenSession.seen_at < bindparam("at"))
    .values(seen_at=bindparam("at"))
)


def start(person_id: int, device: str) -> str:
    """Open one, in a short write of its own; its key."""
    key, at = secrets.token_urlsafe(24), now()
    _OPEN.write(key=key, person_id=person_id, device=device, began_at=at, seen_at=at)
    return key


def close(session_id: int) -> None:
    """End this one, in a short write of its own."""
    _CLOSE.write(id=session_id)


def close_one(person_id: int, session_id: int) -> bool:
    """End one of this person's sessions; False when they have no such one. The caller commits."""
    theirs = delete(OpenSession).where(OpenSession.id == session_id, OpenSession.person_id == person_id)
    return bool(db.session.execute(theirs.returning(OpenSession.id)).first())


def close_all(person_id: int) -> None:
    """End every session of this person. The caller commits."""
    db.session.execute(delete(OpenSession).where(OpenSession.person_id == person_id))


def of(person_id: int) -> Sequence[OpenSession]:
    """This person's sessions that still open pages, the last seen first."""
    live = select(OpenSession).where(OpenSession.person_id == person_id, OpenSession.seen_at > oldest(_settings()))
    return db.session.scalars(live.order_by(OpenSession.seen_at.desc(), OpenSession.id.desc())).all()


def idle(settings: Settings) -> timedelta:
    """How long a session lasts without a visit."""
    whole = timedelta(days=settings.session_days)
    return min(whole, timedelta(hours=settings.session_idle_hours)) if settings.session_idle_hours else whole


def oldest(settings: Settings) -> datetime:
    """When a session must have been seen last to open a page now."""
    return now() - idle(settings)


@jobs.sweeps
def forget_old() -> None:
    """Delete the sessions that open no page any more."""
    gone = oldest(_settings()) - SEEN_EVERY
    db.session.execute(delete(OpenSession).where(OpenSession.seen_at <= gone))
    db.session.commit()


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found
