"""One write at a time on SQLite: among the threads of a process, then among processes.

SQLite makes the others sleep, a millisecond at least, between two tries: taking turns wakes the next one at once.
SQLite's own lock still decides, against programs that know nothing of our turns.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from course.patience import USUAL, Patience

LOOK = 0.0005
"""Seconds between two looks at whether another process ended its write."""


class Turns:
    """The turns of one process; its threads share them."""

    def __init__(self, path: str, patience: Patience) -> None:
        self._path, self._patience = path, patience
        self._here = threading.Lock()
        self._file: int | None = None

    @contextmanager
    def mine(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Write with this connection, alone; raises OperationalError when the turn, or the lock, does not come."""
        deadline = time.monotonic() + (self._patience.seconds or float("inf"))
        self._enter(deadline)
        try:
            self._lock(deadline)
            try:
                yield
            except sqlite3.OperationalError:
                self._patience.in_vain()
                raise
            finally:
                fcntl.flock(self._opened(), fcntl.LOCK_UN)
        finally:
            self._here.release()

    def close(self) -> None:
        """Forget the file: what is forked from here opens its own."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _enter(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if not self._here.acquire(timeout=-1 if left == float("inf") else max(0.0, left)):
            self._in_vain()

    def _lock(self, deadline: float) -> None:
        file = self._opened()
        while not _taken(file):
            if time.monotonic() > deadline:
                self._in_vain()
            time.sleep(LOOK)

    def _in_vain(self) -> None:
        self._patience.in_vain()
        raise sqlite3.OperationalError("database is locked")

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        return self._file


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for(connection: sqlite3.Connection, patience: Patience) -> None:
    """Tell SQLite how long to wait for its own lock now."""
    connection.execute(f"PRAGMA busy_timeout={int((patience.seconds or USUAL) * 1000)}")
