"""How people go along the path: who goes far, who falls silent, who stays on a step; pure rules over days."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import cycle, islice
from random import Random
from zoneinfo import ZoneInfo

from course.progress.catalog import Step

LATE = timedelta(days=105)
"""Those of the second wave join this long after the first."""


class Ending(StrEnum):
    """Where a history leaves somebody."""

    BETWEEN = "between"
    READING = "reading"
    FAILING = "failing"
    TAKING = "taking"


@dataclass(frozen=True)
class Profile:
    """How much of the path somebody has done, from 0 to 1, and how many days ago they did the last step."""

    name: str
    done: tuple[float, float]
    quiet: tuple[int, int]
    ending: Ending = Ending.BETWEEN
    late: bool = False
    """True for who joined after the others."""


_STEADY = Profile("steady", (0.4, 0.85), (1, 9))
SLOW = Profile("slow", (0.26, 0.45), (1, 12))
LATE_COMER = Profile("late", (0.15, 0.4), (1, 9), late=True)
AHEAD = Profile("ahead", (1, 1), (12, 60))
SILENT = Profile("silent", (0.08, 0.7), (26, 80))
STUCK = Profile("stuck", (0.2, 0.75), (27, 45), Ending.READING)
_FAILING = Profile("failing", (0.25, 0.75), (15, 25), Ending.FAILING)
_TAKING = Profile("taking", (0.25, 0.75), (4, 8), Ending.TAKING)
ABSENT = Profile("absent", (0, 0), (1, 2))
_SHARES = (
    (_STEADY, 13),
    (SLOW, 6),
    (LATE_COMER, 5),
    (AHEAD, 6),
    (SILENT, 4),
    (STUCK, 3),
    (_FAILING, 2),
    (_TAKING, 1),
    (ABSENT, 2),
)


@dataclass(frozen=True)
class Deed:
    """A step done, or tried, at an instant; `passed` is False for an assessment failed."""

    step: Step
    at: datetime
    passed: bool = True


@dataclass(frozen=True)
class History:
    """What somebody did, in order; then where they are: a lesson being read, an assessment being taken."""

    deeds: tuple[Deed, ...] = ()
    reading: Deed | None = None
    taking: Deed | None = None


def profiles(count: int, chance: Random) -> list[Profile]:
    """As many profiles, each in its share, in any order."""
    every = [profile for profile, share in _SHARES for _ in range(share)]
    chance.shuffle(every)
    return list(islice(cycle(every), count))


def history(profile: Profile, steps: Sequence[Step], working: Sequence[date], zone: str, chance: Random) -> History:
    """A history of this profile; `working` are the days when one could work, from joining to the day before today."""
    count = _count(profile, steps, chance)
    tried = [(step, passed) for step in steps[:count] for passed in _tries(step, chance)]
    last = _days_ago(working, chance.randint(*profile.quiet))
    days = _spread(working[:last], len(tried), chance)
    deeds = [Deed(step, _hour(day, zone, chance), passed) for (step, passed), day in zip(tried, days, strict=True)]
    current, recent = (steps[count] if count < len(steps) else None), working[last:]
    if current is None or not recent or profile.ending is Ending.BETWEEN:
        return History(tuple(deeds))
    if profile.ending is Ending.FAILING:
        failed = [Deed(current, _hour(day, zone, chance), False) for day in _spread(recent[:-1], 2, chance)]
        return History((*deeds, *failed))
    now_doing = Deed(current, _hour(chance.choice(recent[-4:]), zone, chance), False)
    if profile.ending is Ending.READING:
        return History(tuple(deeds), reading=now_doing)
    return History(tuple(deeds), taking=now_doing)


def _count(profile: Profile, steps: Sequence[Step], chance: Random) -> int:
    """How many steps are done; whoever reads stops before a lesson, whoever is assessed before an assessment."""
    count = round(chance.uniform(*profile.done) * len(steps))
    wanted = {Ending.READING: "lesson", Ending.FAILING: "quiz", Ending.TAKING: "quiz"}.get(profile.ending)
    if wanted is None or count == len(steps):
        return count
    return min((place for place, step in enumerate(steps) if step.kind == wanted), key=lambda place: abs(place - count))


def _tries(step: Step, chance: Random) -> Sequence[bool]:
    """What comes of each try at a step: an assessment is sometimes failed before it is passed."""
    return (True,) if step.kind == "lesson" else chance.choice(((True,), (True,), (True,), (False, True)))


def _days_ago(working: Sequence[date], days: int) -> int:
    """How many of these days come before the last but so many."""
    return bisect_right(working, working[-1] - timedelta(days=days)) if working else 0


def _spread(days: Sequence[date], count: int, chance: Random) -> list[date]:
    """That many of these days, in order, the last one among them: two deeds are never on the same day."""
    return sorted([*chance.sample(days[:-1], count - 1), days[-1]]) if count else []


def _hour(day: date, zone: str, chance: Random) -> datetime:
    """Some time of a working day."""
    return datetime.combine(day, time(8, 30), ZoneInfo(zone)) + timedelta(minutes=chance.randrange(510))


def since(working: Sequence[date], day: date) -> Sequence[date]:
    """The working days from this one on."""
    return working[bisect_left(working, day) :]
