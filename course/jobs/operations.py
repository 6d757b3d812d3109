"""Every write that asks for work; the caller commits, and the commit wakes a worker."""

import json

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from course.db import db
from course.jobs.models import OPEN, Job
from course.jobs.registry import Payload


def order(kind: str, key: str, payload: Payload | None = None, person_id: int | None = None) -> None:
    """Ask for work within the current transaction; the same open key twice is asked once."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    values = {"kind": kind, "key": key, "payload": json.dumps(payload or {}), "person_id": person_id}
    row = dialect.insert(Job).values(**values).on_conflict_do_nothing(index_elements=["key"], index_where=OPEN)
    db.session.execute(row)
    db.session().info["wake"] = True


def latest(key: str) -> Job | None:
    """The last job asked with this key, to show its progress."""
    return db.session.scalars(select(Job).where(Job.key == key).order_by(Job.id.desc()).limit(1)).first()


def retry(job: Job) -> None:
    """Ask again for the work of a failed job."""
    order(job.kind, job.key, json.loads(job.payload), job.person_id)
    db.session.delete(job)


def abandon(job: Job) -> None:
    """Give up a failed job: it leaves the list, and whoever asked for it may ask again."""
    job.state = "abandoned"
