"""Every write about practice: a question missed, answered again, or known."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from course.db import db
from course.people import facts
from course.practice import rules
from course.practice.models import PracticeCard
from course.practice.queries import day, own_card
from course.questions.base import Answer
from course.questions.schema import AnyQuestion


def missed(person: int, source: str, names: Iterable[str], at: datetime) -> None:
    """These questions come back from the first interval; the caller tells the person's pages that they changed."""
    back = rules.missed(day(at))
    rows = [
        {"person_id": person, "source": source, "question": name, "box": back.box, "due": back.due}
        for name in sorted(set(names))
    ]
    if not rows:
        return
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(PracticeCard).on_conflict_do_update(
        index_elements=["person_id", "source", "question"], set_={"box": back.box, "due": back.due}
    )
    db.session.execute(statement, rows)


def answer(person: int, card_id: int, question: AnyQuestion, given: Answer, at: datetime) -> None:
    """Keep the answer and say when the question comes back; nothing when it is not due: it was answered already."""
    card, today = own_card(person, card_id, lock=True), day(at)
    if card is None or card.due is None or card.due > today:
        return
    back = rules.after(card.box, question.grade(given) == 1, today)
    card.box, card.due, card.answered_on = back.box, back.due, today
    card.fingerprint, card.answer = question.fingerprint, json.dumps(given, ensure_ascii=False)
    facts.changed(person)


def stop(person: int, card_id: int) -> bool:
    """« Je la connais »: it comes back only if it is missed again. False when the card is not this person's."""
    card = own_card(person, card_id, lock=True)
    if card is None:
        return False
    card.due = None
    facts.changed(person)
    return True


def resume(person: int, card_id: int, at: datetime) -> bool:
    """Undo it: the question is due today, or tomorrow when it was answered today. False when there is nothing to."""
    card, today = own_card(person, card_id, lock=True), day(at)
    if card is None or card.due is not None:
        return False
    card.due = rules.missed(today).due if card.answered_on == today else today
    facts.changed(person)
    return True
