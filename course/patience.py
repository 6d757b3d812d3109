"""How long a process waits for its database, and what it does when it waited in vain.

Whoever serves pages hurries: a person reads a French page within five seconds rather than a blank one after twenty.
Jobs and commands wait for as long as it takes.
"""

import time
from collections.abc import Callable
from threading import Thread

USUAL = 3.5
"""Seconds that one waits for a lock or for an answer."""
SHORT = 0.5
RELIEF = 3.0
"""After a wait in vain, whoever comes within these seconds waits shortly: twenty people do not queue for one lock."""
PROBE = 0.5


class Patience:
    """One a process, shared by its connections."""

    def __init__(self) -> None:
        self.usual: float | None = None
        self.silent = False
        self._short_until = 0.0

    def hurry(self) -> None:
        """This process serves pages."""
        self.usual = USUAL

    @property
    def hurried(self) -> bool:
        """True once somebody waited in vain: from then on, each wait is told how long it may last."""
        return bool(self._short_until)

    @property
    def seconds(self) -> float | None:
        """How long to wait now; None for as long as it takes."""
        if self.usual and self._short_until and time.monotonic() < self._short_until:
            return SHORT
        return self.usual

    def in_vain(self) -> None:
        """Somebody waited for nothing."""
        self._short_until = time.monotonic() + RELIEF

    def until(self, answers: Callable[[], bool]) -> None:
        """The database says nothing: ask nothing of it until it answers."""
        if not self.silent:
            self.silent = True
            Thread(target=self._listen, args=(answers,), daemon=True).start()

    def _listen(self, answers: Callable[[], bool]) -> None:
        while not answers():
            time.sleep(PROBE)
        self._short_until = 0.0
        self.silent = False
