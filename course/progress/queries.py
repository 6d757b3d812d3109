"""Reads what a person did, for the rules of progress."""

from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from course.db import db
from course.modules.models import LessonState
from course.modules.queries import READING
from course.progress.catalog import Catalog
from course.progress.rules import Completion, LessonFact, QuizFact, Record, progress
from course.quizzes.models import Attempt
from course.quizzes.queries import STANDING


def catalog() -> Catalog:
    """The current application's content."""
    found: Catalog = current_app.extensions["relais_catalog"]
    return found


def record(person_id: int) -> Record:
    """All the facts about one person's progress, in two prepared statements."""
    lessons = {
        slug: LessonFact(section, bool(finished), fingerprint)
        for slug, section, fingerprint, finished in READING.rows(person=person_id)
    }
    quizzes = {
        slug: QuizFact(bool(passed), score, attempts, open_attempt)
        for slug, passed, score, attempts, open_attempt in STANDING.rows(person_id=person_id)
    }
    return Record(lessons, quizzes)


def completion(person_id: int, module_slug: str) -> Completion | None:
    """What a person has completed of a module, or None when there is no such module."""
    module = catalog().course.module(module_slug)
    if module is None:
        return None
    facts = record(person_id)
    done = progress(catalog().steps(module), facts)
    quiz = catalog().quizzes[module.head.quiz]
    fact = facts.quizzes.get(module.head.quiz)
    first, last = _dates(person_id, [lesson.slug for lesson in module.lessons], module.head.quiz)
    return Completion(
        module=module_slug,
        complete=done.complete,
        missing=tuple(item.step.title for item in done.standings if not item.done),
        started_at=first,
        finished_at=last if done.complete else None,
        minutes=done.total,
        score=fact.score if fact else None,
        pass_mark=quiz.pass_mark,
        attempts=fact.attempts if fact else 0,
    )


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
