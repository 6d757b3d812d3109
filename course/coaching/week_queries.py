"""« Qui a besoin de moi cette semaine »: the list, who needs nothing, what was settled; for one person too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from course.coaching import facts, needs
from course.coaching.desk import Desk, desks
from course.coaching.models import Handled
from course.coaching.queries import Following
from course.coaching.schema import Kind, Signal
from course.cohorts.models import Membership
from course.cohorts.queries import belongs
from course.db import db
from course.people.models import Person
from course.tracking.models import RollUp

RECENT = timedelta(days=7)
PAGE = 20
"""As many as a coach meets in a quarter of an hour."""
MOST_SETTLED, FARTHEST = 100, 10_000
_Rows = Select[*tuple[Any, ...]]
_FIGURES = ("percent", "active_at", "advanced_at", "step", "failures", "failed", "failed_at")


@dataclass(frozen=True)
class Line:
    """One person who needs their coach, in one cohort, and why; the most urgent reason first."""

    person: Row[Any]
    desk: Desk
    signals: tuple[Signal, ...]

    @property
    def path(self) -> str:
        """Where the coach follows them."""
        return f"/cohortes/{self.desk.cohort.id}/suivi/{self.person.person_id}"


@dataclass(frozen=True)
class List:
    """One page of the list: its lines, its number, the last one's, how many lines there are on all of them.

    `people` is how many people there are in all, those who need nothing included, the coach left out.
    """

    rows: tuple[Line, ...]
    number: int
    last: int
    total: int
    people: int


def the_list(coach_id: int, cohorts: Mapping[int, Desk], at: datetime, number: int) -> List:
    """Who needs this coach now, the most urgent first, twenty a page; in five queries, six past the last page."""
    number = min(max(1, number), FARTHEST)
    rows = db.session.execute(_page(coach_id, cohorts, at, number)).all()
    if not rows and number > 1:
        return the_list(coach_id, cohorts, at, 1)
    known = facts.known([row.person_id for row in rows], cohorts, at)
    lines = [Line(row, cohorts[row.cohort_id], facts.open_of(row, cohorts[row.cohort_id], known)) for row in rows]
    total, everyone = (rows[0].total, rows[0].people) if rows else (0, _people(coach_id, cohorts, at))
    return List(tuple(lines), number, max(1, -(-total // PAGE)), total, everyone)


def _page(coach_id: int, cohorts: Mapping[int, Desk], at: datetime, number: int) -> _Rows:
    """The rows of a page: how urgent each person's reasons are is worked out once, then twenty are chosen and read."""
    urgency = needs.rank(needs.flags(cohorts.values())).label("urgency")
    sorting = (urgency, needs.active_at.label("sign"), Membership.id)
    everyone = _there(select(*sorting), coach_id, cohorts, at).cte("everyone").prefix_with("MATERIALIZED")
    felt = select(everyone).where(everyone.c.urgency < len(Kind))
    page = felt.order_by(*everyone.c).limit(PAGE).offset((number - 1) * PAGE).subquery("page")
    total = select(func.count()).select_from(felt.subquery()).scalar_subquery().label("total")
    people = select(func.count()).select_from(everyone).scalar_subquery().label("people")
    return _rows().join(page, page.c.id == Membership.id).add_columns(total, people).order_by(*page.c)


def _rows() -> _Rows:
    """Memberships, with what is known of each person."""
    figures = [getattr(RollUp, name) for name in _FIGURES]
    invited = (Person.password_hash.is_(None) & RollUp.active_at.is_(None)).label("invited")
    columns = (Person.id.label("person_id"), Person.name, Person.service, Membership.cohort_id, Membership.starts_at)
    return _joined(select(*columns, invited, *figures))


def _joined(columns: _Rows) -> _Rows:
    found = columns.join_from(Membership, Person, Person.id == Membership.person_id)
    return found.outerjoin(RollUp, RollUp.person_id == Membership.person_id)


def _there(columns: _Rows, coach_id: int, cohorts: Mapping[int, Desk], at: datetime) -> _Rows:
    """Who is in these cohorts now, the coach left out."""
    mine = _joined(columns).where(belongs(at), Membership.cohort_id.in_(cohorts), Person.id != coach_id)
    return mine.where(Person.disabled.is_(False))


def _people(coach_id: int, cohorts: Mapping[int, Desk], at: datetime) -> int:
    return db.session.scalar(_there(select(func.count()), coach_id, cohorts, at)) or 0


def settled(cohorts: Mapping[int, Desk], at: datetime) -> list[Row[Any]]:
    """What coaches did these last seven days, the last first: each with the person's name and the coach's."""
    by = aliased(Person)
    found = select(Handled, Person.name, by.name.label("by")).join(Person, Person.id == Handled.person_id)
    mine = found.outerjoin(by, by.id == Handled.by_id).where(Handled.cohort_id.in_(cohorts), Handled.at > at - RECENT)
    return list(db.session.execute(mine.order_by(Handled.at.desc(), Handled.id.desc()).limit(MOST_SETTLED)))


@dataclass(frozen=True)
class About:
    """Where one person stands: why they need their coach, their next step, the assessment they failed if any.

    `acts` are what coaches did about their reasons, the last first, each with who did it.
    """

    signals: tuple[Signal, ...]
    step: str
    failed: str
    acts: list[Row[Handled, str]]


def about(who: Following, at: datetime) -> About:
    """One person, as the list would show them."""
    desk = desks([(who.cohort, who.settings)], at)[who.cohort.id]
    row = db.session.execute(_rows().where(Membership.id == who.membership.id)).one()
    known = facts.known([who.person.id], {desk.cohort.id: desk}, at)
    found = facts.facts_of(row, desk, known)
    acts = known.acts[desk.cohort.id, who.person.id]
    return About(facts.open_of(row, desk, known), found.step, found.failed, acts)
