"""What a plan is made from and what it says, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from course.cohorts.rules import Calendar

Days = tuple[date, date]
"""A first and a last day, both included."""


@dataclass(frozen=True)
class Task:
    """A step still to do; tasks come in the order of the path, but for what is under way."""

    key: str
    minutes: int


@dataclass(frozen=True)
class Deadline:
    """What must be done before a day begins: a workshop's day, or the day after a target date."""

    key: str
    before: date
    needs: frozenset[str]


@dataclass(frozen=True)
class Pace:
    """How much a person gives each week, and when not; `spent` is what they did since Monday, in minutes."""

    minutes: int
    calendar: Calendar = field(default_factory=Calendar)
    absences: tuple[Days, ...] = ()
    spent: int = 0


@dataclass(frozen=True)
class Line:
    """Some minutes of one step in one week, which its Monday names, from a day to another.

    `left` is what remains of the step afterwards: 0 when it ends there. `why` is the first deadline that asks for it;
    `hurried` tells that it cannot wait for what would come before it.
    """

    week: date
    first: date
    last: date
    key: str
    minutes: int
    left: int
    why: str = ""
    hurried: bool = False


@dataclass(frozen=True)
class Shortage:
    """What does not fit before a deadline: how many minutes, of which steps; `possible` if some time would do."""

    deadline: str
    minutes: int
    of: Mapping[str, int]
    possible: bool


@dataclass(frozen=True)
class Plan:
    """The weeks to come; `beyond` is what no week within the horizon holds.

    `enough` is a number of minutes a week with which everything that is possible would fit, None when nothing misses.
    """

    lines: tuple[Line, ...]
    shortages: tuple[Shortage, ...]
    beyond: int
    enough: int | None = None
