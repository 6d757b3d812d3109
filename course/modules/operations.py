"""Every write about reading: where one stopped, what one finished, what one answered in a lesson."""

import json
from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from course.db import Prepared, db
from course.modules.models import CheckAnswer, LessonState
from course.modules.schema import Lesson
from course.people import facts
from course.practice import operations as practice
from course.questions.base import Answer, Question
from course.questions.schema import AnyQuestion

_insert = postgresql.insert(LessonState).values(
    person_id=bindparam("person"), lesson=bindparam("lesson"), section=bindparam("section"), seen_at=bindparam("at")
)
_PLACE = Prepared(
    _insert.on_conflict_do_update(
        index_elements=["person_id", "lesson"],
        set_={"section": _insert.excluded.section, "seen_at": _insert.excluded.seen_at},
    )
)


def keep_place(person: int, lesson: Lesson, section: str, at: datetime) -> None:
    """Remember the section where the person is; one short write of its own."""
    facts.opened(_PLACE, person, lesson.slug, section=section, at=at)


def finish(person: int, lesson: Lesson, at: datetime) -> None:
    """The person says they are done; the version they read is kept for good, and the first date too."""
    facts.changed(person)
    state = _state_of(person, lesson, at)
    state.seen_at = at
    state.finished_at = state.finished_at or at
    state.finished_fingerprint = lesson.body.fingerprint


def answer(person: int, lesson: Lesson, question: AnyQuestion, given: Answer, at: datetime) -> None:
    """Keep the last answer to a check question, with the version that was read, and the place where it stands."""
    facts.changed(person)
    state = _state_of(person, lesson, at)
    state.seen_at, state.section = at, lesson.section_of(question)
    row = db.session.get(CheckAnswer, (person, lesson.slug, question.id))
    if row is None:
        row = CheckAnswer(person_id=person, lesson=lesson.slug, question=question.id)
        db.session.add(row)
    row.fingerprint, row.answer = question.fingerprint, json.dumps(given, ensure_ascii=False)
    row.score, row.answered_at = question.grade(given), at
    if row.score < 1 and (question.complete(given) or not question.unfolds):
        practice.missed(person, lesson.slug, [question.id], at)


def forget_answer(person: int, lesson: Lesson, question: Question) -> None:
    """Show a check question blank again."""
    key = (CheckAnswer.person_id == person, CheckAnswer.lesson == lesson.slug, CheckAnswer.question == question.id)
    db.session.execute(delete(CheckAnswer).where(*key))
    facts.changed(person)


def _state_of(person: int, lesson: Lesson, at: datetime) -> LessonState:
    """The row, made when there is none: the page that closes may be making it too, to keep its place."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(LessonState).values(person_id=person, lesson=lesson.slug, section="", seen_at=at)
    db.session.execute(row.on_conflict_do_nothing())
    return db.session.get_one(LessonState, (person, lesson.slug))
