"""When a digest leaves, to whom it is worth one, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from course.mail.rules import CLOSES, OPENS
from course.progress.catalog import Step
from course.typography import duration

LATE = timedelta(days=2)
"""A server that was down on the day still sends for these days more."""
SILENCE = timedelta(weeks=4)
"""Who gave no sign for so long hears only of what has a date: workshops, and people who need them."""
SOON = timedelta(days=14)
"""Workshops and dates aimed at are told this long before."""


@dataclass(frozen=True)
class Meeting:
    """A workshop to come: what, when as it is said, where to read more."""

    title: str
    when: str
    url: str


@dataclass(frozen=True)
class Due:
    """A module to have finished by a day."""

    title: str
    day: date


@dataclass(frozen=True)
class Facts:
    """What may be told to one person; `seen_at` is their last activity, or when they joined; `needing` counts who
    needs them, when they coach; `why` a date asks for the step."""

    seen_at: datetime | None = None
    step: Step | None = None
    why: str = ""
    started: bool = False
    meeting: Meeting | None = None
    due: Due | None = None
    needing: int = 0


def week_due(at: datetime, zone: str, is_off: Callable[[date], bool]) -> str | None:
    """The ISO week whose digest leaves now: from eight on the first working day, or soon after; None otherwise."""
    local = at.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    week = [monday + timedelta(days=day) for day in range(7)]
    first = next((day for day in week if not is_off(day)), None)
    if first is None or is_off(local.date()) or not first <= local.date() <= first + LATE:
        return None
    return f"{monday:%G-W%V}" if OPENS <= local.hour < CLOSES else None


def is_worth(facts: Facts, at: datetime) -> bool:
    """True when something has a date or somebody waits, or when the person is on their way."""
    if facts.meeting or facts.needing:
        return True
    active = facts.seen_at is not None and facts.seen_at > at - SILENCE
    return facts.step is not None and active


def subject(facts: Facts) -> str:
    """The most useful thing first."""
    if facts.needing:
        return "Votre semaine : " + people(facts.needing)
    if facts.step:
        return f"Votre semaine : {facts.step.title} ({duration(facts.step.minutes)})"
    return f"Votre semaine : {facts.meeting.title}" if facts.meeting else "Votre semaine"


def people(number: int) -> str:
    """« 3 personnes ont besoin de vous »."""
    return f"{number} personne{'s' if number > 1 else ''} {'ont' if number > 1 else 'a'} besoin de vous"
