"""Each rule of course/coaching/rules.py as a condition on a cohort's rows: 5,000 people are filtered where they are.

The two say the same (tests/test_coaching_week.py compares them); the rules alone make the sentences.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select

from course.coaching.desk import Coming, Desk, desks
from course.coaching.models import CoachingSettings, Handled
from course.coaching.schema import Kind
from course.coaching.week import window
from course.cohorts.models import Cohort, Membership
from course.cohorts.rules import first_day
from course.db import db
from course.modules.models import LessonState
from course.onboarding.plan.models import PlanAbsence, PlanCheck
from course.progress.catalog import Step
from course.quizzes.models import Attempt
from course.tracking.models import RollUp
from course.tracking.needs import Need, found_by
from course.waivers.models import Waiver
from course.waivers.queries import COUNTS
from course.waivers.rules import State

PERSON = Membership.person_id
active_at = func.coalesce(RollUp.active_at, Membership.starts_at)
advanced_at = func.coalesce(RollUp.advanced_at, Membership.starts_at)
goes_on = func.coalesce(RollUp.percent, 0) < 100
_NEVER: ColumnElement[bool] = false()
_WHOSE = {Kind.WAIVER: Waiver.person_id, Kind.PLAN: PlanCheck.person_id}
"""Few people ask for something or have a plan that fails: these are found first, each of the others by their row."""


def flags(cohorts: Iterable[Desk]) -> dict[Kind, ColumnElement[bool]]:
    """For each kind, that the person of a membership needs their coach for it, whatever their cohort."""
    every = [(Membership.cohort_id == desk.cohort.id, needs(desk)) for desk in cohorts]
    return {kind: or_(_NEVER, *(and_(there, conditions[kind]) for there, conditions in every)) for kind in Kind}


def rank(conditions: dict[Kind, ColumnElement[bool]]) -> ColumnElement[int]:
    """How urgent the most urgent reason is."""
    return case(*((conditions[kind], kind.rank) for kind in Kind), else_=len(Kind))


def needs(desk: Desk) -> dict[Kind, ColumnElement[bool]]:
    """For each kind, the condition in one cohort, once what coaches settled is left out."""
    silent, week = _silent(desk), desk.week
    return {
        Kind.WAIVER: _waiver(desk),
        Kind.WORKSHOP: or_(_NEVER, *(_unprepared(desk, coming) for coming in desk.workshops)),
        Kind.PLAN: _overtaken(desk) if week.thresholds.plan else _NEVER,
        Kind.FAILED: _failed(desk),
        Kind.SILENT: silent & _open(Kind.SILENT, desk, active_at, again=week.silent_before),
        Kind.STUCK: ~silent & _stuck(desk) & _open(Kind.STUCK, desk, advanced_at, again=week.stuck_before),
    }


def _open(
    kind: Kind, desk: Desk, since: object, *, again: datetime | None = None, subject: str = ""
) -> ColumnElement[bool]:
    """That no coach settled it after `since`, or put it off; settled before `again`, it counts once more."""
    same = (Handled.cohort_id == desk.cohort.id, Handled.person_id == _WHOSE.get(kind, PERSON))
    done = Handled.until.is_(None) if again is None else and_(Handled.until.is_(None), Handled.at >= again)
    act = (Handled.kind == kind.value, Handled.subject == subject, Handled.at >= since)
    hidden = exists().where(*same, *act, or_(done, Handled.until > desk.week.today))
    return ~hidden.correlate(Membership, RollUp, Waiver, PlanCheck)


def _waiver(desk: Desk) -> ColumnElement[bool]:
    waiting = _open(Kind.WAIVER, desk, Waiver.proposed_at, again=desk.week.asked_before)
    return PERSON.in_(select(Waiver.person_id).where(Waiver.state == State.PROPOSED.value, waiting))


def _unprepared(desk: Desk, coming: Coming) -> ColumnElement[bool]:
    until = desk.week.workshops_until
    if until is None or coming.starts_at >= until:
        return _NEVER
    missing = or_(_NEVER, *map(_missing, coming.steps))
    return missing & _open(Kind.WORKSHOP, desk, window(coming.starts_at, desk.week), subject=str(coming.id))


def _missing(step: Step) -> ColumnElement[bool]:
    """That a step was neither done nor waived."""
    if step.kind == "lesson":
        finished = select(LessonState.person_id).where(LessonState.finished_at.is_not(None))
        done: ColumnElement[bool] = PERSON.in_(finished.where(LessonState.lesson == step.slug))
        covers = or_(Waiver.lesson == step.slug, Waiver.lesson == "")
    else:
        done = exists().where(Attempt.person_id == PERSON, Attempt.quiz == step.slug, Attempt.passed.is_(True))
        covers = and_(Waiver.lesson == "", Waiver.assessment.is_(True))
    return ~done & ~exists().where(Waiver.person_id == PERSON, COUNTS, Waiver.module == step.module, covers)


def _overtaken(desk: Desk) -> ColumnElement[bool]:
    """That their plan, when it was last checked, did not hold before a date that is still to come."""
    short = select(PlanCheck.person_id).where(PlanCheck.minutes > 0, PlanCheck.until > desk.week.at)
    return PERSON.in_(short.where(_open(Kind.PLAN, desk, PlanCheck.since)))


def _away(desk: Desk, before: datetime) -> ColumnElement[bool]:
    """That they came back, or are still away, from an absence whose last day is not before this instant."""
    day = first_day(before, desk.week.zone)
    return exists().where(
        PlanAbsence.person_id == PERSON, PlanAbsence.starts <= desk.week.today, PlanAbsence.ends >= day
    )


def _failed(desk: Desk) -> ColumnElement[bool]:
    least = desk.week.thresholds.failures
    if least is None:
        return _NEVER
    return and_(
        RollUp.failures >= max(1, least), RollUp.failed_at.is_not(None), _open(Kind.FAILED, desk, RollUp.failed_at)
    )


def _silent(desk: Desk) -> ColumnElement[bool]:
    before = desk.week.silent_before
    if before is None:
        return _NEVER
    return and_(active_at < before, Membership.starts_at < before, goes_on, ~_away(desk, before))


def _stuck(desk: Desk) -> ColumnElement[bool]:
    before = desk.week.stuck_before
    if before is None:
        return _NEVER
    return and_(advanced_at < before, Membership.starts_at < before, goes_on, ~_away(desk, before))


@found_by
def in_the_grid(cohort: Cohort, at: datetime) -> list[Need]:
    """The same reasons, to filter the grid."""
    conditions = needs(desks([(cohort, db.session.get(CoachingSettings, cohort.id))], at)[cohort.id])
    return [Need(kind.address, kind.label, conditions[kind]) for kind in Kind]
