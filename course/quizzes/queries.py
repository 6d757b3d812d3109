"""Reads of attempts: the standing of a person, an attempt and its questions."""

import hmac
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import current_app
from sqlalchemy import bindparam, case, func, select

from course.db import Prepared, db, one_of
from course.questions.base import Answer, Fields
from course.questions.schema import QUESTION, AnyQuestion
from course.quizzes.certainty import Given, Said, said_in
from course.quizzes.models import CERTAINTY, DONE, OPEN, Attempt, AttemptItem, ExtraAttempt, QuestionVersion
from course.quizzes.rules import Try

_STANDING = (
    Attempt.quiz,
    func.max(case((Attempt.passed, 1), else_=0)),
    func.max(Attempt.score),
    func.sum(case((Attempt.state == DONE, 1), else_=0)),
    func.max(case((Attempt.state == OPEN, Attempt.id))),
)
STANDING = Prepared(select(*_STANDING).where(Attempt.person_id == bindparam("person_id")).group_by(Attempt.quiz))
"""Rows (quiz, passed, best exact score or None, finished attempts, open attempt's id or None) of one person."""

STANDINGS = Prepared(
    select(Attempt.person_id, *_STANDING).where(one_of(Attempt.person_id)).group_by(Attempt.person_id, Attempt.quiz)
)
"""The same of fifty people, each row beginning with whose it is."""

ASKED = Prepared(
    select(Attempt.state, Attempt.behaviour, AttemptItem.score.is_not(None), AttemptItem.fingerprint)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.person_id == bindparam("person"),
        AttemptItem.position == bindparam("position"),
    )
)
"""A person's own attempt: its state, its behaviour, whether the answer at this position is final, its question."""

_BODY = Prepared(select(QuestionVersion.body).where(QuestionVersion.fingerprint == bindparam("fingerprint")))


@dataclass(frozen=True)
class Item:
    """One question of an attempt, ready to show."""

    position: int
    fingerprint: str
    question: AnyQuestion
    layout: list[int]
    answer: Answer
    answered_at: datetime | None
    score: float | None
    certainty: int | None
    late_answer: Answer
    late_at: datetime | None

    @property
    def prefix(self) -> str:
        """What begins the names of its form fields."""
        return field_prefix(self.position)

    @property
    def mark(self) -> str:
        """Says which answer a page shows."""
        return answer_mark(self.fingerprint, Given(self.answer, self.certainty))

    @property
    def said(self) -> Said:
        """The graded answer with its certainty."""
        return Said(self.score or 0, self.certainty, blank=self.answer is None)


def field_prefix(position: int) -> str:
    """What begins the names of the form fields of the question at this position."""
    return f"q{position}-"


def given_in(fields: Fields, position: int, fingerprint: str, behaviour: str) -> Given:
    """What a submitted form gives for the question at this position."""
    prefix = field_prefix(position)
    certainty = said_in(fields, prefix) if behaviour == CERTAINTY else None
    return Given(question_asked(fingerprint).read(fields, prefix), certainty)


def answer_mark(fingerprint: str, given: Given) -> str:
    """A short name of an answer to a question; keyed, since anyone could compute the right answer's without it."""
    key, text = str(current_app.secret_key).encode(), json.dumps([given.answer, given.certainty])
    return hmac.new(key, f"{fingerprint} {text}".encode(), "sha256").hexdigest()[:16]


@lru_cache(maxsize=4096)
def question_asked(fingerprint: str) -> AnyQuestion:
    """A question as it was written; its fingerprint names its content, so it is read once per process."""
    return QUESTION.validate_json(_BODY.one(fingerprint=fingerprint)[0])


def own_attempt(person: int, attempt: int) -> Attempt | None:
    """A person's own attempt, or None."""
    return db.session.scalars(select(Attempt).where(Attempt.id == attempt, Attempt.person_id == person)).first()


def attempts(person: int, quiz: str) -> list[Attempt]:
    """A person's attempts at a quiz, the first one first."""
    query = select(Attempt).where(Attempt.person_id == person, Attempt.quiz == quiz)
    return list(db.session.scalars(query.order_by(Attempt.number)))


def tries(past: list[Attempt], extras: list[ExtraAttempt]) -> list[Try]:
    """The finished ones, as the rules see them."""
    granted = {grant.attempt_id for grant in extras}
    return [Try(item.submitted_at, item.passed, item.id in granted) for item in past if item.submitted_at]


def items(attempt: Attempt) -> list[Item]:
    """The attempt's questions in order, in one query when the process knows them."""
    query = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).order_by(AttemptItem.position)
    return [
        Item(
            row.position,
            row.fingerprint,
            question_asked(row.fingerprint),
            json.loads(row.layout),
            None if row.answer is None else json.loads(row.answer),
            row.answered_at,
            row.score,
            row.certainty,
            None if row.late_answer is None else json.loads(row.late_answer),
            row.late_at,
        )
        for row in db.session.scalars(query)
    ]


def times_seen(person: int, quiz: str) -> Counter[str]:
    """How many times each question was asked to a person, by its id."""
    query = (
        select(QuestionVersion.question)
        .join(AttemptItem, AttemptItem.fingerprint == QuestionVersion.fingerprint)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.person_id == person, Attempt.quiz == quiz)
    )
    return Counter(db.session.scalars(query))
