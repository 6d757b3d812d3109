"""Reads of workshops: what comes, what was, and what is to be done before."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from course.cohorts.elections.models import Election, Proposal
from course.cohorts.models import Term
from course.db import db
from course.people.models import Person
from course.workshops.models import CalendarAddress, Workshop, WorkshopPrerequisite
from course.workshops.rules import Event

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


def history(cohort_id: int, at: datetime, limit: int = MOST_PAST) -> list[Event]:
    """What a cohort did until an instant, the last first: workshops held, elections' results, terms begun."""
    found = [*_held(cohort_id, at, limit), *_elected(cohort_id, at, limit), *_begun(cohort_id, at, limit)]
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]


def _held(cohort_id: int, at: datetime, limit: int) -> Iterator[Event]:
    mine = select(Workshop).where(Workshop.cohort_id == cohort_id, Workshop.cancelled_at.is_(None))
    held = mine.where(Workshop.starts_at <= at).order_by(Workshop.starts_at.desc()).limit(limit)
    for row in db.session.scalars(held):
        url = f"/cohortes/{cohort_id}/ateliers/{row.id}"
        yield Event("workshop", row.starts_at, row.title, url, row.objective, row.deliverables, row.decisions)


def _elected(cohort_id: int, at: datetime, limit: int) -> Iterator[Event]:
    columns = select(Election.id, Election.closed_at, Person.name, Proposal.reason)
    found = columns.join(Proposal, Proposal.election_id == Election.id).join(Person, Person.id == Proposal.person_id)
    mine = found.where(Election.cohort_id == cohort_id, Proposal.outcome == "elected", Election.closed_at <= at)
    for number, closed_at, name, reason in db.session.execute(mine.order_by(Election.closed_at.desc()).limit(limit)):
        assert closed_at
        url = f"/cohortes/{cohort_id}/elections/{number}"
        yield Event("election", closed_at, f"La cohorte choisit {name} pour l'accompagner", url, reason)


def _begun(cohort_id: int, at: datetime, limit: int) -> Iterator[Event]:
    columns = select(Term.starts_at, Person.name).join(Person, Person.id == Term.person_id)
    mine = columns.where(Term.cohort_id == cohort_id, Term.starts_at <= at, Term.ends_at > Term.starts_at)
    for starts_at, name in db.session.execute(mine.order_by(Term.starts_at.desc()).limit(limit)):
        yield Event("term", starts_at, f"{name} commence à coacher la cohorte")


def person_of(secret: str) -> int | None:
    """Whose calendar has this secret; None for nobody's, and for an account that is closed."""
    mine = select(CalendarAddress.person_id).join(Person, Person.id == CalendarAddress.person_id)
    found: int | None = db.session.scalar(mine.where(CalendarAddress.secret == secret, Person.disabled.is_(False)))
    return found
