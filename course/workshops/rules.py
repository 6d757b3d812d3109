"""When a workshop takes place in its cohort's zone, in words; and which reminder is due at an instant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from babel.dates import format_date

from course.cohorts.holidays import holidays
from course.cohorts.rules import Calendar
from course.mail.rules import OPENS, Hours, decent

LONGEST = {
    "title": 120,
    "objective": 1000,
    "prepare": 1000,
    "place": 160,
    "link": 500,
    "reason": 300,
    "deliverables": 8000,
    "decisions": 8000,
}
LONGEST_WORKSHOP = timedelta(hours=14)
LEAVES = time(OPENS)
"""When a day's reminders leave, in the cohort's zone."""

URGENT = timedelta(hours=12)


class Reminder(IntEnum):
    """The reminders of a workshop, in order; its value in the database only grows, until it is postponed."""

    NONE, WEEK, EVE = range(3)


DAYS_BEFORE = {Reminder.WEEK: 7, Reminder.EVE: 1}


class News(StrEnum):
    """What is still to be told of a workshop."""

    NONE = ""
    CHANGED = "changed"
    CANCELLED = "cancelled"


def instant(day: date, clock: time, zone: str) -> datetime:
    """The instant when a clock shows this in a zone; ValueError when no clock does, the night it jumps forward."""
    local = datetime.combine(day, clock, ZoneInfo(zone))
    found = local.astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError("Cette heure n'existe pas ce jour-là : on passe à l'heure d'été.")
    return found


def working_day(day: date, calendar: Calendar) -> date:
    """The day itself, or the last one before it when the cohort works; the day itself where it never does."""
    for back in range(400):
        if not calendar.is_off(day - timedelta(days=back)):
            return day - timedelta(days=back)
    return day


def leaves_at(starts_at: datetime, reminder: Reminder, calendar: Calendar, zone: str) -> datetime:
    """The instant when a reminder leaves: so many days before, or the working day before that."""
    day = starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=DAYS_BEFORE[reminder])
    return datetime.combine(working_day(day, calendar), LEAVES, ZoneInfo(zone)).astimezone(UTC)


def due(starts_at: datetime, reminded: int, calendar: Calendar, zone: str, at: datetime) -> Reminder:
    """The reminder to send now; NONE on a day off, before its hour, once sent, or once the workshop began.

    When both are due, only the last one leaves: nobody is told twice on the same day.
    """
    if at >= starts_at or calendar.is_off(at.astimezone(ZoneInfo(zone)).date()):
        return Reminder.NONE
    for reminder in (Reminder.EVE, Reminder.WEEK):
        if reminder > reminded and at >= leaves_at(starts_at, reminder, calendar, zone):
            return reminder
    return Reminder.NONE


def is_urgent(starts_at: datetime, calendar: Calendar, zone: str, at: datetime) -> bool:
    """True when a change cannot wait for working hours: people would learn it on the day itself."""
    return starts_at < decent(at, [Hours(zone, calendar.is_off)]) + URGENT


def day_in_words(at: datetime, zone: str) -> str:
    """« mardi 8 décembre 2026 », in the cohort's zone."""
    local = at.astimezone(ZoneInfo(zone)).date()
    first = "1er" if local.day == 1 else str(local.day)
    return f"{format_date(local, 'EEEE', locale='fr')} {first} {format_date(local, 'MMMM y', locale='fr')}"


def hours_in_words(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """« de 9 h 30 à 12 h », in the cohort's zone."""
    return f"de {clock(starts_at, zone)} à {clock(ends_at, zone)}"


def clock(at: datetime, zone: str) -> str:
    """« 9 h 30 », in the cohort's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h"


def day_off(starts_at: datetime, calendar: Calendar, zone: str) -> str:
    """Why the cohort does not work on that day, in words; "" when it does."""
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    if not calendar.is_off(day):
        return ""
    if calendar.holidays and day in holidays(day.year):
        return f"Ce jour est férié : {holidays(day.year)[day]}."
    return "La cohorte ne travaille pas ce jour-là, d'après son calendrier."


@dataclass(frozen=True)
class Event:
    """One line of a cohort's history; `kind` is workshop, election or term.

    `deliverables` and `decisions` are Markdown, to be cleaned before they are shown.
    """

    kind: str
    at: datetime
    title: str
    url: str = ""
    detail: str = ""
    deliverables: str = ""
    decisions: str = ""


def key_of(workshop_id: int, *rest: object) -> str:
    """What makes a message about a workshop unique, or the beginning of it."""
    return ":".join(map(str, ("workshop", workshop_id, *rest))) + ":"
