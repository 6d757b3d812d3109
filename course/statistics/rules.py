"""What a question is worth, from the finished attempts: classical item analysis in one pass (docs/decisions/0013)."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, sqrt
from operator import itemgetter
from statistics import median

STRONGEST = 0.27
"""Share of the attempts taken as the strongest: T. L. Kelley, « The selection of upper and lower groups for the
validation of test items », Journal of Educational Psychology 30, 1939."""
PAUSE = 1800
"""Seconds beyond which the person was elsewhere."""
_FLAT = 1e-9

Line = tuple[int, str, str | None, int | None, float]
"""Attempt, question's fingerprint, answer as JSON, second at which it was given, score."""
Key = tuple[str, str]
"""Quiz, question's fingerprint."""


@dataclass(frozen=True)
class Sitting:
    """A finished attempt: its quiz, its score from 0 to 100, the second at which it began."""

    quiz: str
    score: float
    started: int


TOGETHER = 5
"""People whose answers enter a figure at once: who subtracts yesterday's figures from today's reads five, not one."""
Finished = tuple[int, str, int]
"""Attempt, quiz, person."""


def entered(finished: Iterable[Finished]) -> set[int]:
    """The attempts that figures count, from all in the order they ended: those of whole groups of five people.

    A seventh person waits for three more: until then the figures are those of the first five.
    """
    counted: set[int] = set()
    waiting: dict[str, dict[int, int]] = defaultdict(dict)
    for attempt, quiz, person in finished:
        group = waiting[quiz]
        group[attempt] = person
        if len(set(group.values())) == TOGETHER:
            counted |= group.keys()
            group.clear()
    return counted


@dataclass(frozen=True)
class Figures:
    """One version of a question, measured.

    `facility` is the mean score; `discrimination` goes from -1 to 1, None when scores do not vary; `seconds` is the
    median time, None when unknown; `answers` counts each answer (JSON): times given, and times by the `strongest`.
    """

    count: int
    facility: float
    discrimination: float | None
    blanks: int
    seconds: int | None
    strongest: int
    answers: Mapping[str, tuple[int, int]]


@dataclass
class _Tally:
    """Sums over the attempts that met a question; `rest` is the mean score of the attempt's other questions."""

    count: int = 0
    scores: float = 0.0
    blanks: int = 0
    strongest: int = 0
    answers: dict[str, list[int]] = field(default_factory=dict)
    seconds: "array[int]" = field(default_factory=lambda: array("i"))
    pairs: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0] * 5)

    def add(self, answer: str | None, score: float, strong: bool) -> None:
        self.count += 1
        self.scores += score
        self.strongest += strong
        if answer is None:
            self.blanks += 1
            return
        times = self.answers.setdefault(answer, [0, 0])
        times[0] += 1
        times[1] += strong

    def pair(self, score: float, rest: float) -> None:
        self.pairs += 1
        sums = self.sums
        sums[0] += score
        sums[1] += rest
        sums[2] += score * score
        sums[3] += rest * rest
        sums[4] += score * rest

    def figures(self) -> Figures:
        return Figures(
            self.count,
            self.scores / self.count,
            correlation(self.pairs, self.sums),
            self.blanks,
            round(median(self.seconds)) if self.seconds else None,
            self.strongest,
            {answer: (times[0], times[1]) for answer, times in self.answers.items()},
        )


def correlation(count: int, sums: Sequence[float]) -> float | None:
    """Pearson's r from the sums of x, y, x², y² and xy; None when either does not vary.

    Of a question's score with the mean of the attempt's other questions, it is the corrected item-total correlation:
    S. Henrysson, « Correction of item-total correlations in item analysis », Psychometrika 28, 1963.
    """
    if count < 2:
        return None
    x, y, xx, yy, xy = sums
    varied_x, varied_y = xx / count - (x / count) ** 2, yy / count - (y / count) ** 2
    if min(varied_x, varied_y) < _FLAT:
        return None
    found = (xy / count - x * y / count**2) / sqrt(varied_x * varied_y)
    return max(-1.0, min(1.0, found))


def measure(sittings: Mapping[int, Sitting], lines: Iterable[Line]) -> dict[Key, Figures]:
    """The figures of every question version met; the lines of one attempt follow each other."""
    best = strongest(sittings)
    books: defaultdict[str, defaultdict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    for number, asked in groupby(lines, key=itemgetter(0)):
        sitting = sittings.get(number)
        if sitting:
            _read(list(asked), sitting, number in best, books[sitting.quiz])
    return {(quiz, name): tally.figures() for quiz, book in books.items() for name, tally in book.items()}


def _read(asked: list[Line], sitting: Sitting, strong: bool, book: defaultdict[str, _Tally]) -> None:
    """One attempt, added to the tallies of its questions."""
    others = len(asked) - 1
    total = sum([line[4] for line in asked])
    for _, name, answer, _, score in asked:
        tally = book[name]
        tally.add(answer, score, strong)
        if others:
            tally.pair(score, (total - score) / others)
    for name, seconds in times(sitting.started, asked):
        book[name].seconds.append(seconds)


def strongest(sittings: Mapping[int, Sitting]) -> set[int]:
    """The attempts whose score is among the best of their quiz; equal scores are in or out together."""
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for sitting in sittings.values():
        scores[sitting.quiz].append(sitting.score)
    bars = {quiz: sorted(found, reverse=True)[ceil(STRONGEST * len(found)) - 1] for quiz, found in scores.items()}
    return {number for number, sitting in sittings.items() if sitting.score >= bars[sitting.quiz]}


def times(started: int, asked: Sequence[Line]) -> list[tuple[str, int]]:
    """Seconds between an answer and the one before it (or the start), by fingerprint.

    Answers saved together say nothing of each one's time; neither does a gap longer than a pause.
    """
    given = sorted([(line[3], line[1]) for line in asked if line[3] is not None and line[2] is not None])
    found, before, last = [], started, len(given) - 1
    for index, (at, name) in enumerate(given):
        shared = (index and at == given[index - 1][0]) or (index < last and at == given[index + 1][0])
        if not shared and 0 < at - before <= PAUSE:
            found.append((name, at - before))
        before = at
    return found
