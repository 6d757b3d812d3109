"""Reads the finished attempts once, whatever their number, and measures every question of the banks."""

from collections import Counter
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, Integer, String, bindparam, cast, extract, func, or_, select

from course.cohorts.models import Membership
from course.cohorts.queries import belongs
from course.db import Prepared, UTCDateTime, db
from course.questions.schema import AnyQuestion
from course.quizzes.models import DONE, Attempt, AttemptItem, QuestionVersion
from course.quizzes.schema import Quiz
from course.statistics.rules import Figures, Sitting, entered, measure

_QUIZ = bindparam("quiz", type_=String)
_FINISHED = (Attempt.state == DONE, or_(_QUIZ == "", Attempt.quiz == _QUIZ))
_THERE = select(Membership.person_id).where(
    Membership.cohort_id == bindparam("cohort", type_=Integer), belongs(bindparam("now", type_=UTCDateTime()))
)
_LAST = (
    select(func.max(Attempt.id))
    .where(Attempt.person_id.in_(_THERE), Attempt.state == DONE)
    .group_by(Attempt.person_id, Attempt.quiz)
)
"""The last finished attempt of each person at each assessment: as many answers to a question as people."""
_SITTING = select(
    Attempt.id, Attempt.person_id, Attempt.quiz, Attempt.score, cast(extract("epoch", Attempt.started_at), Integer)
).order_by(Attempt.submitted_at, Attempt.id)
_LINE = (
    select(
        AttemptItem.attempt_id,
        AttemptItem.fingerprint,
        AttemptItem.answer,
        cast(extract("epoch", AttemptItem.answered_at), Integer),
        AttemptItem.score,
    )
    .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    .order_by(AttemptItem.attempt_id)
)


def _facts(*among: ColumnElement[bool]) -> tuple[Prepared, Prepared]:
    """The finished attempts, and their answers."""
    return Prepared(_SITTING.where(*_FINISHED, *among)), Prepared(_LINE.where(*_FINISHED, *among))


_EVERYBODY, _COHORT = _facts(), _facts(Attempt.id.in_(_LAST))
_VERSIONS = Prepared(select(QuestionVersion.fingerprint, QuestionVersion.question))


@dataclass(frozen=True)
class Measured:
    """A question as its file has it today; `older` counts its former versions that were answered."""

    quiz: str
    module: str
    question: AnyQuestion
    figures: Figures | None
    older: int

    @property
    def lesson(self) -> str:
        """The slug of the lesson that it checks."""
        return f"{self.module}/{self.question.lesson}"


def passed(person_id: int) -> set[str]:
    """The assessments that this person passed."""
    mine = select(Attempt.quiz).where(Attempt.person_id == person_id, Attempt.passed)
    return set(db.session.scalars(mine))


def banks() -> dict[str, Quiz]:
    """The current application's quizzes."""
    found: dict[str, Quiz] = current_app.extensions["relais_quizzes"]
    return found


def measured(quiz: str = "", **cohort: object) -> list[Measured]:
    """Every question of one quiz, or of all, in the order of the files, in three prepared statements.

    What is shown grows by five people at a time, so that nobody reads one person's answers by subtraction.
    With `cohort=` and `now=`, from the last attempt of each who belongs to that cohort then.
    """
    sat, lines = _COHORT if cohort else _EVERYBODY
    rows = sat.rows(quiz=quiz, **cohort)
    counted = entered((number, slug, person) for number, person, slug, *_ in rows)
    sittings = {number: Sitting(*facts) for number, _, *facts in rows if number in counted}
    found = measure(sittings, (line for line in lines.each(quiz=quiz, **cohort) if line[0] in counted))
    names = dict(_VERSIONS.rows())
    versions = Counter((slug, names[fingerprint]) for slug, fingerprint in found)
    return [
        Measured(slug, bank.module, question, figures, versions[slug, question.id] - (figures is not None))
        for slug, bank in banks().items()
        if quiz in ("", slug)
        for question in bank.questions
        for figures in [found.get((slug, question.fingerprint))]
    ]
