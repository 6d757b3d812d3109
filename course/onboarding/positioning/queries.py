"""Reads of positionings: one's own, and for who looks after people."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from course.cohorts.models import Membership
from course.cohorts.queries import belongs
from course.db import db
from course.onboarding.positioning.models import Positioning, PositioningAnswer, PositioningLevel
from course.onboarding.positioning.rules import Moment, Profile, Scored, score
from course.people.models import Person
from course.questions.base import Answer
from course.questions.schema import AnyQuestion
from course.quizzes.queries import field_prefix, question_asked


@dataclass(frozen=True)
class Item:
    """One question of a placement test, as templates/quizzes/inputs.html shows it."""

    position: int
    fingerprint: str
    question: AnyQuestion
    layout: list[int]
    answer: Answer

    @property
    def prefix(self) -> str:
        """What begins the names of its form fields."""
        return field_prefix(self.position)


@dataclass(frozen=True)
class Frozen:
    """A finished positioning: its moment, its day, the levels with their words, and the test by competence."""

    moment: Moment
    at: datetime
    levels: dict[str, int]
    described: dict[str, str]
    test: dict[str, Scored]


def under_way(person_id: int, lock: bool = False) -> Positioning | None:
    """The positioning that a person began and did not finish."""
    mine = select(Positioning).where(Positioning.person_id == person_id, Positioning.finished_at.is_(None))
    return db.session.scalar(mine.with_for_update().execution_options(populate_existing=True) if lock else mine)


def levels(positioning_id: int) -> dict[str, int]:
    """The levels given so far, by competence."""
    given = select(PositioningLevel.competence, PositioningLevel.level)
    rows = db.session.execute(given.where(PositioningLevel.positioning_id == positioning_id))
    return {row.competence: row.level for row in rows}


def items(positioning_id: int) -> list[Item]:
    """The placement test, in order."""
    mine = select(PositioningAnswer).where(PositioningAnswer.positioning_id == positioning_id)
    return [
        Item(
            row.position,
            row.fingerprint,
            question_asked(row.fingerprint),
            json.loads(row.layout),
            None if row.answer is None else json.loads(row.answer),
        )
        for row in db.session.scalars(mine.order_by(PositioningAnswer.position))
    ]


def history(person_id: int) -> list[Frozen]:
    """A person's finished positionings, the first one first, in three queries."""
    mine = select(Positioning).where(Positioning.person_id == person_id, Positioning.finished_at.is_not(None))
    records = list(db.session.scalars(mine.order_by(Positioning.finished_at, Positioning.id)))
    ids = [record.id for record in records]
    given = select(PositioningLevel).where(PositioningLevel.positioning_id.in_(ids))
    said = list(db.session.scalars(given))
    asked = select(PositioningAnswer).where(PositioningAnswer.positioning_id.in_(ids))
    answers = list(db.session.scalars(asked))
    return [
        Frozen(
            Moment(record.moment),
            record.finished_at,
            {row.competence: row.level for row in said if row.positioning_id == record.id},
            {row.competence: row.described for row in said if row.positioning_id == record.id},
            score((row.competence, row.score or 0.0) for row in answers if row.positioning_id == record.id),
        )
        for record in records
        if record.finished_at
    ]


def seen(person_id: int) -> set[str]:
    """The questions that a person met in placement tests."""
    met = select(PositioningAnswer.fingerprint).join(Positioning, Positioning.id == PositioningAnswer.positioning_id)
    return set(db.session.scalars(met.where(Positioning.person_id == person_id)))


def profile(positioning: Positioning) -> Profile:
    """What a finished positioning tells the rules."""
    answers = select(PositioningAnswer.competence, PositioningAnswer.score)
    rows = db.session.execute(answers.where(PositioningAnswer.positioning_id == positioning.id))
    test = score((row.competence, row.score or 0.0) for row in rows)
    return Profile(levels(positioning.id), test, positioning.training, positioning.field)


def cohort_levels(cohort_id: int, at: datetime) -> dict[int, dict[str, int]]:
    """By person and competence, the levels of the last finished positioning of who is in a cohort at this instant."""
    there = select(Membership.person_id).join(Person, Person.id == Membership.person_id)
    here = there.where(Membership.cohort_id == cohort_id, belongs(at), Person.disabled.is_(False))
    rank = func.row_number().over(
        partition_by=Positioning.person_id, order_by=(Positioning.finished_at.desc(), Positioning.id.desc())
    )
    ranked = select(Positioning.id, Positioning.person_id, rank.label("rank"))
    last = ranked.where(Positioning.person_id.in_(here), Positioning.finished_at.is_not(None)).subquery()
    given = select(last.c.person_id, PositioningLevel.competence, PositioningLevel.level)
    rows = given.join(PositioningLevel, PositioningLevel.positioning_id == last.c.id).where(last.c.rank == 1)
    found: dict[int, dict[str, int]] = {}
    for person_id, code, level in db.session.execute(rows):
        found.setdefault(person_id, {})[code] = level
    return found
