"""A coach's cohorts as they are this week: their rules, their calendars, the workshops that come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from course.coaching.models import CoachingSettings
from course.coaching.schema import Thresholds
from course.coaching.week import Week
from course.cohorts.models import Cohort, DayOff, Term
from course.cohorts.queries import holds
from course.cohorts.rules import Calendar
from course.db import db
from course.progress.catalog import Step
from course.progress.queries import catalog
from course.workshops.models import Workshop, WorkshopPrerequisite

LONGEST_DELAY = 365


@dataclass(frozen=True)
class Coming:
    """A workshop that comes, and the steps to do before it."""

    id: int
    title: str
    starts_at: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Desk:
    """One cohort as its coach looks at it now."""

    cohort: Cohort
    week: Week
    workshops: tuple[Coming, ...]


def desks_of(coach_id: int, at: datetime) -> dict[int, Desk]:
    """The cohorts that a person coaches now, by number, in the order of their names; in three queries."""
    held = select(Term.cohort_id).where(Term.person_id == coach_id, holds(at))
    found = select(Cohort, CoachingSettings).outerjoin(CoachingSettings, CoachingSettings.cohort_id == Cohort.id)
    rows = db.session.execute(found.where(Cohort.id.in_(held)).order_by(Cohort.name, Cohort.id))
    return desks([(cohort, settings) for cohort, settings in rows], at)


def desks(cohorts: Sequence[tuple[Cohort, CoachingSettings | None]], at: datetime) -> dict[int, Desk]:
    """These cohorts, with their settings if they have some; in two queries."""
    numbers = [cohort.id for cohort, _ in cohorts]
    off, workshops = _days_off(numbers), _workshops(numbers, at)
    return {
        cohort.id: Desk(
            cohort, Week(at, cohort.time_zone, _calendar(cohort, off), thresholds(row)), workshops[cohort.id]
        )
        for cohort, row in cohorts
    }


def thresholds(row: CoachingSettings | None) -> Thresholds:
    """A cohort's thresholds: its coach's, or the usual ones."""
    return Thresholds(**{name: getattr(row, name) for name in vars(Thresholds())}) if row else Thresholds()


def _days_off(cohorts: list[int]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for day in db.session.execute(
        select(DayOff.cohort_id, DayOff.starts, DayOff.ends).where(DayOff.cohort_id.in_(cohorts))
    ):
        found[day.cohort_id].append((day.starts, day.ends))
    return found


def _calendar(cohort: Cohort, off: dict[int, list[tuple[date, date]]]) -> Calendar:
    return Calendar(frozenset(map(int, cohort.weekdays_off)), tuple(off[cohort.id]), cohort.holidays_off)


def _workshops(cohorts: list[int], at: datetime) -> dict[int, tuple[Coming, ...]]:
    """The workshops that begin within the longest delay that a coach may ask for, with their steps."""
    soon = select(Workshop, WorkshopPrerequisite.module, WorkshopPrerequisite.lesson)
    soon = soon.join(WorkshopPrerequisite, WorkshopPrerequisite.workshop_id == Workshop.id)
    soon = soon.where(Workshop.cohort_id.in_(cohorts), Workshop.cancelled_at.is_(None), Workshop.starts_at > at)
    soon = soon.where(Workshop.starts_at < at + timedelta(days=LONGEST_DELAY))
    steps: dict[Workshop, dict[str, Step]] = defaultdict(dict)
    ordered = soon.order_by(Workshop.starts_at, Workshop.id, WorkshopPrerequisite.position)
    for workshop, module, lesson in db.session.execute(ordered):
        steps[workshop] |= {step.slug: step for step in steps_of(module, lesson)}
    found: dict[int, tuple[Coming, ...]] = defaultdict(tuple)
    for workshop, wanted in steps.items():
        coming = Coming(workshop.id, workshop.title, workshop.starts_at, tuple(wanted.values()))
        found[workshop.cohort_id] += (coming,)
    return found


def steps_of(module: str, lesson: str | None) -> tuple[Step, ...]:
    """The steps that a prerequisite names; none when the content has them no longer."""
    known = catalog().course.module(module)
    steps = catalog().steps(known) if known else ()
    return tuple(step for step in steps if lesson is None or step.slug == lesson)
