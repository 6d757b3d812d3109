"""The code shown in the room: six digits that change, drawn from a key that stays on the server (after RFC 6238)."""

import hmac
from datetime import datetime, timedelta
from string import digits

from course.typed import sign

PERIOD = 120
"""Seconds during which a code is shown; the one before is still taken, for who was typing it."""
DIGITS = 6
EARLY, LATE = timedelta(hours=2), timedelta(hours=12)
"""Attendance opens so long before the workshop at the earliest, and so long after it at the latest."""
STAYS = timedelta(hours=1)
"""How long it stays open, from the end of the workshop, or from the opening when that is later."""


def code_at(key: str, at: datetime) -> str:
    """The code shown at an instant."""
    return _code(key, int(at.timestamp()) // PERIOD)


def is_right(key: str, typed: str, at: datetime) -> bool:
    """True for the code shown now, or the one before; both are compared, whatever the first says."""
    turn = int(at.timestamp()) // PERIOD
    given = "".join(char for char in sign(typed) if char in digits)
    found = [hmac.compare_digest(given, _code(key, turn - back)) for back in (0, 1)]
    return bool(key) and any(found)


def shown(code: str) -> str:
    """« 482 913 »: a code as one reads it across a room."""
    return f"{code[:3]} {code[3:]}"


def may_open(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """True around the workshop."""
    return starts_at - EARLY <= at <= ends_at + LATE


def closes_at(ends_at: datetime, at: datetime) -> datetime:
    """When attendance opened at this instant closes by itself."""
    return max(ends_at, at) + STAYS


def _code(key: str, turn: int) -> str:
    digest = hmac.digest(key.encode(), turn.to_bytes(8), "sha256")
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
