"""Who coaches whom now, who belongs where, and what the pages of a cohort show.

« Now » is always an argument: a term that is over, or not yet begun, opens nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import BindParameter, ColumnElement, Row, and_, bindparam, case, exists, func, or_, select

from course.cohorts.models import Cohort, DayOff, HandoverItem, Membership, Target, Term
from course.cohorts.rules import HANDOVER, Calendar
from course.db import Prepared, UTCDateTime, db
from course.mail import Hours
from course.people.models import Person
from course.people.queries import Page, page_of


def holds(at: Any) -> ColumnElement[bool]:
    """The terms that run at this instant."""
    return and_(Term.starts_at <= at, Term.ends_at > at)


def belongs(at: Any) -> ColumnElement[bool]:
    """The memberships that run at this instant."""
    return and_(Membership.starts_at <= at, or_(Membership.ends_at.is_(None), Membership.ends_at > at))


_NOW: BindParameter[datetime] = bindparam("now")
COACHES = exists().where(Term.person_id == Person.id, holds(_NOW)).correlate(Person)
"""That a Person coaches somebody at `:now`."""
_LAST = func.max(Membership.starts_at)
JOINED = (
    select(case((_LAST.is_(None), 0), (bindparam("since", type_=UTCDateTime()) < _LAST, 2), else_=1))
    .where(Membership.person_id == Person.id, belongs(_NOW))
    .correlate(Person)
    .scalar_subquery()
)
"""Whether a Person is in some cohort at `:now`: 0 in none, 1 in one, 2 in one that they joined after `:since`."""
_THERE = select(Cohort.time_zone).join(Membership, Membership.cohort_id == Cohort.id)
_THERE = _THERE.where(Membership.person_id == Person.id, belongs(_NOW)).order_by(Membership.starts_at.desc()).limit(1)
_LED = select(Cohort.time_zone).join(Term, Term.cohort_id == Cohort.id)
_LED = _LED.where(Term.person_id == Person.id, holds(_NOW)).order_by(Term.starts_at.desc()).limit(1)
ZONE = func.coalesce(_THERE.correlate(Person).scalar_subquery(), _LED.correlate(Person).scalar_subquery())
"""The time zone of the cohort that a Person joined last, else of the one that they coach, at `:now`."""
_COACHED = Prepared(
    select(Membership.id)
    .join(Term, Term.cohort_id == Membership.cohort_id)
    .where(
        Term.person_id == bindparam("coach"),
        Membership.person_id == bindparam("person"),
        Term.person_id != Membership.person_id,
        holds(_NOW),
        belongs(_NOW),
    )
    .limit(1)
)


def coached(coach_id: int, person_id: int, at: datetime) -> bool:
    """True when the first coaches, now, a cohort where the second is now; nobody coaches themselves."""
    return _COACHED.one(coach=coach_id, person=person_id, now=at) is not None


def cohorts_of_coach(coach_id: int, at: datetime) -> list[Cohort]:
    """The cohorts that a person coaches at this instant, by name."""
    held = exists().where(Term.cohort_id == Cohort.id, Term.person_id == coach_id, holds(at))
    return list(db.session.scalars(select(Cohort).where(held).order_by(Cohort.name, Cohort.id)))


def cohorts_of_member(person_id: int, at: datetime) -> list[Cohort]:
    """The cohorts where a person is at this instant, by name."""
    there = exists().where(Membership.cohort_id == Cohort.id, Membership.person_id == person_id, belongs(at))
    return list(db.session.scalars(select(Cohort).where(there).order_by(Cohort.name, Cohort.id)))


def calendar(cohort: Cohort) -> Calendar:
    """The days when a cohort does not work."""
    return calendars([cohort])[0]


def calendars(cohorts: Sequence[Cohort]) -> list[Calendar]:
    """The days when each of these cohorts does not work, in one query."""
    found = select(DayOff.cohort_id, DayOff.starts, DayOff.ends)
    rows = db.session.execute(found.where(DayOff.cohort_id.in_([cohort.id for cohort in cohorts]))).all()
    return [
        Calendar(
            frozenset(map(int, cohort.weekdays_off)),
            tuple((first, last) for number, first, last in rows if number == cohort.id),
            cohort.holidays_off,
        )
        for cohort in cohorts
    ]


def agenda(person_id: int, at: datetime) -> list[Hours]:
    """When somebody works: the days of each cohort where they are, or which they coach, at this instant.

    Whoever learns alone works from Monday to Friday, public holidays aside, in the server's time zone.
    """
    there = exists().where(Membership.cohort_id == Cohort.id, Membership.person_id == person_id, belongs(at))
    held = exists().where(Term.cohort_id == Cohort.id, Term.person_id == person_id, holds(at))
    mine = list(db.session.scalars(select(Cohort).where(or_(there, held)).order_by(Cohort.id)))
    if not mine:
        return [Hours(current_app.extensions["relais_settings"].time_zone, Calendar().is_off)]
    return [Hours(cohort.time_zone, week.is_off) for cohort, week in zip(mine, calendars(mine), strict=True)]


def days_off(cohort_id: int) -> list[DayOff]:
    """The days off of a cohort, in order."""
    mine = select(DayOff).where(DayOff.cohort_id == cohort_id)
    return list(db.session.scalars(mine.order_by(DayOff.starts, DayOff.id)))


def targets(cohort_id: int) -> dict[str, date]:
    """When a cohort means to have finished each module, by slug."""
    rows = db.session.execute(select(Target.module, Target.due).where(Target.cohort_id == cohort_id))
    return {row.module: row.due for row in rows}


def members(cohort_id: int, at: datetime, number: int) -> Page:
    """Who is in a cohort at this instant, by name: each person with their membership; fifty a page."""
    there = select(Person, Membership).join(Membership, Membership.person_id == Person.id)
    mine = there.where(Membership.cohort_id == cohort_id, belongs(at), Person.disabled.is_(False))
    return page_of(mine, number, Person.search, Person.id)


def ticked(cohort_id: int) -> dict[int, tuple[int, int]]:
    """For each term of a cohort, how much of its hand-over is done, out of how much."""
    counted = select(HandoverItem.term_id, func.count(HandoverItem.done_at), func.count())
    mine = counted.join(Term, Term.id == HandoverItem.term_id).where(Term.cohort_id == cohort_id)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(mine.group_by(HandoverItem.term_id))}


def terms(cohort_id: int) -> list[Row[Term, Person]]:
    """Every term of a cohort with its person, the last to end first."""
    found = select(Term, Person).join(Person, Person.id == Term.person_id).where(Term.cohort_id == cohort_id)
    return list(db.session.execute(found.order_by(Term.ends_at.desc(), Term.id.desc())))


@dataclass(frozen=True)
class Standing:
    """A cohort as somebody meets it now: whether they coach it, belong to it, or administer."""

    cohort: Cohort
    coach: bool
    member: bool
    admin: bool

    @property
    def leads(self) -> bool:
        """True for who looks after the cohort: its coaches while their term runs, and administrators."""
        return self.coach or self.admin


def standing(cohort_id: int, person_id: int, admin: bool, at: datetime) -> Standing | None:
    """A cohort with what a person is there at this instant; None for whom it does not exist."""
    coach = exists().where(Term.cohort_id == Cohort.id, Term.person_id == person_id, holds(at))
    member = exists().where(Membership.cohort_id == Cohort.id, Membership.person_id == person_id, belongs(at))
    row = db.session.execute(select(Cohort, coach, member).where(Cohort.id == cohort_id)).first()
    found = Standing(row[0], bool(row[1]), bool(row[2]), admin) if row else None
    return found if found and (found.leads or found.member) else None


def hands_over(cohort_id: int, person_id: int, at: datetime) -> Standing | None:
    """A cohort for who is about to coach it, or no longer does since a hand-over's time; None for anybody else."""
    near = (Term.ends_at > at - HANDOVER, Term.cohort_id == Cohort.id, Term.person_id == person_id)
    cohort = db.session.scalars(select(Cohort).where(Cohort.id == cohort_id, exists().where(*near))).first()
    return Standing(cohort, False, False, False) if cohort else None


def handover(term_id: int) -> list[Row[Any]]:
    """What is to do before a term ends, in order, each with the name of who ticked it."""
    items = select(HandoverItem, Person.name).outerjoin(Person, Person.id == HandoverItem.done_by)
    return list(db.session.execute(items.where(HandoverItem.term_id == term_id).order_by(HandoverItem.position)))


def cohorts(at: datetime, number: int) -> Page:
    """Every cohort, the last begun first, each with how many people and coaches it has at this instant."""
    people = select(func.count()).where(Membership.cohort_id == Cohort.id, belongs(at)).scalar_subquery()
    coaches = select(func.count()).where(Term.cohort_id == Cohort.id, holds(at)).scalar_subquery()
    statement = select(Cohort, people.label("people"), coaches.label("coaches"))
    return page_of(statement, number, Cohort.starts.desc(), Cohort.id.desc())


def memberships(person_id: int) -> list[Row[Membership, Cohort]]:
    """Every time that a person spent in a cohort, the last begun first."""
    found = select(Membership, Cohort).join(Cohort, Cohort.id == Membership.cohort_id)
    mine = found.where(Membership.person_id == person_id)
    return list(db.session.execute(mine.order_by(Membership.starts_at.desc(), Membership.id.desc())))


def terms_of(person_id: int) -> list[Row[Term, Cohort]]:
    """Every term of a person, the last to end first."""
    found = select(Term, Cohort).join(Cohort, Cohort.id == Term.cohort_id).where(Term.person_id == person_id)
    return list(db.session.execute(found.order_by(Term.ends_at.desc(), Term.id.desc())))


def names(today: date) -> dict[int, str]:
    """The cohorts that are not over, by name."""
    going = select(Cohort.id, Cohort.name).where(or_(Cohort.ends.is_(None), Cohort.ends >= today))
    return {row.id: row.name for row in db.session.execute(going.order_by(Cohort.name, Cohort.id))}
