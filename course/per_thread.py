"""What each thread opens for itself, and who closes it."""

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

Opened = TypeVar("Opened")


class _Held(Generic[Opened]):
    """What one thread opened, closed when nobody holds this any more."""

    def __init__(self, opened: Opened, close: Callable[[Opened], None]) -> None:
        self.opened = opened
        self.close = weakref.finalize(self, close, opened)


class PerThread(Generic[Opened]):
    """One thing for each thread, opened at its first use; closed with its thread, with the process, or all at once."""

    def __init__(self, open_one: Callable[[], Opened], close_one: Callable[[Opened], None]) -> None:
        self._open, self._close = open_one, close_one
        self._here = threading.local()
        self._all: weakref.WeakSet[_Held[Opened]] = weakref.WeakSet()
        self._adding = threading.Lock()

    def mine(self) -> Opened:
        """This thread's own."""
        held: _Held[Opened] | None = getattr(self._here, "held", None)
        if held is None:
            held = self._here.held = _Held(self._open(), self._close)
            with self._adding:
                self._all.add(held)
        return held.opened

    def opened(self) -> Opened | None:
        """This thread's own, if it has one."""
        held: _Held[Opened] | None = getattr(self._here, "held", None)
        return held.opened if held else None

    def forget(self) -> None:
        """Close this thread's own: its next use opens another."""
        held: _Held[Opened] | None = vars(self._here).pop("held", None)
        if held is not None:
            held.close()

    def close(self) -> None:
        """Close every thread's, which must be at rest: their next use opens others."""
        self._here = threading.local()
        with self._adding:
            known = list(self._all)
        for held in known:
            held.close()
