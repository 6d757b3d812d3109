"""The arithmetic of an agenda: the clock, the total, and the spare time in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from course.people.rules import folded
from course.typography import duration

LONGEST = {"title": 120, "place": 160, "who": 80, "note": 500}
MOST_AGENDAS, MOST_ROWS = 100, 60
LEAST_PLANNED, MOST_PLANNED, MOST_MINUTES = 15, 24 * 60, 600
"""Under a quarter of an hour, no whole number of minutes lies between 10 and 15 %."""
SPARE = "Marge"
_DAY = 24 * 60


@dataclass(frozen=True)
class Row:
    """One row of an agenda."""

    title: str = ""
    minutes: int = 0
    method: str | None = None
    who: str = ""
    note: str = ""

    @property
    def is_spare(self) -> bool:
        """True for a row that only holds spare time, as its title says: « Marge », « Marge avant la décision »."""
        return folded(self.title).split()[:1] == [folded(SPARE)]


@dataclass(frozen=True)
class Budget:
    """The planned time, what the work takes, and what the rows of spare time take; in minutes."""

    planned: int
    work: int
    placed: int

    @property
    def total(self) -> int:
        """Minutes of all the rows."""
        return self.work + self.placed

    @property
    def spare(self) -> int:
        """What the work leaves of the planned time; less than zero when it takes more."""
        return self.planned - self.work

    @property
    def least(self) -> int:
        """The smallest good spare time: 10 % of the planned time, rounded up."""
        return -(-self.planned // 10)

    @property
    def most(self) -> int:
        """The largest good one: 15 %, rounded down."""
        return self.planned * 15 // 100

    @property
    def verdict(self) -> str:
        """`empty`, `overrun`, `small`, `good` or `large`."""
        if not self.work:
            return "empty"
        if self.spare < 0:
            return "overrun"
        if self.spare < self.least:
            return "small"
        return "good" if self.spare <= self.most else "large"


def budget(planned: int, rows: Sequence[Row]) -> Budget:
    """How the planned time is spent; a row titled « Marge » is spare time that has its place."""
    placed = sum(row.minutes for row in rows if row.is_spare)
    return Budget(planned, sum(row.minutes for row in rows) - placed, placed)


def in_words(plan: Budget) -> str:
    """The spare time, its share, and whether it is within 10 to 15 %."""
    if plan.verdict == "empty":
        return "Ajoutez des séquences : la marge se calculera ici."
    if plan.verdict == "overrun":
        return f"Dépassement : {duration(-plan.spare)} de trop, et aucune marge. Raccourcissez, ou prévoyez plus long."
    share = f"Marge : {duration(plan.spare)}, {_percent(plan.spare, plan.planned)} %"
    if plan.verdict == "good":
        text = f"{share} : dans le repère de 10 à 15 %."
    else:
        size = "trop courte" if plan.verdict == "small" else "trop large"
        least = str(plan.least) if plan.most < 60 else duration(plan.least)
        text = f"{share} : {size}. Le repère est de 10 à 15 %, ici de {least} à {duration(plan.most)}."
    if plan.total > plan.planned:
        text += f" Les lignes de marge en prennent {duration(plan.total - plan.planned)} de trop."
    return text


def _percent(part: int, whole: int) -> str:
    """« 12 » or « 12,5 »."""
    tenths = round(Fraction(1000 * part, whole))
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}"


def clock(starts: time, minutes: int) -> str:
    """The time so many minutes after the start: « 9 h 05 », « 0 h 30 (+ 1 jour) »."""
    days, minute = divmod(starts.hour * 60 + starts.minute + minutes, _DAY)
    text = f"{minute // 60} h {minute % 60:02d}"
    return f"{text} (+ {days} jour{'s' if days > 1 else ''})" if days else text


@dataclass(frozen=True)
class Printed:
    """An agenda as a page, a document or a calendar shows it: nothing more is to be read."""

    title: str
    day: date | None
    starts: time
    planned: int
    place: str
    rows: tuple[Row, ...]

    @property
    def budget(self) -> Budget:
        """How its time is spent."""
        return budget(self.planned, self.rows)

    @property
    def lines(self) -> list[tuple[str, Row]]:
        """Each row with the time when it begins."""
        minutes, lines = 0, []
        for row in self.rows:
            lines.append((self.at(minutes), row))
            minutes += row.minutes
        return lines

    def at(self, minutes: int) -> str:
        """The clock so many minutes after the start."""
        return clock(self.starts, minutes)

    @property
    def hours(self) -> str:
        """« de 9 h 30 à 11 h 30 »: the planned time."""
        return f"de {self.at(0)} à {self.at(self.planned)}"

    @property
    def spent(self) -> str:
        """« Total : 1 h 45 sur 2 h, jusqu'à 11 h 15. »"""
        return (
            f"Total : {duration(self.budget.total)} sur {duration(self.planned)}, jusqu'à {self.at(self.budget.total)}."
        )

    @property
    def spare(self) -> str:
        """The spare time, in words."""
        return in_words(self.budget)


def moved(keys: Sequence[str], key: str, step: int) -> list[str]:
    """The keys with one moved by `step` places; it stops at the ends."""
    place = keys.index(key)
    others = [other for other in keys if other != key]
    target = min(max(0, place + step), len(others))
    return [*others[:target], key, *others[target:]]
