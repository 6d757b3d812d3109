"""Reads what a person did, for the rules of progress."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from time import time
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, case, func, literal, null, select, text, union_all

from course.db import Prepared, Run, db, on_lane, one_of, ones
from course.modules.models import LessonState
from course.progress.catalog import Catalog
from course.progress.models import Pressing
from course.progress.rules import Completion, LessonFact, Pressed, Progress, QuizFact, Record, Waived, progress
from course.quizzes.models import Attempt
from course.quizzes.queries import STANDING, STANDINGS
from course.waivers.models import Waiver
from course.waivers.queries import COUNTS, settling
from course.waivers.rules import Decision, Reason, Scope

_READ = (
    LessonState.lesson.label("subject"),
    LessonState.section,
    LessonState.finished_fingerprint,
    case((LessonState.finished_at.is_(None), 0), else_=1),
    LessonState.seen_at.label("seen_at"),
)
_WAIVED = (Waiver.lesson, Waiver.module, Waiver.reason, case((Waiver.assessment.is_(True), 3), else_=2), null())
_PRESSED = (Pressing.steps, literal(""), literal(""), literal(4), null())
_LAST_SEEN_FIRST = text("seen_at DESC")
READING = Prepared(
    union_all(
        select(*_READ).where(LessonState.person_id == bindparam("person")),
        select(*_WAIVED).where(Waiver.person_id == bindparam("person"), COUNTS),
        select(*_PRESSED).where(Pressing.person_id == bindparam("person")),
    ).order_by(_LAST_SEEN_FIRST)
)
"""Rows of one person, by their fourth column: (lesson, section, finished fingerprint, 0 or 1 when finished, last seen),
the last seen first; (lesson or "", module, reason, 2 or 3 when the assessment is included, None) for each waiver;
(the steps that dates ask for, "", "", 4, None)."""

_READINGS = Prepared(
    union_all(
        select(LessonState.person_id, *_READ).where(one_of(LessonState.person_id)),
        select(Waiver.person_id, *_WAIVED).where(one_of(Waiver.person_id), COUNTS),
        select(Pressing.person_id, *_PRESSED).where(one_of(Pressing.person_id)),
    ).order_by(_LAST_SEEN_FIRST)
)
"""The same of fifty people, each row beginning with whose it is."""


def catalog() -> Catalog:
    """The current application's content."""
    found: Catalog = current_app.extensions["relais_catalog"]
    return found


def record(person_id: int, run: Run = on_lane) -> Record:
    """All the facts about one person's progress, in two prepared statements."""
    return _record(run(READING, person=person_id).fetchall(), run(STANDING, person_id=person_id).fetchall())


def pressed(steps: str | None) -> tuple[Pressed, ...]:
    """What dates ask for, in the order of a person's plan, from the row that keeps it."""
    found = [Pressed(*each) for each in json.loads(steps or "[]")]
    return tuple(item for item in found if item.until > time())


def records(people: Sequence[int]) -> dict[int, Record]:
    """The same about fifty people at most, in as many statements."""
    read, tried = defaultdict(list), defaultdict(list)
    for row in _READINGS.rows(**ones(people)):
        read[row[0]].append(row[1:])
    for row in STANDINGS.rows(**ones(people)):
        tried[row[0]].append(row[1:])
    return {person: _record(read[person], tried[person]) for person in people}


def _record(read: Iterable[Any], tried: Iterable[Any]) -> Record:
    lessons, waivers = {}, {}
    asked: tuple[Pressed, ...] = ()
    for subject, place, note, kind, _seen in read:
        if kind < 2:
            lessons[subject] = LessonFact(place, bool(kind), note)
        elif kind == 4:
            asked = pressed(subject)
        else:
            waivers[Scope(place, subject, kind == 3)] = Reason(note)
    quizzes = {
        slug: QuizFact(bool(passed), score, attempts, open_attempt)
        for slug, passed, score, attempts, open_attempt in tried
    }
    return Record(lessons, quizzes, waivers, asked)


def completion(person_id: int, module_slug: str) -> Completion | None:
    """What a person has completed of a module, or None when there is no such module."""
    module = catalog().course.module(module_slug)
    if module is None:
        return None
    facts = record(person_id)
    done = progress(catalog().steps(module), facts)
    quiz = catalog().quizzes[module.head.quiz]
    fact = facts.quizzes.get(module.head.quiz)
    passed = fact if fact and fact.passed else None
    first, last = _dates(person_id, [lesson.slug for lesson in module.lessons], module.head.quiz)
    return Completion(
        module=module_slug,
        complete=done.complete,
        missing=tuple(item.step.title for item in done.standings if not item.done),
        followed=tuple(item.step.slug for item in done.standings if item.followed and item.step.kind == "lesson"),
        waived=_waived(person_id, module_slug, done),
        started_at=first,
        finished_at=last if done.complete else None,
        minutes=done.followed,
        score=passed.score if passed else None,
        pass_mark=quiz.pass_mark,
        attempts=passed.attempts if passed else 0,
    )


def _waived(person_id: int, module: str, done: Progress) -> tuple[Waived, ...]:
    """What each waiver left out that was not done anyway; a step that two leave out is told once."""
    left = [item.step for item in done.standings if item.state == "waived"]
    found = []
    for waiver in settling(person_id, module) if left else ():
        steps = [step for step in left if waiver.scope.covers(step)]
        left = [step for step in left if step not in steps]
        if steps and waiver.decided_at:
            decision = Decision(waiver.decided_by, waiver.decided_role, waiver.decided_service, waiver.decided_at)
            lessons = tuple(step.title for step in steps if step.kind == "lesson")
            found.append(Waived(lessons, len(lessons) < len(steps), Reason(waiver.reason), decision))
    return tuple(found)


def _dates(person_id: int, lessons: list[str], quiz: str) -> tuple[datetime | None, datetime | None]:
    """First and last activity in a module: lessons finished, attempts started and submitted."""
    read = select(func.min(LessonState.seen_at), func.min(LessonState.finished_at), func.max(LessonState.finished_at))
    tried = select(func.min(Attempt.started_at), func.max(Attempt.submitted_at))
    dates = [
        *db.session.execute(read.where(LessonState.person_id == person_id, LessonState.lesson.in_(lessons))).one(),
        *db.session.execute(tried.where(Attempt.person_id == person_id, Attempt.quiz == quiz)).one(),
    ]
    known = [date for date in dates if date]
    return min(known, default=None), max(known, default=None)
