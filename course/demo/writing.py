"""Rows by the thousand: people, then what each of them did, put in the tables in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from course.certificates.models import Certificate
from course.db import Base, db
from course.demo.assessments import Row
from course.demo.content import Content
from course.demo.records import Records
from course.modules.models import CheckAnswer, LessonState
from course.people.models import Audit, Person
from course.people.rules import folded
from course.practice.models import PracticeCard
from course.quizzes.models import Attempt, AttemptItem, QuestionVersion


@dataclass(frozen=True)
class Life:
    """Somebody to write: their columns, what they did, and the attestations that they asked for."""

    person: Row
    records: Records
    certificates: Sequence[Row]
    notes: Sequence[Row]


def write(lives: Sequence[Life]) -> list[int]:
    """Put them in the tables; their ids, in the same order."""
    numbers = numbered(Person, [_indexed(life.person) for life in lives])
    rows: defaultdict[type[Base], list[Row]] = defaultdict(list)
    sittings = []
    for number, life in zip(numbers, lives, strict=True):
        who, records = {"person_id": number}, life.records
        rows[LessonState] += _of(who, records.lessons)
        rows[CheckAnswer] += _of(who, records.checks)
        rows[PracticeCard] += _of(who, records.cards)
        rows[Certificate] += _of(who, life.certificates)
        rows[Audit] += _of({"person_id": number, "actor_id": number}, life.notes)
        sittings += [(who, sitting) for sitting in records.sittings]
    attempts = numbered(Attempt, [sitting.attempt | who for who, sitting in sittings])
    for number, (_, sitting) in zip(attempts, sittings, strict=True):
        rows[AttemptItem] += _of({"attempt_id": number}, sitting.items)
    for table, found in rows.items():
        put(table, found)
    return numbers


def put(table: type[Base], rows: Sequence[Row]) -> None:
    """Rows of a table, all with the same columns."""
    if rows:
        db.session.connection().execute(insert(table.__table__), rows)  # type: ignore[arg-type]


@contextmanager
def dated(at: datetime) -> Iterator[None]:
    """What is noted meanwhile was noted at that instant."""
    last = db.session.scalar(select(func.max(Audit.id))) or 0
    yield
    db.session.flush()
    db.session.execute(update(Audit).where(Audit.id > last).values(at=at))


def freeze_questions(content: Content) -> None:
    """Every question of the banks, as attempts refer to it."""
    asked = {item.fingerprint: item.question for bank in content.banks.values() for item in bank.asked.values()}
    rows = [{"fingerprint": key, "question": it.id, "body": it.model_dump_json()} for key, it in asked.items()]
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    db.session.execute(dialect.insert(QuestionVersion).on_conflict_do_nothing(), rows)


def numbered(table: Any, rows: Sequence[Row]) -> list[int]:
    """Write rows and bring back their ids, in the same order."""
    if not rows:
        return []
    return list(db.session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows))


def _of(who: Row, rows: Iterable[Row]) -> list[Row]:
    return [{**who, **row} for row in rows]


def _indexed(person: Row) -> Row:
    return person | {"search": folded(f"{person['name']} {person['service']} {person['email']}")}
