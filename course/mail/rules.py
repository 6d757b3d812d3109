"""When to try again, when is a decent time to write to somebody, and what is hidden once a message left."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
OPENS, CLOSES = 8, 19
"""The hours of the day when a message may reach somebody, in their time zone."""
_LOOKS = 120

_SECRET = re.compile(r"(?<=/)[\w-]{43}(?![\w-])|(?<=/desabonnement/)[\w.-]+")


@dataclass(frozen=True)
class Hours:
    """Where somebody works, as an IANA time zone, and on which days they do not."""

    zone: str
    is_off: Callable[[date], bool]


def wait(attempts: int) -> timedelta:
    """How long to wait after this many tries: 1, 3, 9 minutes… up to an hour."""
    return min(FIRST_WAIT * float(3 ** min(attempts - 1, 10)), LONGEST_WAIT)


def masked(text: str) -> str:
    """The text without the secrets of its links."""
    return _SECRET.sub("••••••", text)


def decent(at: datetime, everywhere: Sequence[Hours]) -> datetime:
    """The first instant from `at` on that is within working days and hours, for each of a person's cohorts.

    Where they never agree (a cohort closed for months, opposite time zones), the first one decides;
    where even that one never works, nothing is held for ever.
    """
    for kept in (everywhere, everywhere[:1]):
        found = at
        for _ in range(_LOOKS):
            later = max((_next(found, hours) for hours in kept), default=found)
            if later == found:
                return found
            found = later
    return at


def _next(at: datetime, hours: Hours) -> datetime:
    """The same instant when it is decent there, or the next opening that might be."""
    zone = ZoneInfo(hours.zone)
    local = at.astimezone(zone)
    if not hours.is_off(local.date()):
        if OPENS <= local.hour < CLOSES:
            return at
        if local.hour < OPENS:
            return datetime.combine(local.date(), time(OPENS), zone)
    return datetime.combine(local.date() + timedelta(days=1), time(OPENS), zone)
