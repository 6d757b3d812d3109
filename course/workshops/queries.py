"""Reads of workshops: what comes, what was, and what is to be done before."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from course.db import db
from course.workshops.models import Workshop, WorkshopPrerequisite

MOST_PAST = 200


def upcoming(cohort_id: int, at: datetime, days: int | None = None) -> list[Workshop]:
    """The workshops of a cohort that are not over, the next first; those that begin within `days` when given."""
    mine = select(Workshop).where(Workshop.cohort_id == cohort_id, Workshop.cancelled_at.is_(None))
    mine = mine.where(Workshop.ends_at > at)
    if days is not None:
        mine = mine.where(Workshop.starts_at < at + timedelta(days=days))
    return list(db.session.scalars(mine.order_by(Workshop.starts_at, Workshop.id)))


def prerequisites(workshop_ids: Iterable[int]) -> dict[int, list[tuple[str, str | None]]]:
    """What is to be done before each workshop: the slug of a module, and the one of a lesson when it is only one."""
    table = WorkshopPrerequisite
    found: dict[int, list[tuple[str, str | None]]] = {number: [] for number in workshop_ids}
    rows = select(table.workshop_id, table.module, table.lesson).where(table.workshop_id.in_(found))
    for number, module, lesson in db.session.execute(rows.order_by(table.workshop_id, table.position)):
        found[number].append((module, lesson))
    return found


def past(cohort_id: int, at: datetime) -> list[Workshop]:
    """The workshops of a cohort that are over, and those that were cancelled, the last first."""
    mine = select(Workshop).where(Workshop.cohort_id == cohort_id)
    over = mine.where(or_(Workshop.ends_at <= at, Workshop.cancelled_at.is_not(None)))
    return list(db.session.scalars(over.order_by(Workshop.starts_at.desc(), Workshop.id.desc()).limit(MOST_PAST)))


def workshop(cohort_id: int, workshop_id: int) -> Workshop | None:
    """A workshop of a cohort, or None."""
    mine = select(Workshop).where(Workshop.id == workshop_id, Workshop.cohort_id == cohort_id)
    return db.session.scalars(mine).first()
