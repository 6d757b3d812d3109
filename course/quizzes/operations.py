"""Every write about attempts: start, keep answers, check one, grade."""

import json
from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from sqlalchemy import Select, bindparam, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from course.db import Prepared, db
from course.people import facts
from course.people.models import Audit, Person
from course.practice import operations as practice
from course.questions.base import Answer
from course.questions.schema import AnyQuestion
from course.quizzes.certainty import Given, Said, bonus
from course.quizzes.grant_queries import extra_percent, extras
from course.quizzes.models import CERTAINTY, DONE, IMMEDIATE, OPEN, Attempt, AttemptItem, QuestionVersion
from course.quizzes.queries import (
    attempts,
    question_asked,
    times_seen,
    tries,
)
from course.quizzes.rules import Permission, draw, may_start, percent, result
from course.quizzes.schema import Quiz
from course.quizzes.timing import GRACE, deadline, extra_minutes

_CHANCE = SystemRandom()

_KEEP = Prepared(
    update(AttemptItem)
    .where(
        AttemptItem.attempt_id == bindparam("attempt"),
        AttemptItem.position == bindparam("place"),
        AttemptItem.score.is_(None),
        exists().where(
            Attempt.id == bindparam("attempt"),
            Attempt.person_id == bindparam("person"),
            Attempt.state == OPEN,
            or_(Attempt.deadline.is_(None), Attempt.deadline >= bindparam("last")),
        ),
    )
    .values(answer=bindparam("given"), certainty=bindparam("sure"), answered_at=bindparam("at"))
)
"""The item's own score stands guard: after waiting for a grading to end, PostgreSQL reads it alone again."""


def start(person_id: int, slug: str, quiz: Quiz, at: datetime, zone: str) -> Attempt | Permission:
    """The person's open attempt, or a new one, or the refusal; one person starts once at a time.

    One whose time is over is closed first.
    """
    for overdue in (item for item in attempts(person_id, slug) if item.is_over(at)):
        submit(person_id, overdue.id, at)
    person = db.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    assert person
    past = attempts(person_id, slug)
    if past and past[-1].state == OPEN:
        return past[-1]
    grants = extras(person_id, slug)
    grant = next((item for item in grants if item.attempt_id is None), None)
    permission = may_start(quiz, tries(past, grants), at, zone, grant is not None)
    if not permission.allowed:
        return permission
    extra = extra_minutes(quiz.time_limit, extra_percent(person_id))
    attempt = Attempt(
        person_id=person_id,
        quiz=slug,
        number=len(past) + 1,
        title=quiz.title,
        module=quiz.module,
        pass_mark=quiz.pass_mark,
        behaviour=quiz.behaviour,
        started_at=at,
        time_limit=quiz.time_limit,
        extra_minutes=extra,
        deadline=deadline(quiz, at, zone, extra),
    )
    db.session.add(attempt)
    db.session.flush()
    if grant and permission.extra:
        grant.attempt_id = attempt.id
    _ask(attempt, draw(quiz, times_seen(person_id, slug), _CHANCE))
    facts.changed(person_id)
    _note(person_id, "attempt-started", f"{slug}, essai {attempt.number}")
    return attempt


def _ask(attempt: Attempt, questions: Sequence[AnyQuestion]) -> None:
    freeze_questions(questions)
    for position, question in enumerate(questions, 1):
        layout = json.dumps(question.shuffled(_CHANCE))
        db.session.add(
            AttemptItem(attempt_id=attempt.id, position=position, fingerprint=question.fingerprint, layout=layout)
        )


def freeze_questions(questions: Sequence[AnyQuestion]) -> None:
    """Keep the questions as they are today; in the order of their names, so that writes never wait for each other."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    versions = [
        {"fingerprint": item.fingerprint, "question": item.id, "body": item.model_dump_json()} for item in questions
    ]
    versions.sort(key=lambda version: version["fingerprint"])
    db.session.execute(insert(QuestionVersion).on_conflict_do_nothing(), versions)


def keep_answer(person: int, attempt: int, position: int, given: Given, at: datetime) -> bool:
    """Save one answer of an open attempt of this person's, at once; False when it is not, or no longer."""
    values = {"given": as_text(given.answer), "sure": given.certainty, "last": at - GRACE}
    return facts.answered(_KEEP, person, at, attempt=attempt, place=position, **values) == 1


def check(attempt: Attempt, position: int) -> bool:
    """Grade one answer at once and for good, where the attempt does so; False when it is not complete."""
    row = db.session.get(AttemptItem, (attempt.id, position), with_for_update=True)
    if attempt.behaviour != IMMEDIATE or attempt.state != OPEN or row is None or row.score is not None:
        return True
    question, answer = question_asked(row.fingerprint), answer_in(row)
    if answer is None or not question.complete(answer):
        return False
    row.score = question.grade(answer)
    return True


def submit(person_id: int, attempt_id: int, at: datetime) -> Attempt | None:
    """Grade the attempt, once and for good, as of its deadline if that is over; a second one finds the same result.

    The person is locked before the attempt, as wherever both are: two such writes never wait for each other.
    """
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    attempt = locked(person_id, attempt_id)
    if attempt is None or attempt.state == DONE:
        return attempt
    rows = db.session.scalars(items_of(attempt).with_for_update()).all()
    answers = []
    for row in rows:
        if row.score is None:
            row.score = question_asked(row.fingerprint).grade(answer_in(row))
        answers.append(Said(row.score, row.certainty, blank=row.answer is None))
    attempt.bonus = bonus(answers) if attempt.behaviour == CERTAINTY else None
    outcome = result([item.score for item in answers], attempt.pass_mark, attempt.bonus or 0)
    attempt.timed_out = attempt.is_over(at)
    attempt.state, attempt.submitted_at = DONE, attempt.deadline if attempt.timed_out else at
    attempt.score, attempt.passed = outcome.score, outcome.passed
    wrong = [question_asked(row.fingerprint).id for row in rows if row.score is not None and row.score < 1]
    practice.missed(person_id, attempt.quiz, wrong, at)
    facts.changed(person_id)
    _note(person_id, "attempt-graded", f"{attempt.quiz}, essai {attempt.number} : {percent(outcome.score)} %")
    return attempt


def locked(person: int, attempt: int) -> Attempt | None:
    """A person's own attempt, which nobody else writes until the end of this transaction."""
    mine = select(Attempt).where(Attempt.id == attempt, Attempt.person_id == person)
    return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).first()


def items_of(attempt: Attempt) -> Select[AttemptItem]:
    """Its rows, in order."""
    query = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id).order_by(AttemptItem.position)
    return query.execution_options(populate_existing=True)


def answer_in(row: AttemptItem) -> Answer:
    """The answer that a row keeps."""
    return None if row.answer is None else json.loads(row.answer)


def as_text(answer: Answer) -> str | None:
    """An answer as its row keeps it."""
    return None if answer is None else json.dumps(answer)


def _note(person: int, action: str, detail: str) -> None:
    db.session.add(Audit(actor_id=person, person_id=person, action=action, detail=detail))
