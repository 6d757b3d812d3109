"""The longest texts that a person can type, everywhere one can: no space where a line could be cut."""

from typing import Any

from sqlalchemy import update

from course.agendas.models import Agenda, AgendaItem
from course.coaching.models import Appointment, Letter, Note
from course.cohorts.elections.models import Answer, Ballot, Election, Proposal
from course.cohorts.models import Cohort, DayOff, HandoverItem, Term
from course.db import db
from course.hall.models import Word
from course.mail.models import Message
from course.onboarding.positioning.models import Positioning
from course.people.models import Person
from course.quizzes.models import ExtraAttempt, ExtraTime
from course.waivers.models import Waiver
from course.workshops.models import Workshop

WORD = "Schwarzenbergerhausensteinerdorfgemeinde"
"""Forty letters, as German and Polish names, and words put side by side, have."""
PLACE = "https://cartes.example.org/lieu/salle-des-actes?latitude=44.447523&longitude=1.440346&zoom=18&calque=plan"
NAME = f"Maximilienne-Alexandrine de {WORD}"
SERVICE = f"Secrétariat général commun départemental, interministérialité, {WORD}"
TEXT = f"Désinstitutionnalisation, {WORD} : {PLACE}"

TYPED: dict[type, dict[str, str]] = {
    Person: {"name": NAME, "service": SERVICE},
    Cohort: {"name": TEXT},
    DayOff: {"label": WORD},
    Term: {"note": TEXT},
    HandoverItem: {"text": TEXT},
    Workshop: {"title": TEXT, "place": PLACE, "objective": TEXT, "prepare": TEXT, "link": PLACE},
    Agenda: {"title": TEXT, "place": PLACE},
    AgendaItem: {"title": TEXT, "who": WORD, "note": TEXT},
    Note: {"text": TEXT},
    Letter: {"subject": TEXT, "text": TEXT},
    Appointment: {"place": PLACE, "cancel_reason": TEXT},
    Election: {"mandate": TEXT, "criteria": TEXT},
    Ballot: {"reason": TEXT},
    Proposal: {"reason": TEXT},
    Answer: {"reason": TEXT, "lifted": TEXT},
    Waiver: {"evidence": TEXT, "decision_note": TEXT, "decided_service": SERVICE},
    ExtraTime: {"reason": TEXT},
    ExtraAttempt: {"reason": TEXT},
    Positioning: {"training": TEXT, "field": TEXT},
    Message: {"subject": TEXT, "recipient_name": NAME, "last_error": TEXT},
    Word: {"text": WORD},
}


def lengthen() -> None:
    """Give every text that people type the longest that its column takes."""
    for table, columns in TYPED.items():
        db.session.execute(update(table).values(_fitting(table, columns)))
    db.session.commit()


def _fitting(table: Any, columns: dict[str, str]) -> dict[str, str]:
    return {name: text[: getattr(table, name).type.length] for name, text in columns.items()}
