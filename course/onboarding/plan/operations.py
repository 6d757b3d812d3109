"""Every write about plans: declare one's time, one's absences, a choice; check whether plans hold. Callers commit."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from course import jobs
from course.clock import now
from course.cohorts.operations import RefusedError
from course.db import Base, Prepared, Run, db
from course.onboarding.plan.models import BEFORE_LONGEST, PlanAbsence, PlanCheck, PlanChoice, PlanPace
from course.onboarding.plan.queries import Situation, situation, to_check
from course.people.facts import follow, follows
from course.progress.models import Pressing

MOST_ABSENCES = 30
BATCH, AT_ONCE = 5, 200
"""Checks in one transaction, which must stay short; and in one job, so that messages need not wait behind thousands."""

_DOUBT = Prepared(
    update(PlanCheck)
    .where(
        PlanCheck.person_id == bindparam("person", type_=Integer),
        or_(PlanCheck.minutes > 0, exists().where(Pressing.person_id == PlanCheck.person_id)),
        PlanCheck.checked_at.is_not(None),
    )
    .values(checked_at=None)
)


def declare(person_id: int, minutes: int, goal: date | None, at: datetime) -> None:
    """How much time a person has each week, and when they mean to have finished."""
    values = {"minutes": minutes, "goal": goal, "declared_at": at}
    row = _insert(PlanPace).values(person_id=person_id, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=values))


def add_absence(person_id: int, first: date, last: date) -> None:
    """Days away; the same twice is one. May raise RefusedError."""
    held = select(func.count()).select_from(PlanAbsence).where(PlanAbsence.person_id == person_id)
    if (db.session.scalar(held) or 0) >= MOST_ABSENCES:
        raise RefusedError(f"Au plus {MOST_ABSENCES} absences : retirez-en, ou regroupez celles qui se suivent.")
    row = _insert(PlanAbsence).values(person_id=person_id, starts=first, ends=last)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["person_id", "starts", "ends"]))


def remove_absence(person_id: int, number: int) -> bool:
    """They will be there after all; False when this absence is not theirs."""
    mine = delete(PlanAbsence).where(PlanAbsence.id == number, PlanAbsence.person_id == person_id)
    return db.session.execute(mine.returning(PlanAbsence.id)).first() is not None


def leave_for_later(person_id: int, subject: str, at: datetime) -> None:
    """What does not fit before this deadline will be done after it."""
    row = _insert(PlanChoice).values(person_id=person_id, subject=subject, at=at)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["person_id", "subject"]))


def take_back(person_id: int, subject: str) -> None:
    """Undo that choice."""
    db.session.execute(delete(PlanChoice).where(PlanChoice.person_id == person_id, PlanChoice.subject == subject))


def check(person_id: int, at: datetime) -> None:
    """Note whether a person's plan holds now, and what it puts first; « since » stays while the same date is missed."""
    found = situation(person_id, at)
    _press(person_id, found)
    first = next(iter(found.missed), None)
    known = select(PlanCheck.before, PlanCheck.since).where(PlanCheck.person_id == person_id)
    former = db.session.execute(known).first()
    values: dict[str, object] = {"checked_at": at, "minutes": 0, "before": "", "until": None, "since": None}
    if first and found.cohort:
        missed = next(item for item in found.coming if item.key == first.deadline)
        before = missed.words(found.today)[:BEFORE_LONGEST]
        values |= {
            "minutes": first.minutes,
            "before": before,
            "until": missed.over(found.zone),
        }
        values["since"] = former.since if former and former.before == before else at
    row = _insert(PlanCheck).values(person_id=person_id, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=values))


def _press(person_id: int, found: Situation) -> None:
    """Keep what dates ask for, where every page reads the next step; what is counted of it follows."""
    steps = json.dumps(found.pressed, ensure_ascii=False) if found.pressed else None
    kept = db.session.scalar(select(Pressing.steps).where(Pressing.person_id == person_id))
    if steps == kept:
        return
    if steps is None:
        db.session.execute(delete(Pressing).where(Pressing.person_id == person_id))
    else:
        row = _insert(Pressing).values(person_id=person_id, steps=steps)
        db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_={"steps": steps}))
    follow(person_id)


@follows
def doubt(person_id: int, run: Run, lesson: str) -> None:
    """Somebody did something: a plan that did not hold, or that dates press, is checked again within a minute."""
    if not lesson:
        run(_DOUBT, person=person_id)


@jobs.sweeps
def notice_doubts() -> None:
    """Order the checks that are due: once a day, and when a workshop moved or a fact changed."""
    if db.session.scalar(to_check(now()).limit(1)) is not None:
        jobs.order("plans", key="plans")
    db.session.commit()


@jobs.handles("plans", "Vérification des plans")
def check_due(_payload: jobs.Payload, report: jobs.Report) -> None:
    """Check some of the plans that are due, a few a transaction; the others come with the next sweep."""
    people = list(db.session.scalars(to_check(now()).limit(AT_ONCE)))
    db.session.commit()
    for first in range(0, len(people), BATCH):
        for person_id in people[first : first + BATCH]:
            check(person_id, now())
        db.session.commit()
        report(min(first + BATCH, len(people)), len(people))


def _insert(table: type[Base]) -> Any:
    """An insert that knows what to do of a row that is there already."""
    return (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(table)
