"""What the pages of a cohort's follow-up read: fifty people a page, whatever the cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select

from course.cohorts.models import Cohort, Membership
from course.cohorts.queries import belongs
from course.db import db
from course.people.models import Person
from course.people.queries import Page, page_of
from course.people.rules import folded
from course.progress.queries import records
from course.progress.rules import Progress, Standing, next_step, progress
from course.quizzes.models import Attempt
from course.tracking.export import Described
from course.tracking.models import RollUp
from course.tracking.needs import Need
from course.tracking.rules import Route

MOST_WORDS = 8
_PERCENT = func.coalesce(RollUp.percent, 0)
_ACTIVE = case((RollUp.active_at.is_(None), 0), else_=1)
ORDERS: dict[str, tuple[Any, ...]] = {
    "nom": (),
    "service": (func.lower(Person.service),),
    "activite": (_ACTIVE, RollUp.active_at),
    "recents": (_ACTIVE.desc(), RollUp.active_at.desc()),
    "avancement": (_PERCENT, func.coalesce(RollUp.settled, 0)),
    "avances": (_PERCENT.desc(), func.coalesce(RollUp.settled, 0).desc()),
}
"""How a list may be sorted, but for « besoin »; names come last, so that every order is whole."""
_UNDER_WAY = and_(RollUp.active_at.is_not(None), _PERCENT < 100)
STAGES: dict[str, ColumnElement[bool]] = {
    "rien": and_(RollUp.active_at.is_(None), _PERCENT < 100),
    "en-cours": _UNDER_WAY,
    "fini": _PERCENT == 100,
}


@dataclass(frozen=True)
class Asked:
    """What somebody asked a list to show: words of names and services, a stage, a need, an order."""

    words: str = ""
    stage: str = ""
    need: str = ""
    order: str = "nom"


@dataclass(frozen=True)
class Line:
    """One person of a list; what is said of their progress is computed from their facts."""

    id: int
    name: str
    service: str
    active_at: datetime | None
    needs: tuple[str, ...]
    counted: Progress
    whole: Progress
    following: Standing | None

    @property
    def described(self) -> Described:
        """What an export says of them."""
        return (self.name, self.service, self.active_at, self.needs, self.counted, self.whole, self.following)


def route() -> Route:
    """The current application's steps."""
    found: Route = current_app.extensions["relais_route"]
    return found


def grid(cohort: Cohort, asked: Asked, needs: Sequence[Need], number: int, at: datetime) -> Page:
    """Fifty people of a cohort as Lines, in a count and four statements."""
    page = page_of(_listed(select(Person.id), cohort.id, asked, needs, at), number, *_order(asked, needs))
    people = [row.id for row in page.rows]
    described = _there(select(*_shown(needs)), cohort.id, at).where(Person.id.in_(people))
    rows = {row.id: row for row in db.session.execute(described)}
    return Page(lines([rows[person] for person in people], needs), page.number, page.last, page.total)


def everyone(cohort: Cohort, asked: Asked, needs: Sequence[Need], at: datetime) -> list[Row[Any]]:
    """The rows of a whole list, in one statement, for `lines` to read fifty by fifty."""
    whole = _listed(select(*_shown(needs)), cohort.id, asked, needs, at)
    return list(db.session.execute(whole.order_by(*_order(asked, needs))))


def lines(rows: Sequence[Row[Any]], needs: Sequence[Need]) -> list[Any]:
    """The Lines of fifty rows at most, in this order."""
    facts, steps, found = records([row.id for row in rows]), route(), []
    for row in rows:
        record = facts[row.id]
        whole = progress(steps.every, record)
        counted = Progress(tuple(compress(whole.standings, steps.counts)))
        felt = tuple([need.label for need in needs if row._mapping[need.key]])
        following = next_step(whole, record)
        found.append(Line(row.id, row.name, row.service, row.active_at, felt, counted, whole, following))
    return found


def _shown(needs: Sequence[Need]) -> list[Any]:
    """The columns of a line: who it is, and whether they have each need."""
    felt = [case((need.holds, 1), else_=0).label(need.key) for need in needs]
    return [Person.id, Person.name, Person.service, RollUp.active_at, *felt]


def _listed(columns: Select[Any], cohort_id: int, asked: Asked, needs: Sequence[Need], at: datetime) -> Select[Any]:
    """Who is in a cohort at this instant and is asked for."""
    statement = _there(columns, cohort_id, at)
    for word in folded(asked.words).split()[:MOST_WORDS]:
        statement = statement.where(Person.search.contains(word, autoescape=True))
    if asked.stage in STAGES:
        statement = statement.where(STAGES[asked.stage])
    if asked.need == "un":
        statement = statement.where(or_(literal(False), *[need.holds for need in needs]))
    chosen = [need.holds for need in needs if need.key == asked.need]
    return statement.where(*chosen)


def _there(statement: Select[Any], cohort_id: int, at: datetime) -> Select[Any]:
    joined = statement.join(Membership, Membership.person_id == Person.id)
    followed = joined.outerjoin(RollUp, RollUp.person_id == Person.id)
    return followed.where(Membership.cohort_id == cohort_id, belongs(at), Person.disabled.is_(False))


def _order(asked: Asked, needs: Sequence[Need]) -> tuple[Any, ...]:
    how_many = sum([case((need.holds, 1), else_=0) for need in needs], start=literal(0))
    first = (how_many.desc(),) if asked.order == "besoin" else ORDERS.get(asked.order, ())
    return (*first, Person.search, Person.id)


def member(cohort_id: int, person_id: int, at: datetime) -> Row[Person, Membership, RollUp] | None:
    """A person who is in a cohort at this instant, with since when, and their RollUp if any."""
    columns: Any = select(Person, Membership, RollUp)
    there = _there(columns, cohort_id, at).where(Person.id == person_id)
    return db.session.execute(there).first()


def tries(person_id: int) -> list[Attempt]:
    """Every attempt of a person at any assessment, the last first."""
    mine = select(Attempt).where(Attempt.person_id == person_id)
    return list(db.session.scalars(mine.order_by(Attempt.started_at.desc(), Attempt.id.desc())))
