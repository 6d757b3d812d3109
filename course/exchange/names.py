"""What imported questions are called: on the list, and in the bank."""

import re
from collections.abc import Iterable

from course.exchange.labels import slug
from course.exchange.moodle import Asked

_TAG = re.compile(r"<[^<>]{0,300}>")


def title(asked: Asked) -> str:
    """Its name, or its first words without their tags."""
    words = asked.name or _TAG.sub(" ", asked.text.text[:1000])
    return " ".join(words.split())[:80] or "sans nom"


def _short(name: str) -> str:
    """Cut between words, at 40 signs or so."""
    return name if len(name) <= 40 else name[:41].rpartition("-")[0] or name[:40]


class Names:
    """The names of a bank's questions: each new one is free."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def free(self, asked: Asked) -> str:
        """The question's own identifier, or one made of its name or of its first words."""
        name = slug(asked.number) or _short(slug(asked.name)) or _short(slug(title(asked))) or "question"
        free, number = name, self._last.get(name, 1)
        while free in self._taken:
            number += 1
            free = f"{name[:54].rstrip('-')}-{number}"
        self._last[name] = number
        return free

    def add(self, name: str) -> None:
        """A question has it now."""
        self._taken.add(name)
