"""The rules of an assessment: which questions, whether one may start, and what a score means."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from course.questions.base import COMPETENCES
from course.questions.schema import AnyQuestion
from course.quizzes.blueprint import places
from course.quizzes.schema import Quiz
from course.quizzes.timing import closes_at, opens_at
from course.typography import date_time


@dataclass(frozen=True)
class Try:
    """A finished attempt; an `extra` one was granted, so it is of no series."""

    submitted_at: datetime
    passed: bool
    extra: bool = False


@dataclass(frozen=True)
class Permission:
    """Whether an attempt may start: `left` in this series, or the reason why not, with its heading, in French.

    `extra` tells that it would be the one that was granted.
    """

    left: int
    reason: str = ""
    heading: str = ""
    passed: bool = False
    extra: bool = False

    @property
    def allowed(self) -> bool:
        """True when nothing prevents it."""
        return not self.reason


@dataclass(frozen=True)
class Result:
    """An exact score from 0 to 100, and whether it reaches the pass mark."""

    score: float
    passed: bool


@dataclass(frozen=True)
class Share:
    """What was achieved in one competence: exact score from 0 to 100."""

    code: str
    name: str
    questions: int
    score: float


def draw(quiz: Quiz, seen: Mapping[str, int], chance: random.Random) -> list[AnyQuestion]:
    """As many questions as the quiz's lines say, the least `seen` first, in the file's order."""
    preferred = sorted(quiz.questions, key=lambda item: (seen.get(item.id, 0), chance.random()))
    chosen = {item.id for item in places(quiz.draw, preferred).chosen}
    return [item for item in quiz.questions if item.id in chosen]


def may_start(quiz: Quiz, tries: Sequence[Try], now: datetime, zone: str, granted: bool = False) -> Permission:
    """Attempts come within the window, in series of `quiz.attempts` with a pause after each, until one is passed.

    An attempt that was `granted` serves during a pause.
    """
    if any(item.passed for item in tries):
        reason = "Vous avez réussi cette évaluation : il n'y a plus rien à repasser."
        return Permission(0, reason, "Évaluation réussie", passed=True)
    opening, closing = opens_at(quiz, zone), closes_at(quiz, zone)
    if opening and now < opening:
        return Permission(0, f"Cette évaluation ouvre le {date_time(_minute(opening), zone)}.", "Pas encore ouverte")
    if closing and now >= closing:
        return Permission(0, f"Cette évaluation a fermé le {date_time(closing, zone)}.", "Fermée")
    series = [item.submitted_at for item in tries if not item.extra]
    used = len(series) % quiz.attempts
    if series and not used:
        again = max(series) + timedelta(hours=quiz.pause_hours)
        if now < again:
            if granted:
                return Permission(1, extra=True)
            return Permission(0, f"Nouvel essai possible à partir du {date_time(_minute(again), zone)}.", "Pause")
    return Permission(quiz.attempts - used)


def _minute(moment: datetime) -> datetime:
    """The next whole minute, so that the time announced is never too early."""
    return (moment + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)


def result(scores: Collection[float], pass_mark: int, bonus: float = 0) -> Result:
    """The mean of the questions' scores and what certainty adds to it, from 0 to 100.

    Rounded at the sixth decimal so that 70 is not 69.99999999999999.
    """
    exact = min(100.0, max(0.0, round(100 * sum(scores) / len(scores) + bonus, 6)))
    return Result(exact, exact >= pass_mark)


def by_competence(scores: Iterable[tuple[str, float]]) -> list[Share]:
    """The mean of each competence, in the order of their codes, from (code, score from 0 to 1) pairs."""
    groups: dict[str, list[float]] = {}
    for code, score in scores:
        groups.setdefault(code, []).append(score)
    return [
        Share(code, COMPETENCES[code], len(found), result(found, 0).score) for code, found in sorted(groups.items())
    ]


def percent(score: float) -> int:
    """A score as it is shown: rounded down, so that 69.9 never reads as a pass at 70."""
    return floor(score)


def decimal(number: float, signed: bool = False) -> str:
    """« 66,7 », « 75 »; signed, « +4,3 » or « −2 »."""
    text = f"{abs(number):.1f}".removesuffix(".0").replace(".", ",")
    sign = "−" if number < 0 and text != "0" else "+" if signed else ""
    return sign + text
