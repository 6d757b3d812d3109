"""Reads the finished attempts once, whatever their number, and measures every question of the banks."""

from collections import Counter
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Integer, String, bindparam, cast, extract, or_, select

from course.db import Prepared
from course.questions.schema import AnyQuestion
from course.quizzes.models import DONE, Attempt, AttemptItem, QuestionVersion
from course.quizzes.schema import Quiz
from course.statistics.rules import Figures, Sitting, measure

_QUIZ = bindparam("quiz", type_=String)
_FINISHED = (Attempt.state == DONE, or_(_QUIZ == "", Attempt.quiz == _QUIZ))

_SITTINGS = Prepared(
    select(Attempt.id, Attempt.quiz, Attempt.score, cast(extract("epoch", Attempt.started_at), Integer)).where(
        *_FINISHED
    )
)
_LINES = Prepared(
    select(
        AttemptItem.attempt_id,
        AttemptItem.fingerprint,
        AttemptItem.answer,
        cast(extract("epoch", AttemptItem.answered_at), Integer),
        AttemptItem.score,
    )
    .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    .where(*_FINISHED)
    .order_by(AttemptItem.attempt_id)
)
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


def banks() -> dict[str, Quiz]:
    """The current application's quizzes."""
    found: dict[str, Quiz] = current_app.extensions["relais_quizzes"]
    return found


def measured(quiz: str = "") -> list[Measured]:
    """Every question of one quiz, or of all, in the order of the files, in three prepared statements."""
    sittings = {number: Sitting(*facts) for number, *facts in _SITTINGS.rows(quiz=quiz)}
    found = measure(sittings, _LINES.each(quiz=quiz))
    names = dict(_VERSIONS.rows())
    versions = Counter((slug, names[fingerprint]) for slug, fingerprint in found)
    return [
        Measured(slug, bank.module, question, figures, versions[slug, question.id] - (figures is not None))
        for slug, bank in banks().items()
        if quiz in ("", slug)
        for question in bank.questions
        for figures in [found.get((slug, question.fingerprint))]
    ]
