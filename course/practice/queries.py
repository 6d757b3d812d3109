"""Reads of practice: what is due today, and the next day that something is."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy import Date, bindparam, case, or_, select

from course.db import Prepared, db
from course.practice.models import PracticeCard
from course.practice.rules import SESSION, Card, Entry, Key, Plan, plan
from course.web.local import local_zone

MOST = 300
_TODAY = bindparam("today", type_=Date)
_DUE, _DONE = PracticeCard.due <= _TODAY, PracticeCard.answered_on == _TODAY

_CARDS = Prepared(
    select(
        PracticeCard.id,
        PracticeCard.source,
        PracticeCard.question,
        case((_DUE, 1), else_=0),
        case((_DONE, 1), else_=0).label("done"),
    )
    .where(PracticeCard.person_id == bindparam("person"), or_(_DUE, _DONE))
    .order_by(case((_DONE, 0), else_=1), PracticeCard.due, PracticeCard.id)
    .limit(MOST)
)


def init_app(app: Flask, entries: Mapping[Key, Entry]) -> None:
    """Tell which questions of today's content may be practised."""
    app.extensions["relais_practice"] = entries


def entries() -> Mapping[Key, Entry]:
    """The questions of today's content that may be practised."""
    found: Mapping[Key, Entry] = current_app.extensions["relais_practice"]
    return found


def day(at: datetime) -> date:
    """The day of an instant, where the platform is."""
    return at.astimezone(ZoneInfo(local_zone())).date()


def todays_plan(person: int, at: datetime, budget: int | None = SESSION) -> Plan:
    """What a person may practise now, in one prepared statement."""
    rows = _CARDS.rows(person=person, today=day(at))
    cards = [Card(number, source, name, bool(due), bool(done)) for number, source, name, due, done in rows]
    return plan(cards, entries(), budget)


def own_card(person: int, card: int, lock: bool = False) -> PracticeCard | None:
    """A person's own card, or None."""
    query = select(PracticeCard).where(PracticeCard.id == card, PracticeCard.person_id == person)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def waiting(person: int) -> list[date]:
    """The day when each question of a person comes back, the soonest first; those that left the content do not."""
    mine = select(PracticeCard).where(PracticeCard.person_id == person, PracticeCard.due.is_not(None))
    found = db.session.scalars(mine.order_by(PracticeCard.due))
    return [card.due for card in found if card.due and (card.source, card.question) in entries()]
