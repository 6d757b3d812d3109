"""Many people at once, by bulk inserts: a cohort as it is after some months, each person somewhere on the path."""

import json
import random
from datetime import datetime, timedelta

from sqlalchemy import insert

from course.cohorts.models import Membership
from course.db import db
from course.modules.models import LessonState
from course.people.models import Person
from course.people.rules import folded
from course.progress.queries import catalog
from course.questions.base import Answer
from course.quizzes.models import DONE, Attempt, AttemptItem, QuestionVersion
from course.tracking.operations import sum_up_all

FIRST = ("Élodie", "Jérôme", "Anne-Sophie", "Naïma", "Loïc", "Zoé", "Œdipe", "François", "Malika", "Théo")
LAST = ("Lefèvre", "N’Diaye", "Saint-Étienne", "D’Hérouville", "Müller", "Çelik", "Nuñez", "Le Goff", "Œuvrard", "Roy")
SERVICES = ("DDT du Lot", "CCAS de Cahors", "SGAR Occitanie", "DREETS Occitanie", "Préfecture du Gers", "")


def crowd(cohort_id: int, count: int, at: datetime, seed: int = 0) -> list[int]:
    """That many people of a cohort, with what they read and their attempts; their numbers."""
    chance = random.Random(f"{cohort_id} {count} {seed}")
    first = random.Random(seed).randrange(10**9)
    people = [_person(chance, f"{first}-{cohort_id}-{number}") for number in range(count)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id), people))
    joined = [{"cohort_id": cohort_id, "person_id": one, "starts_at": at - timedelta(days=200)} for one in ids]
    db.session.execute(insert(Membership), joined)
    for person in ids:
        _walk(chance, person, at)
    db.session.commit()
    sum_up_all(ids)
    return ids


def _person(chance: random.Random, mark: str) -> dict[str, object]:
    name, service = f"{chance.choice(FIRST)} {chance.choice(LAST)}", chance.choice(SERVICES)
    email = f"p-{mark}@example.org"
    return {"email": email, "name": name, "service": service, "session_key": "k", "search": folded(f"{name} {service}")}


def _walk(chance: random.Random, person: int, at: datetime) -> None:
    """The steps of the modules in order, until this person stopped."""
    steps = [step for module in catalog().course.modules for step in catalog().steps(module)]
    there = chance.randrange(len(steps) + 1)
    moment = at - timedelta(days=chance.randrange(1, 40))
    read = [
        {
            "person_id": person,
            "lesson": step.slug,
            "section": "",
            "seen_at": moment - timedelta(days=3 * (there - place)),
            "finished_at": None if place == there - 1 else moment - timedelta(days=3 * (there - place)),
        }
        for place, step in enumerate(steps[:there])
        if step.kind == "lesson"
    ]
    if read:
        db.session.execute(insert(LessonState), read)
    for place, step in enumerate(steps[:there]):
        if step.kind == "quiz":
            assess(chance, person, step.slug, moment - timedelta(days=3 * (there - place)))


def assess(chance: random.Random, person: int, slug: str, at: datetime, number: int = 1) -> int:
    """A finished attempt at an assessment, some answers right and some wrong; its number."""
    quiz = catalog().quizzes[slug]
    questions = chance.sample(quiz.questions, quiz.drawn)
    scores = [float(chance.random() < 0.75) for _ in questions]
    _versions(slug)
    score = 100 * sum(scores) / len(scores)
    common = {"title": quiz.title, "module": quiz.module, "pass_mark": quiz.pass_mark, "state": DONE, "number": number}
    attempt = Attempt(person_id=person, quiz=slug, score=score, passed=score >= quiz.pass_mark, **common)
    attempt.started_at, attempt.submitted_at = at, at + timedelta(minutes=20)
    db.session.add(attempt)
    db.session.flush()
    rows = [
        {
            "attempt_id": attempt.id,
            "position": position,
            "fingerprint": question.fingerprint,
            "layout": "[]",
            "answer": _text(question.solution() if one else None),
            "answered_at": at + timedelta(minutes=position),
            "score": one,
        }
        for position, (question, one) in enumerate(zip(questions, scores, strict=True), 1)
    ]
    db.session.execute(insert(AttemptItem), rows)
    return attempt.id


def _versions(slug: str) -> None:
    known = db.session().info.setdefault("asked", set())
    if slug in known:
        return
    known.add(slug)
    for question in catalog().quizzes[slug].questions:
        if not db.session.get(QuestionVersion, question.fingerprint):
            version = {"fingerprint": question.fingerprint, "question": question.id, "body": question.model_dump_json()}
            db.session.add(QuestionVersion(**version))
    db.session.flush()


def _text(answer: Answer) -> str | None:
    return None if answer is None else json.dumps(answer)
