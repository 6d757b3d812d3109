"""What authors write in a method sheet, as frozen values."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from course.questions.base import Competence, Short, Slug, Text, Value

Phase = Literal["inclure", "diverger", "explorer", "converger", "decider", "clore"]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Count = Annotated[int, Field(ge=1, le=10_000)]

_WORD = re.compile(r"\w[\w’'-]*")
_NAMES = {"phases", "competences", "related"}
"""Fields whose values are names, not words that the sheet says."""


class Range(Value):
    """From the least to the most."""

    min: Count
    max: Count

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min ({self.min}) dépasse max ({self.max}) ; échangez-les ou corrigez-les")
        return self


class Group(Range):
    """How many people, and what to know about that number."""

    note: Short | None = None


class Step(Value):
    """One minuted step."""

    minutes: Count
    title: Title
    text: Text


class Method(Value):
    """One method sheet; docs/auteurs.md says what each field means. Its file's name is its permanent name."""

    title: Title
    purpose: Short
    phases: Annotated[tuple[Phase, ...], Field(min_length=1, strict=False)]
    group: Group
    minutes: Range
    remote: bool
    level: Annotated[int, Field(ge=1, le=3)]
    competences: Annotated[tuple[Competence, ...], Field(min_length=1, max_length=4, strict=False)]
    when: Text
    when_not: Text
    room: Text
    material: Annotated[tuple[Short, ...], Field(strict=False)]
    remote_variant: Text
    accessible_variant: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=2, max_length=12, strict=False)]
    say: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3, strict=False)]
    pitfalls: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    harvest: Text
    related: Annotated[tuple[Slug, ...], Field(strict=False)]
    origin: Text
    common: bool = False

    @property
    def total(self) -> int:
        """Minutes of all the steps."""
        return sum(step.minutes for step in self.steps)

    @property
    def words(self) -> int:
        """How many words the sheet says."""
        return sum(len(_WORD.findall(text)) for text in _texts(self.model_dump(exclude=_NAMES)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
