"""Keeps the roll-up rows: each one follows its person's facts, and all are counted again when the content changes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from flask import Flask, current_app
from sqlalchemy import Boolean, Integer, String, and_, bindparam, exists, func, or_, select, union_all, update
from sqlalchemy.dialects import postgresql

from course import jobs
from course.clock import now
from course.cohorts.rules import begins
from course.db import Prepared, Run, UTCDateTime, db, in_session
from course.modules.models import LessonState
from course.people.facts import QUARTER, follows
from course.people.models import Person
from course.practice.models import PracticeCard
from course.progress.catalog import Catalog
from course.progress.queries import record
from course.quizzes.models import DONE, Attempt, AttemptItem
from course.tracking.models import RollUp
from course.tracking.queries import route
from course.tracking.rules import Route, summary
from course.waivers.models import Waiver
from course.waivers.queries import COUNTS

BATCH = 100

_PERSON = bindparam("person", type_=Integer)
_MAKE = Prepared(
    postgresql.insert(RollUp)
    .from_select(["person_id"], select(Person.id).where(Person.id == _PERSON), include_defaults=False)
    .on_conflict_do_nothing()
)
_LOCK = Prepared(select(RollUp.person_id).where(RollUp.person_id == _PERSON).with_for_update())
_LESSON = bindparam("lesson", type_=String)
_READ = exists().where(
    LessonState.person_id == _PERSON, LessonState.lesson == _LESSON, LessonState.finished_at.is_not(None)
)
_SAME = Prepared(
    select(RollUp.person_id).where(
        RollUp.person_id == _PERSON,
        or_(and_(RollUp.step == _LESSON, RollUp.started.is_(True)), _READ),
        RollUp.active_at > bindparam("recently", type_=UTCDateTime()),
    )
)
"""Their row, if they were counted lately and opening this lesson moves nothing: it is under way, or read again."""
_PRACTISED = Prepared(select(func.max(PracticeCard.answered_on)).where(PracticeCard.person_id == _PERSON))
_TRIED = Attempt.person_id == _PERSON
_ANSWERED = select(func.max(AttemptItem.answered_at)).join(Attempt, Attempt.id == AttemptItem.attempt_id)
_ACTIVITY = union_all(
    select(func.max(LessonState.seen_at).label("at")).where(LessonState.person_id == _PERSON),
    select(func.max(Attempt.started_at)).where(_TRIED),
    select(func.max(Attempt.submitted_at)).where(_TRIED),
    _ANSWERED.where(_TRIED),
    select(bindparam("practised", type_=UTCDateTime())),
).subquery()
_ADVANCES = union_all(
    select(func.max(LessonState.finished_at).label("at")).where(LessonState.person_id == _PERSON),
    select(func.max(Attempt.submitted_at)).where(_TRIED, Attempt.passed.is_(True)),
    select(func.max(Waiver.decided_at)).where(Waiver.person_id == _PERSON, COUNTS),
).subquery()
_FAILED = bindparam("failed", type_=String)
_SUM_UP = Prepared(
    update(RollUp)
    .where(RollUp.person_id == _PERSON)
    .values(
        active_at=select(func.max(_ACTIVITY.c.at)).scalar_subquery(),
        advanced_at=select(func.max(_ADVANCES.c.at)).scalar_subquery(),
        failed_at=select(func.max(Attempt.submitted_at))
        .where(_TRIED, Attempt.quiz == _FAILED, Attempt.state == DONE)
        .scalar_subquery(),
        failed=_FAILED,
        started=bindparam("started", type_=Boolean),
        **{name: bindparam(name) for name in ("content", "percent", "done", "settled", "step", "failures")},
    )
)


def init_app(app: Flask, catalog: Catalog) -> None:
    """Tell what people are counted over; that this file is imported makes it follow their facts."""
    app.extensions["relais_route"] = Route.of(catalog)


@follows
def sum_up(person_id: int, run: Run, lesson: str) -> None:
    """Count a person again from their facts; nothing when opening a lesson did not move them.

    The row is locked before the facts are read: of two transactions of one person, the second reads both's.
    """
    if lesson and run(_SAME, person=person_id, lesson=lesson, recently=now() - QUARTER).fetchone():
        return
    run(_MAKE, person=person_id)
    run(_LOCK, person=person_id)
    said = asdict(summary(route(), record(person_id, run)))
    run(_SUM_UP, person=person_id, content=route().mark, practised=_practised(person_id, run), **said)


def _practised(person_id: int, run: Run) -> object:
    """When the day of their last practice began."""
    day = run(_PRACTISED, person=person_id).fetchone()[0]
    zone: str = current_app.extensions["relais_settings"].time_zone
    return begins(date.fromisoformat(str(day)), zone) if day else None


def sum_up_all(people: Sequence[int], report: jobs.Report = lambda _done, _total: None) -> None:
    """Count many people again, a hundred a transaction."""
    for first in range(0, len(people), BATCH):
        for person_id in people[first : first + BATCH]:
            sum_up(person_id, in_session, "")
        db.session.commit()
        report(min(first + BATCH, len(people)), len(people))


@jobs.handles("roll-up", "Avancement de chaque personne")
def count_again(_payload: jobs.Payload, report: jobs.Report) -> None:
    """Count again whoever was counted over another content."""
    others = list(db.session.scalars(select(RollUp.person_id).where(RollUp.content != route().mark)))
    db.session.commit()
    sum_up_all(others, report)


@jobs.sweeps
def notice_new_content() -> None:
    """Order the count when the content is no longer the one that rows were counted over."""
    if db.session.scalar(select(exists().where(RollUp.content != route().mark))):
        jobs.order("roll-up", key="roll-up")
    db.session.commit()
