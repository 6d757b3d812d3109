"""Who is expected at a workshop, who came and how it is known; and where a person may sign now."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from course.cohorts.models import Membership
from course.cohorts.queries import belongs
from course.db import db
from course.people.models import Person
from course.workshops.models import Attendance, Workshop


def expected(workshop: Workshop) -> list[Row[Any]]:
    """Members while it took place, and whoever came, by name: id, name, service, how, at and by whom."""
    author = aliased(Person)
    there = exists().where(
        Membership.person_id == Person.id,
        Membership.cohort_id == workshop.cohort_id,
        Membership.starts_at < workshop.ends_at,
        or_(Membership.ends_at.is_(None), Membership.ends_at > workshop.starts_at),
    )
    mine = and_(Attendance.person_id == Person.id, Attendance.workshop_id == workshop.id)
    columns = (Person.id, Person.name, Person.service, Attendance.how, Attendance.at, author.name.label("by"))
    found = select(*columns).outerjoin(Attendance, mine).outerjoin(author, author.id == Attendance.by)
    listed = or_(Attendance.how.is_not(None), and_(there, Person.disabled.is_(False)))
    return list(db.session.execute(found.where(listed).order_by(Person.search, Person.id)))


def signed(workshop_id: int) -> int:
    """How many people are noted as present."""
    return db.session.scalar(select(func.count()).where(Attendance.workshop_id == workshop_id)) or 0


def open_to(person_id: int, at: datetime) -> list[Workshop]:
    """The workshops where a person may sign at this instant: attendance is open, in a cohort of theirs."""
    member = select(Membership.cohort_id).where(Membership.person_id == person_id, belongs(at))
    mine = select(Workshop).where(Workshop.cohort_id.in_(member), Workshop.signing_until > at)
    return list(db.session.scalars(mine.where(Workshop.cancelled_at.is_(None)).order_by(Workshop.id)))
