"""A short answer: accents, case, spaces and punctuation are forgiven."""

import unicodedata
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.questions.base import Answer, Fields, Part, Question, Short, Verdicts, same_words, typed

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def plain(text: str) -> str:
    """Letters and digits only, lower case, without accents: what two equal answers share."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(char for char in decomposed if char.isalnum())


def says(answer: Answer, accept: Sequence[str]) -> bool:
    """True when an answer of any shape, made plain, equals an accepted wording."""
    return isinstance(answer, str) and plain(answer) in {plain(text) for text in accept}


def check_readable(accept: Sequence[str]) -> None:
    """ValueError when an accepted wording would be empty once made plain."""
    if not all(plain(text) for text in accept):
        raise ValueError("une réponse acceptée ne contient ni lettre ni chiffre ; récrivez-la")


class ShortAnswer(Question):
    """Right when it equals one of the accepted wordings."""

    type: Literal["short"]
    accept: Annotated[tuple[Short, ...], Field(min_length=1, max_length=20, strict=False)]
    feedback: Verdicts
    label: ClassVar[str] = "Réponse courte"
    hint: ClassVar[str] = "Les accents, les majuscules et la ponctuation ne comptent pas."

    @model_validator(mode="after")
    def _readable(self) -> Self:
        check_readable(self.accept)
        return self

    @property
    def expected(self) -> str:
        """The first of the accepted wordings."""
        return self.accept[0]

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        return typed(fields, prefix + "a", 200)

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        """The wording given; every accepted one is named after the first."""
        if not isinstance(answer, str):
            return ()
        return self.offered() if self.grade(answer) else (Part("", same_words(answer), False, typed=True),)

    def offered(self) -> tuple[Part, ...]:
        return (Part("", self.expected, True),)

    def solution(self) -> Answer:
        return self.expected

    def grade(self, answer: Answer) -> float:
        """1 when the answer, made plain, equals an accepted one."""
        return float(says(answer, self.accept))
