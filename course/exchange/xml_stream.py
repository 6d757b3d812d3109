"""The questions of an XML file as they go by: bounded, one at a time, with the line where each begins."""

from typing import Any
from xml.etree.ElementTree import Element

from course.exchange.bounds import XML_DEPTH, XML_ELEMENTS, RefusedFileError


class Questions:
    """Builds each question's elements, and nothing of what surrounds them."""

    position: Any

    def __init__(self) -> None:
        self.is_quiz = False
        self._depth = self._count = 0
        self._open: list[Element] = []
        self._words: list[list[str]] = []
        self._found: list[tuple[int, Element]] = []
        self._line = 0

    def taken(self) -> list[tuple[int, Element]]:
        """The questions closed since the last time."""
        found, self._found = self._found, []
        return found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > XML_DEPTH:
            raise RefusedFileError(
                f"Plus de {XML_DEPTH} balises l'une dans l'autre : ce n'est pas un export de Moodle."
            )
        if self._count > XML_ELEMENTS:
            raise RefusedFileError(f"Plus de {XML_ELEMENTS} balises : coupez le fichier en plusieurs.")
        if self._depth == 1:
            self.is_quiz = tag == "quiz"
        elif self._depth == 2 and tag == "question":
            self._line = self.position.CurrentLineNumber
            self._open, self._words = [Element(tag, attributes)], [[]]
        elif self._open:
            inner = Element(tag, attributes)
            self._open[-1].append(inner)
            self._open.append(inner)
            self._words.append([])

    def end(self, _tag: str) -> None:
        self._depth -= 1
        if self._open:
            closed = self._open.pop()
            closed.text = "".join(self._words.pop())
            if not self._open:
                self._found.append((self._line, closed))

    def data(self, text: str) -> None:
        if self._open:
            self._words[-1].append(text)

    def close(self) -> None:
        """Nothing is left to do."""
