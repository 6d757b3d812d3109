"""One gap of a text to complete: typed, or chosen from a list."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from course.questions.base import Part, Short, Text, Value, Verdicts, all_distinct, is_index, same_words, token
from course.questions.choice import only_right
from course.questions.short import check_readable, says


class Option(Value):
    """One of the words to choose from."""

    text: Short
    right: bool = False
    feedback: Text

    @property
    def token(self) -> str:
        """Its name in a form."""
        return token(self.text)


class TypedGap(Value):
    """A gap to fill by typing; what it forgives is what a short answer forgives."""

    accept: Annotated[tuple[Short, ...], Field(min_length=1, max_length=20, strict=False)]
    feedback: Verdicts

    @model_validator(mode="after")
    def _readable(self) -> Self:
        check_readable(self.accept)
        return self

    @property
    def choices(self) -> tuple[Option, ...]:
        """None to choose from."""
        return ()

    @property
    def expected(self) -> str:
        """The first of the accepted wordings."""
        return self.accept[0]

    def read(self, text: str) -> str | int | None:
        """What the form's text gives."""
        return text

    def solution(self) -> str | int:
        """What is right to give."""
        return self.expected

    def right(self, given: object) -> bool:
        """Whether what was given is right, of any shape."""
        return says(given, self.accept)

    def said(self, given: object) -> str:
        """What was typed, or nothing."""
        return given if isinstance(given, str) else ""

    def why(self, given: object) -> str:
        """The feedback on what was given."""
        return self.feedback.right if self.right(given) else self.feedback.wrong

    def part(self, place: str, given: object) -> Part:
        """What was typed, as statistics count it; every accepted wording is named after the first."""
        if self.right(given):
            return Part(place, self.expected, True)
        return Part(place, same_words(self.said(given)), False, typed=True)

    def offered(self, place: str) -> tuple[Part, ...]:
        """The right wording."""
        return (Part(place, self.expected, True),)


class ListGap(Value):
    """A gap to fill from a list."""

    choices: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8, strict=False)]

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        only_right([option.right for option in self.choices])
        if not all_distinct([option.text for option in self.choices]):
            raise ValueError("deux réponses identiques ; distinguez-les")
        return self

    @property
    def accept(self) -> tuple[str, ...]:
        """The right option's text."""
        return (self.expected,)

    @property
    def expected(self) -> str:
        """The right option's text."""
        return self.choices[self.solution()].text

    def read(self, text: str) -> str | int | None:
        """The index of the option that the form's text names."""
        return next((index for index, option in enumerate(self.choices) if option.token == text), None)

    def solution(self) -> int:
        """The index of the right option."""
        return only_right([option.right for option in self.choices])

    def right(self, given: object) -> bool:
        """Whether what was given is right, of any shape."""
        option = self._option(given)
        return option is not None and option.right

    def said(self, given: object) -> str:
        """The option chosen, or nothing."""
        option = self._option(given)
        return option.text if option else ""

    def why(self, given: object) -> str:
        """The feedback on the option chosen; on the right one when none was."""
        return (self._option(given) or self.choices[self.solution()]).feedback

    def part(self, place: str, given: object) -> Part:
        """The option chosen, as statistics count it."""
        return Part(place, self.said(given), self.right(given))

    def offered(self, place: str) -> tuple[Part, ...]:
        """Every option."""
        return tuple(Part(place, option.text, option.right) for option in self.choices)

    def _option(self, given: object) -> Option | None:
        return self.choices[given] if type(given) is int and is_index(given, len(self.choices)) else None


def _kind(gap: object) -> str:
    return "list" if isinstance(gap, ListGap) or (isinstance(gap, Mapping) and "choices" in gap) else "typed"


AnyGap = Annotated[Annotated[TypedGap, Tag("typed")] | Annotated[ListGap, Tag("list")], Discriminator(_kind)]
