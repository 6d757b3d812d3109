"""Aiken in: a question on one line, its answers « A. » or « A) », then « ANSWER: A » (MoodleDocs, « Aiken format »)."""

import re
from collections.abc import Iterator

from course.exchange.bounds import QUESTION_CHARACTERS
from course.exchange.moodle import Answer, Asked, Rich

_CHOICE = re.compile(r"([A-Z])[.)][ \t]+(?=\S)")
_KEY = re.compile(r"ANSWER:[ \t]*([A-Za-z]?)")


def read_aiken(text: str) -> Iterator[Asked]:
    """The questions of an Aiken text with Unix line ends, in order, each with the line where it begins."""
    reader = _Reader()
    for number, raw in enumerate(text.split("\n"), 1):
        row = raw.strip()
        if not row:
            continue
        if key := _KEY.match(row):
            yield reader.finish(key[1].upper(), number)
        elif choice := _CHOICE.match(row):
            reader.add(choice[1], row[choice.end() :], number)
        else:
            if reader.choices:
                yield reader.refused("pas de ligne « ANSWER: » ; ajoutez-la après les réponses")
            reader.ask(row, number)
    if reader.words or reader.choices:
        yield reader.refused("pas de ligne « ANSWER: » ; ajoutez-la après les réponses")


class _Reader:
    """The question being read."""

    def __init__(self) -> None:
        self._line = 0
        self.words: list[str] = []
        self.choices: list[tuple[str, str]] = []

    def ask(self, row: str, line: int) -> None:
        """A line of the question itself."""
        self._line = self._line or line
        self.words.append(row)

    def add(self, letter: str, words: str, line: int) -> None:
        """One of its answers."""
        self._line = self._line or line
        self.choices.append((letter, words))

    def finish(self, letter: str, line: int) -> Asked:
        """The question, once its answer is known."""
        self._line = self._line or line
        letters = [choice[0] for choice in self.choices]
        if not self.words:
            return self.refused("des réponses sans question ; écrivez-la sur la ligne au-dessus")
        if letters.count(letter) != 1:
            return self.refused(f"« ANSWER: {letter} » ne désigne aucune réponse, ou plusieurs ; corrigez la lettre")
        answers = tuple(Answer(Rich(words, "plain"), 100.0 * (own == letter)) for own, words in self.choices)
        several = ("question sur plusieurs lignes, réunies",) if len(self.words) > 1 else ()
        return self._asked(answers=answers, lost=several)

    def refused(self, problem: str) -> Asked:
        """The question as far as it goes, and why it stops."""
        return self._asked(problem=problem)

    def _asked(self, **fields: object) -> Asked:
        text = Rich(" ".join(self.words)[: QUESTION_CHARACTERS + 1], "plain")
        asked = Asked("multichoice", self._line, text=text, **fields)  # type: ignore[arg-type]
        self._line, self.words, self.choices = 0, [], []
        return asked
