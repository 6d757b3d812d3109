"""The two whose story is written out: Amel, half-way through the first module, and Claire, who has just arrived."""

from datetime import datetime, timedelta

from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.demo.members import Setting
from course.demo.people import account
from course.demo.writing import dated
from course.modules import operations as reading
from course.modules.models import LessonState
from course.modules.schema import Lesson
from course.practice import operations as practice

KEYS = ("referente", "nouvelle")


def arrive(cohort: Cohort, setting: Setting, actor_id: int) -> tuple[int, int]:
    """Amel joined a month ago and reads on; Claire joined this week."""
    amel, claire = (_join(key, days, cohort, setting, actor_id) for key, days in zip(KEYS, (30, 5), strict=True))
    lessons = setting.content.modules[0].lessons
    half = len(lessons) // 2
    for index, lesson in enumerate(lessons[:half]):
        _read(amel, lesson, setting.at - timedelta(days=20 - 4 * index))
    _stop_at(amel, lessons[half], setting.at - timedelta(days=2))
    return amel, claire


def _join(key: str, days: int, cohort: Cohort, setting: Setting, actor_id: int) -> int:
    at = setting.at - timedelta(days=days)
    person = account(key, at)
    with dated(at):
        cohorts.join(cohort, person, actor_id, at)
    return person


def _read(person: int, lesson: Lesson, at: datetime) -> None:
    """Everything answered, the first question at the second try."""
    for question in lesson.body.questions:
        reading.answer(person, lesson, question, question.solution(), at)
    reading.finish(person, lesson, at)
    practice.missed(person, lesson.slug, [lesson.body.questions[0].id], at)


def _stop_at(person: int, lesson: Lesson, at: datetime) -> None:
    """The place is kept at the second section."""
    section = lesson.body.sections[min(1, len(lesson.body.sections) - 1)][0]
    db.session.add(LessonState(person_id=person, lesson=lesson.slug, section=section, seen_at=at))
