"""Reads of what was granted to a person, and of who may grant it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from course.cohorts.queries import coached
from course.db import db
from course.people.models import Person
from course.people.session import Visitor
from course.quizzes.models import ExtraAttempt, ExtraTime


def looked_after(me: Visitor, person_id: int, at: datetime) -> Person | None:
    """A person to whom this visitor may grant something now: never oneself."""
    allowed = me.id != person_id and (me.is_admin or coached(me.id, person_id, at))
    return db.session.get(Person, person_id) if allowed else None


def extra_percent(person_id: int) -> int:
    """How much more time a person has now, in per cent."""
    latest = select(ExtraTime.percent).where(ExtraTime.person_id == person_id).order_by(ExtraTime.id.desc()).limit(1)
    return db.session.scalar(latest) or 0


def times(person_id: int) -> list[Row[Any]]:
    """Every change of a person's extra time, the last one first, each with the name of who decided it."""
    found = select(ExtraTime, Person.name).outerjoin(Person, Person.id == ExtraTime.granted_by)
    return list(db.session.execute(found.where(ExtraTime.person_id == person_id).order_by(ExtraTime.id.desc())))


def extras(person_id: int, quiz: str) -> list[ExtraAttempt]:
    """The attempts granted to a person for one assessment."""
    mine = select(ExtraAttempt).where(ExtraAttempt.person_id == person_id, ExtraAttempt.quiz == quiz)
    return list(db.session.scalars(mine.order_by(ExtraAttempt.id)))


def all_extras(person_id: int) -> list[Row[Any]]:
    """Every attempt granted to a person, the last one first, each with the name of who granted it."""
    found = select(ExtraAttempt, Person.name).outerjoin(Person, Person.id == ExtraAttempt.granted_by)
    return list(db.session.execute(found.where(ExtraAttempt.person_id == person_id).order_by(ExtraAttempt.id.desc())))
