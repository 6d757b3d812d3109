"""Every write about positionings: begin, keep what is filled, finish. Callers commit."""

import json
from collections.abc import Mapping
from datetime import datetime
from random import SystemRandom

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from course.db import db
from course.onboarding.positioning import queries
from course.onboarding.positioning.models import Positioning, PositioningAnswer, PositioningLevel
from course.onboarding.positioning.rules import Due, draw_test, proposals
from course.people.models import Audit
from course.people.operations import RefusedError
from course.progress.catalog import Catalog
from course.progress.queries import record
from course.questions.base import COMPETENCES, Answer
from course.questions.schema import AnyQuestion
from course.quizzes.operations import freeze_questions
from course.quizzes.queries import question_asked
from course.typography import typo
from course.waivers import operations as waivers
from course.waivers.queries import not_again
from course.waivers.rules import Part

_CHANCE = SystemRandom()


def begin(person_id: int, due: Due, at: datetime) -> None:
    """Open the positioning that is due; where one is open already, nothing changes."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(Positioning).values(person_id=person_id, moment=due.moment, started_at=at, training="", field="")
    db.session.execute(row.on_conflict_do_nothing())


def keep_levels(person_id: int, given: Mapping[str, int], content: Catalog) -> bool:
    """Keep some levels; the test is drawn once they are all there. False when nothing is open."""
    positioning = queries.under_way(person_id, lock=True)
    if positioning is None:
        return False
    known = {row.competence: row for row in _levels(positioning)}
    for code, level in given.items():
        row = known.get(code) or PositioningLevel(positioning_id=positioning.id, competence=code)
        row.level, row.described = level, typo(content.grid.described(code, level))
        db.session.add(row)
    db.session.flush()
    _ask(positioning, content)
    return True


def keep_answers(person_id: int, given: Mapping[int, Answer]) -> bool:
    """Keep the answers to these questions of the test. False when nothing is open."""
    positioning = queries.under_way(person_id, lock=True)
    if positioning is None:
        return False
    for row in _answers(positioning):
        if row.position in given:
            answer = given[row.position]
            row.answer = None if answer is None else json.dumps(answer)
    return True


def keep_story(person_id: int, training: str, field: str) -> bool:
    """Keep what a person wrote of what they did already. False when nothing is open."""
    positioning = queries.under_way(person_id, lock=True)
    if positioning is None:
        return False
    positioning.training, positioning.field = training, field
    return True


def finish(person_id: int, content: Catalog, at: datetime) -> None:
    """Freeze the positioning, grade its test, and propose what may be left out. May raise RefusedError.

    A second click finds nothing open, and changes nothing.
    """
    positioning = queries.under_way(person_id, lock=True)
    if positioning is None:
        return
    absent = [code for code in COMPETENCES if code not in queries.levels(positioning.id)]
    if absent:
        raise RefusedError(f"Choisissez encore un niveau pour : {', '.join(absent)}.")
    answers = [
        (row, question_asked(row.fingerprint), json.loads(row.answer or "null")) for row in _answers(positioning)
    ]
    if unread := [str(row.position) for row, question, answer in answers if question.doubt(answer)]:
        raise RefusedError(
            f"Au test, une réponse ne se lit pas comme un nombre (question {', '.join(unread)}). "
            "Récrivez-la en chiffres, ou laissez-la en blanc."
        )
    for row, question, answer in answers:
        row.score = question.grade(answer)
    positioning.finished_at = at
    db.session.flush()
    found = proposals(queries.profile(positioning), content.course, record(person_id), not_again(person_id))
    for item in found:
        part = Part(item.scope, item.title, item.reason)
        waivers.propose(person_id, part, item.grounds, item.evidence, at)
    detail = f"{positioning.moment}, {len(found)} dispense(s) proposée(s)"
    db.session.add(Audit(actor_id=person_id, person_id=person_id, action="positioned", detail=detail))


def _ask(positioning: Positioning, content: Catalog) -> None:
    """Draw the placement test, once, when every level is known."""
    said = queries.levels(positioning.id)
    drawn = select(func.count()).where(PositioningAnswer.positioning_id == positioning.id)
    if len(said) < len(COMPETENCES) or db.session.scalar(drawn):
        return
    met = queries.seen(positioning.person_id)
    questions = draw_test(content.grid.draw, content.placeable, said, met, _CHANCE)
    freeze_questions(questions)
    for position, question in enumerate(questions, 1):
        db.session.add(_row(positioning.id, position, question))


def _row(positioning_id: int, position: int, question: AnyQuestion) -> PositioningAnswer:
    return PositioningAnswer(
        positioning_id=positioning_id,
        position=position,
        competence=question.competence,
        fingerprint=question.fingerprint,
        layout=json.dumps(question.shuffled(_CHANCE)),
    )


def _levels(positioning: Positioning) -> list[PositioningLevel]:
    mine = select(PositioningLevel).where(PositioningLevel.positioning_id == positioning.id)
    return list(db.session.scalars(mine))


def _answers(positioning: Positioning) -> list[PositioningAnswer]:
    mine = select(PositioningAnswer).where(PositioningAnswer.positioning_id == positioning.id)
    return list(db.session.scalars(mine.order_by(PositioningAnswer.position)))
