"""Finished attempts by the thousand, put straight in the database."""

import json
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import uuid4

from sqlalchemy import insert

from course.clock import now
from course.db import db
from course.people.models import Person
from course.questions.base import Answer
from course.questions.schema import AnyQuestion
from course.quizzes.models import DONE, Attempt, AttemptItem, QuestionVersion
from course.quizzes.rules import result
from tests.answering import right, wrong


def attempts(
    number: int, questions: Sequence[AnyQuestion], drawn: int, quiz: str = "essai", chance: Random | None = None
) -> None:
    """That many attempts at questions of a quiz, by as many persons; the abler, the more often right."""
    chance = chance or Random(1)
    at = now() - timedelta(days=30)
    addresses = [
        {"email": f"{uuid4().hex}@example.org", "name": f"Personne {n}", "session_key": "k"} for n in range(number)
    ]
    people = list(db.session.scalars(insert(Person).returning(Person.id), addresses))
    head = {"quiz": quiz, "number": 1, "title": "É", "module": "essai", "pass_mark": 70, "state": DONE}
    rows, items = [], []
    for person in people:
        ability = chance.random()
        asked = chance.sample(list(questions), drawn)
        scores = [float(chance.random() < ability) for _ in asked]
        dates = {"started_at": at, "submitted_at": at + timedelta(hours=1)}
        rows.append({"person_id": person, "score": result(scores, 70).score, **dates, **head})
        items.append(_items(asked, scores, at, chance))
    numbers = list(db.session.scalars(insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True), rows))
    _freeze(questions)
    lines = [{"attempt_id": key, **item} for key, found in zip(numbers, items, strict=True) for item in found]
    db.session.execute(insert(AttemptItem), lines)
    db.session.commit()


def mistaken(question: AnyQuestion, chance: Random) -> Answer:
    """One of the many wrong answers that a question gets."""
    match question.type:
        case "ordering":
            return question.shuffled(chance)
        case "short" | "numeric":
            return f"{chance.randrange(300)} fois"
    return wrong(question)


def _items(asked, scores, at, chance):
    found = []
    for position, (question, score) in enumerate(zip(asked, scores, strict=True), 1):
        at += timedelta(seconds=chance.randrange(5, 90))
        answer = json.dumps(right(question) if score else mistaken(question, chance))
        row = {"position": position, "fingerprint": question.fingerprint, "layout": "[]", "answer": answer}
        found.append({**row, "answered_at": at, "score": score})
    return found


def _freeze(questions: Sequence[AnyQuestion]) -> None:
    for item in questions:
        version = QuestionVersion(fingerprint=item.fingerprint, question=item.id, body=item.model_dump_json())
        db.session.merge(version)
    db.session.flush()
