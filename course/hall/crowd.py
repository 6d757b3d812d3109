"""How much one network may send: what a hall of thousands never reaches, and a script does at once.

Counted in each process's memory and forgotten with it: nothing is kept about a participant (docs/decisions/0009).
"""

import hashlib
from datetime import datetime, timedelta

from flask import request

from course.clock import now
from course.people.throttle import network_of

_MOST_SUBJECTS = 20_000


class Tally:
    """Counts by subject, in windows that open one after the other."""

    def __init__(self, most: int, window: timedelta) -> None:
        self.most, self._window = most, window
        self._counts: dict[bytes, int] = {}
        self._ends: datetime | None = None

    def is_full(self, *subject: str) -> bool:
        """True when this subject has nothing left in the present window."""
        self._turn()
        return self._counts.get(_mark(subject), 0) >= self.most

    def add(self, *subject: str) -> None:
        """Count one."""
        self._turn()
        mark = _mark(subject)
        self._counts[mark] = self._counts.get(mark, 0) + 1

    def _turn(self) -> None:
        """Open a new window when the former is over, or holds too many subjects."""
        at = now()
        if self._ends is None or not at < self._ends <= at + self._window or len(self._counts) >= _MOST_SUBJECTS:
            self._counts, self._ends = {}, at + self._window


class Crowd:
    """The limits of the halls: words on one wall, and codes that lead nowhere, from one network."""

    def __init__(self) -> None:
        self.words = Tally(15_000, timedelta(hours=1))  # five thousand people who leave three words each
        self.unknown = Tally(1_000, timedelta(minutes=10))  # as many people of whom one in five mistypes


def here() -> str:
    """The network of this request."""
    return network_of(request.remote_addr)


def _mark(subject: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\n".join(subject).encode()).digest()
