"""The facts that the rules want, read for the few people that a page shows: as many queries for one as for fifty."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, union_all

from course.coaching.desk import Desk
from course.coaching.models import Handled
from course.coaching.rules import open_signals, signals
from course.coaching.schema import Facts, Kind, Overtaken, Prerequisite, Settled, Signal
from course.db import db
from course.modules.models import LessonState
from course.onboarding.plan import queries as plan_queries
from course.onboarding.plan.models import PlanCheck
from course.people.models import Person
from course.progress.catalog import Step
from course.quizzes.models import Attempt
from course.tracking.queries import route
from course.waivers.models import Waiver
from course.waivers.rules import SETTLING, Scope, State

Key = tuple[int, int]
"""A cohort and a person."""


@dataclass(frozen=True)
class Known:
    """What was read about some people: steps done, waivers, what coaches did and their names, absences, plans."""

    done: Mapping[int, set[str]]
    waivers: Mapping[int, list[Waiver]]
    acts: Mapping[Key, list[Row[Handled, str]]]
    absences: Mapping[int, tuple[tuple[date, date], ...]]
    plans: Mapping[int, Overtaken]


def known(people: Sequence[int], desks: Mapping[int, Desk], at: datetime) -> Known:
    """Everything that the rules want besides the rows themselves, in five queries."""
    done: dict[int, set[str]] = defaultdict(set)
    for person, slug in db.session.execute(_done(people, desks)):
        done[person].add(slug)
    waivers: dict[int, list[Waiver]] = defaultdict(list)
    live = (State.PROPOSED.value, *SETTLING)
    mine = select(Waiver).where(Waiver.person_id.in_(people), Waiver.state.in_(live))
    for waiver in db.session.scalars(mine.order_by(Waiver.proposed_at, Waiver.id)):
        waivers[waiver.person_id].append(waiver)
    acts: dict[Key, list[Row[Handled, str]]] = defaultdict(list)
    found = select(Handled, Person.name).outerjoin(Person, Person.id == Handled.by_id)
    here = found.where(Handled.person_id.in_(people), Handled.cohort_id.in_(desks))
    for row in db.session.execute(here.order_by(Handled.at.desc(), Handled.id.desc())):
        acts[row[0].cohort_id, row[0].person_id].append(row)
    late = plan_queries.overtaken(at).where(PlanCheck.person_id.in_(people))
    plans = {row.person_id: Overtaken(row.since or at, row.minutes, row.before) for row in db.session.execute(late)}
    return Known(done, waivers, acts, plan_queries.absences(people), plans)


def _done(people: Sequence[int], desks: Mapping[int, Desk]) -> Any:
    """The steps of the workshops to come that these people did."""
    wanted = {step for desk in desks.values() for coming in desk.workshops for step in coming.steps}
    lessons = [step.slug for step in wanted if step.kind == "lesson"]
    quizzes = [step.slug for step in wanted if step.kind == "quiz"]
    read = select(LessonState.person_id, LessonState.lesson.label("slug"))
    passed = select(Attempt.person_id, Attempt.quiz)
    return union_all(
        read.where(
            LessonState.person_id.in_(people), LessonState.lesson.in_(lessons), LessonState.finished_at.is_not(None)
        ),
        passed.where(Attempt.person_id.in_(people), Attempt.quiz.in_(quizzes), Attempt.passed.is_(True)),
    )


def open_of(row: Row[Any], desk: Desk, found: Known) -> tuple[Signal, ...]:
    """The reasons why the person of a row needs their coach, less what coaches settled."""
    about = signals(facts_of(row, desk, found), desk.week)
    acts = [act for act, _ in found.acts[desk.cohort.id, row.person_id]]
    return open_signals(about, [Settled(Kind(act.kind), act.subject, act.at, act.until) for act in acts], desk.week)


def facts_of(row: Row[Any], desk: Desk, found: Known) -> Facts:
    """The facts of one person in one cohort; `row` has the columns of the list (course/coaching/week_queries.py)."""
    asked = [waiver for waiver in found.waivers[row.person_id] if waiver.state == State.PROPOSED]
    counting = [waiver.scope for waiver in found.waivers[row.person_id] if waiver.state in SETTLING]
    return Facts(
        joined_at=row.starts_at,
        invited=bool(row.invited),
        active_at=row.active_at,
        step="" if (row.percent or 0) >= 100 else title(row.step) or route().every[0].title,
        step_at=row.advanced_at or row.starts_at,
        failures=row.failures or 0,
        failed_at=row.failed_at,
        failed=title(row.failed),
        absences=found.absences.get(row.person_id, ()),
        overtaken=found.plans.get(row.person_id),
        workshops=tuple(
            Prerequisite(each.id, each.title, each.starts_at, _left(each.steps, found.done[row.person_id], counting))
            for each in desk.workshops
        ),
        waiver=", ".join(waiver.title for waiver in asked),
        waiver_at=asked[-1].proposed_at if asked else None,
    )


def _left(steps: Sequence[Step], done: set[str], waived: Sequence[Scope]) -> tuple[str, ...]:
    return tuple(
        step.title for step in steps if step.slug not in done and not any(scope.covers(step) for scope in waived)
    )


def title(slug: str | None) -> str:
    """The title of a step; "" when the content has it no longer."""
    return next((step.title for step in route().every if step.slug == slug), "")
