"""Reads of waivers: those that count, for progress and attestations; a person's own."""

from sqlalchemy import or_, select

from course.db import db
from course.people.models import Person
from course.waivers.models import Waiver
from course.waivers.rules import LIVE, SETTLING, Reason, Scope, State

COUNTS = or_(*(Waiver.state == state for state in SETTLING))
"""The waivers that count; written out, since prepared statements cannot hold a list."""


def settling(person_id: int, module: str) -> list[Waiver]:
    """The waivers of a person that count in a module, the first decided first."""
    mine = select(Waiver).where(Waiver.person_id == person_id, Waiver.module == module, COUNTS)
    return list(db.session.scalars(mine.order_by(Waiver.decided_at, Waiver.id)))


def assessment_waived(person_id: int, module: str) -> str:
    """Why a person need not pass a module's assessment, or ""."""
    return next((waiver.why for waiver in settling(person_id, module) if waiver.assessment), "")


def live(person_id: int) -> list[Waiver]:
    """What a person asked, was proposed or was granted, and that still stands."""
    mine = select(Waiver).where(Waiver.person_id == person_id, Waiver.state.in_(LIVE))
    return list(db.session.scalars(mine.order_by(Waiver.id)))


def past(person_id: int) -> list[Waiver]:
    """What was refused to a person."""
    mine = select(Waiver).where(Waiver.person_id == person_id, Waiver.state == State.REFUSED)
    return list(db.session.scalars(mine))


def not_again(person_id: int) -> set[tuple[Scope, Reason]]:
    """What is not proposed again to a person: refused, given up or taken back, with the reason it had."""
    over = (State.REFUSED, State.WITHDRAWN)
    mine = select(Waiver).where(Waiver.person_id == person_id, Waiver.state.in_(over))
    return {(waiver.scope, Reason(waiver.reason)) for waiver in db.session.scalars(mine)}


def of_person(person_id: int) -> list[tuple[Waiver, str | None]]:
    """Every waiver of a person with the name of who decided it: those to decide first, then the last decided."""
    found = select(Waiver, Person.name).outerjoin(Person, Person.id == Waiver.decided_by)
    order = (Waiver.decided_at.is_not(None), Waiver.decided_at.desc(), Waiver.id)
    rows = db.session.execute(found.where(Waiver.person_id == person_id).order_by(*order))
    return [(row[0], row[1]) for row in rows]


def own(waiver_id: int, person_id: int) -> Waiver | None:
    """A waiver of this person."""
    return db.session.scalar(select(Waiver).where(Waiver.id == waiver_id, Waiver.person_id == person_id))
