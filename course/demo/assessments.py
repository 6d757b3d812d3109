"""Attempts as the real operations write them: drawn, laid out, answered, graded by the same functions."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from course.demo.answers import Asked
from course.questions.schema import AnyQuestion
from course.quizzes.certainty import Said, bonus
from course.quizzes.models import CERTAINTY, DONE, OPEN
from course.quizzes.rules import draw, percent, result
from course.quizzes.schema import Quiz
from course.quizzes.timing import deadline

Row = dict[str, Any]
_DRAWS = 100
_ABLE, _LOST = 0.93, 0.5
"""How often somebody is right who passes, and who fails."""


@dataclass(frozen=True)
class Bank:
    """An assessment with its questions, known by their id."""

    slug: str
    quiz: Quiz
    zone: str
    asked: Mapping[str, Asked]
    _first: list[list[AnyQuestion]] = field(default_factory=list)

    def drawn(self, seen: Counter[str], chance: Random) -> list[Asked]:
        """The questions of an attempt; a first attempt takes one of a few real draws, each of which is long to make."""
        if len(self._first) < _DRAWS:
            self._first.append(draw(self.quiz, {}, chance))
        found = draw(self.quiz, seen, chance) if seen else chance.choice(self._first)
        return [self.asked[question.id] for question in found]


@dataclass(frozen=True)
class Turn:
    """Somebody's next attempt at an assessment; `seen` counts the questions already asked to them, and grows."""

    bank: Bank
    number: int
    seen: Counter[str]


@dataclass(frozen=True)
class Sitting:
    """An attempt's columns but for its person, those of its items, and the questions to practise after it."""

    attempt: Row
    items: Sequence[Row]
    missed: Sequence[str]

    @property
    def notes(self) -> list[tuple[datetime, str, str]]:
        """What the audit trail keeps of it: when, what, and its detail."""
        head, kept = f"{self.attempt['quiz']}, essai {self.attempt['number']}", self.attempt
        found = [(kept["started_at"], "attempt-started", head)]
        if kept["state"] == DONE:
            found.append((kept["submitted_at"], "attempt-graded", f"{head} : {percent(kept['score'])} %"))
        return found


def sit(turn: Turn, at: datetime, passing: bool, chance: Random) -> Sitting:
    """An attempt that ends as wanted."""
    quiz, drawn = turn.bank.quiz, _drawn(turn, chance)
    while True:
        items, ends = _items(drawn, quiz, at, _ABLE if passing else _LOST, chance)
        points = bonus([Said(row["score"], row["certainty"]) for row in items]) if quiz.behaviour == CERTAINTY else None
        outcome = result([row["score"] for row in items], quiz.pass_mark, points or 0)
        if outcome.passed == passing:
            break
    done = {"state": DONE, "submitted_at": ends, "bonus": points, "score": outcome.score, "passed": passing}
    missed = [asked.question.id for asked, row in zip(drawn, items, strict=True) if row["score"] < 1]
    return Sitting(_head(turn, at) | done, items, missed)


def begin(turn: Turn, at: datetime, chance: Random) -> Sitting:
    """An attempt left half-way."""
    items, _ = _items(_drawn(turn, chance), turn.bank.quiz, at, _ABLE, chance)
    for row in items:
        row["score"] = None
    for row in items[len(items) // 2 :]:
        row |= {"answer": None, "answered_at": None, "certainty": None}
    still = {"state": OPEN, "submitted_at": None, "bonus": None, "score": None, "passed": False}
    return Sitting(_head(turn, at) | still, items, ())


def _drawn(turn: Turn, chance: Random) -> list[Asked]:
    drawn = turn.bank.drawn(turn.seen, chance)
    turn.seen.update(asked.question.id for asked in drawn)
    return drawn


def _items(drawn: Sequence[Asked], quiz: Quiz, at: datetime, able: float, chance: Random) -> tuple[list[Row], datetime]:
    """The rows of the questions in order, and when the last one was answered."""
    rows, sure = [], quiz.behaviour == CERTAINTY
    for position, asked in enumerate(drawn, 1):
        given = asked.answered(chance.random() < able, chance)
        at += timedelta(seconds=chance.randrange(20, 100))
        rows.append(
            {
                "position": position,
                "fingerprint": asked.fingerprint,
                "layout": json.dumps(asked.question.shuffled(chance)),
                "answer": given.in_attempt,
                "answered_at": at,
                "score": given.score,
                "certainty": chance.choice((2, 3) if given.score == 1 else (1, 2)) if sure else None,
            }
        )
    return rows, at


def _head(turn: Turn, at: datetime) -> Row:
    bank, quiz = turn.bank, turn.bank.quiz
    return {
        "quiz": bank.slug,
        "number": turn.number,
        "title": quiz.title,
        "module": quiz.module,
        "pass_mark": quiz.pass_mark,
        "behaviour": quiz.behaviour,
        "started_at": at,
        "time_limit": quiz.time_limit,
        "deadline": deadline(quiz, at, bank.zone, 0),
    }
