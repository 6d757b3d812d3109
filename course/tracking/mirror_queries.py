"""What the mirror and the hardest questions of a cohort read."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select

from course.cohorts.models import Membership
from course.cohorts.queries import belongs
from course.competences.schema import LEVELS
from course.db import Prepared, UTCDateTime, db
from course.onboarding.positioning.queries import cohort_levels
from course.people.models import Person
from course.quizzes.models import DONE, Attempt, AttemptItem, QuestionVersion
from course.statistics.advice import Share, known, shares, shown
from course.statistics.queries import Measured, measured
from course.statistics.rules import Figures
from course.tracking import mirror
from course.tracking.models import MirrorFigure

MOST_HARD, HARD_BELOW = 12, 0.8

_AT = bindparam("now", type_=UTCDateTime())
_THERE = (
    select(Membership.person_id)
    .join(Person, Person.id == Membership.person_id)
    .where(Membership.cohort_id == bindparam("cohort", type_=Integer), belongs(_AT), Person.disabled.is_(False))
)
_LAST = (
    select(func.max(Attempt.id))
    .where(Attempt.person_id.in_(_THERE), Attempt.state == DONE)
    .group_by(Attempt.person_id, Attempt.quiz)
)
_ANSWERS = Prepared(
    select(Attempt.person_id, AttemptItem.fingerprint, AttemptItem.score)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .where(Attempt.id.in_(_LAST))
)
_ASSESSED = Prepared(
    select(Attempt.quiz, func.count(Attempt.person_id.distinct()))
    .where(Attempt.person_id.in_(_THERE), Attempt.state == DONE)
    .group_by(Attempt.quiz)
)
_BODIES = Prepared(select(QuestionVersion.fingerprint, QuestionVersion.body))
_PRESENT = Prepared(select(func.count()).select_from(_THERE.subquery()))


@dataclass(frozen=True)
class Hard:
    """A question that the cohort often misses, and the wrong answer most given, if several people gave it."""

    item: Measured
    figures: Figures
    mistake: Share | None


def today(cohort_id: int, at: datetime) -> dict[str, dict[str, dict[int, int]]]:
    """By source, competence and person, what the mirror would be made of now."""
    levels = cohort_levels(cohort_id, at)
    return {mirror.ASSESSED: scores(cohort_id, at), mirror.SAID: mirror.said(levels, LEVELS)}


def scores(cohort_id: int, at: datetime) -> dict[str, dict[int, int]]:
    """By competence and person, from the last finished attempt of each one at each assessment."""
    codes = {name: json.loads(body).get("competence") for name, body in _BODIES.rows()}
    answers = _ANSWERS.each(cohort=cohort_id, now=at)
    return mirror.scores((person, codes[name], score) for person, name, score in answers if codes[name])


def present(cohort_id: int, at: datetime) -> int:
    """How many people are in a cohort at this instant."""
    return int(_PRESENT.one(cohort=cohort_id, now=at)[0])


def figures(cohort_id: int, at: datetime) -> dict[str, dict[str, MirrorFigure]]:
    """The mirror, by source and competence; empty when too few people are there."""
    kept = db.session.scalars(select(MirrorFigure).where(MirrorFigure.cohort_id == cohort_id))
    found: dict[str, dict[str, MirrorFigure]] = {mirror.ASSESSED: {}, mirror.SAID: {}}
    for figure in kept:
        found[figure.source][figure.competence] = figure
    return found if present(cohort_id, at) >= mirror.FEWEST else {mirror.ASSESSED: {}, mirror.SAID: {}}


def hardest(cohort_id: int, at: datetime) -> list[Hard]:
    """The questions least often right among people of the cohort, where enough of them were assessed."""
    enough = {quiz for quiz, people in _ASSESSED.rows(cohort=cohort_id, now=at) if people >= mirror.FEWEST}
    found = [
        Hard(item, figures, _mistake(item, figures))
        for item in measured(cohort=cohort_id, now=at)
        if item.quiz in enough and (figures := known(item.figures)) and figures.facility < HARD_BELOW
    ]
    return sorted(found, key=lambda hard: hard.figures.facility)[:MOST_HARD]


def _mistake(item: Measured, figures: Figures) -> Share | None:
    wrong = [share for share in shown(shares(item.question, figures)) if not share.part.right and not share.part.typed]
    most = max(wrong, key=lambda share: share.times, default=None)
    return most if most and most.times >= mirror.FEWEST else None
