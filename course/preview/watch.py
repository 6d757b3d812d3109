"""Sees that files changed, by their dates and sizes, and reads them again once they are still."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from course.preview.drafts import Content, Marks, marks, read

PAUSE = 0.1
"""Seconds between two looks; what changed is read once it stayed still that long."""
FOLDERS = ("modules", "quizzes")


class Watched:
    """The content of a folder, always as last saved; `version` grows at each reading."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._seen = self._marks()
        self.content: Content = read(home)
        self.version = 1
        self._changed = threading.Condition()

    def follow(self, stopping: Callable[[], bool]) -> None:
        """Look until told to stop."""
        while not stopping():
            time.sleep(PAUSE)
            self.look()

    def look(self) -> None:
        """Read again what changed, unless it is still changing: the next look will see it."""
        now = self._marks()
        if now == self._seen:
            return
        time.sleep(PAUSE)
        if self._marks() != now:
            return
        try:
            content = read(self.home)
        except OSError:  # a file went away meanwhile: the next look will see it
            return
        self._seen = now
        with self._changed:
            self.content, self.version = content, self.version + 1
            self._changed.notify_all()

    def changes(self, known: int, patience: float) -> Iterator[int]:
        """Each version after `known` as it comes; the same one again when nothing came for `patience` seconds."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda last=known: self.version != last, patience)  # type: ignore[misc]
                known = self.version
            yield known

    def _marks(self) -> tuple[Marks, ...]:
        return tuple(marks(self.home / folder) for folder in FOLDERS)
