"""Background work as administrators see it: what waits, what runs and how far, what failed and why."""

from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select

from course.db import db
from course.jobs import Job
from course.people.models import Person

SHOWN = 50

Line = Row[Job, str | None]
"""A job, and the name of who asked for it, if it was somebody."""


@dataclass(frozen=True)
class Work:
    """The jobs to show, at most fifty of each kind, and how many there are by state."""

    failed: list[Line]
    running: list[Line]
    waiting: list[Line]
    counts: dict[str, int]


def work() -> Work:
    """Failed ones latest first, the others in the order they were asked."""
    counted = select(Job.state, func.count()).where(Job.state.in_(("failed", "running", "queued"))).group_by(Job.state)
    counts = dict(db.session.execute(counted).all())
    found = select(Job, Person.name).outerjoin(Person, Person.id == Job.person_id).limit(SHOWN)
    return Work(
        failed=_lines(found.where(Job.state == "failed").order_by(Job.id.desc())),
        running=_lines(found.where(Job.state == "running").order_by(Job.id)),
        waiting=_lines(found.where(Job.state == "queued").order_by(Job.due_at, Job.id)),
        counts=counts,
    )


def failed_jobs() -> int:
    """How many jobs wait for an administrator."""
    return db.session.scalar(select(func.count()).where(Job.state == "failed")) or 0


def _lines(found: Select[Job, str | None]) -> list[Line]:
    return list(db.session.execute(found))
