"""A text to complete."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from course.questions.base import Answer, Fields, Part, Question, Slug, Text, portion, typed
from course.questions.blank import AnyGap, Option
from course.richtext import inline

_MARK = re.compile(r"\[\[([^\[\]]*)\]\]")


class Gap(Question):
    """A passage where « [[name]] » stands for each gap.

    An answer is, for each gap in the order of the passage, what was typed or the index of the option chosen,
    None where nothing was given.
    """

    type: Literal["gap"]
    passage: Text
    gaps: Annotated[dict[Slug, AnyGap], Field(min_length=1, max_length=8)]
    label: ClassVar[str] = "Texte à trous"
    hint: ClassVar[str] = (
        "Complétez chaque blanc ; les accents et les majuscules ne comptent pas. "
        "Le score est la part des blancs justes."
    )

    @model_validator(mode="after")
    def _marked(self) -> Self:
        marks = Counter(_MARK.findall(self.passage))
        for name in marks:
            if name not in self.gaps:
                raise ValueError(f"« [[{name}]] » n'a pas sa réponse ; décrivez « {name} » dans « gaps »")
        for name in self.gaps:
            if marks[name] != 1:
                raise ValueError(f"« {name} » doit figurer une fois dans le texte ; écrivez-y « [[{name}]] »")
        if [piece for piece in self.pieces if isinstance(piece, int)] != list(range(len(self.gaps))):
            raise ValueError("un blanc est pris dans un lien ou dans du code ; sortez-le")
        return self

    @cached_property
    def places(self) -> tuple[AnyGap, ...]:
        """The gaps in the order of the passage."""
        return tuple(self.gaps[name] for name in _MARK.findall(self.passage))

    @cached_property
    def pieces(self) -> tuple[Markup | int, ...]:
        """The passage as clean HTML, cut at its gaps; an integer is the index of a gap."""
        parts = _MARK.split(inline(self.passage))
        return tuple(index // 2 if index % 2 else Markup(part) for index, part in enumerate(parts))

    def shown(self) -> tuple[str, ...]:
        return tuple(option.text for gap in self.places for option in gap.choices)

    def options(self, place: int, layout: Sequence[int]) -> list[tuple[int, Option]]:
        """The options of a gap, each with its index, in the order of the page."""
        choices = self.places[place].choices
        start = sum(len(gap.choices) for gap in self.places[:place])
        return [(index, choices[index]) for index in portion(layout, start, len(choices))]

    def filled(self, answer: Answer) -> list[object]:
        """What an answer of any shape gives for each gap."""
        given = answer if isinstance(answer, list) else []
        return [given[index] if index < len(given) else None for index in range(len(self.places))]

    def values(self) -> dict[str, tuple[str, ...]]:
        return {
            f"g{place}": tuple(option.token for option in gap.choices)
            for place, gap in enumerate(self.places)
            if gap.choices
        }

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        texts = [typed(fields, f"{prefix}g{index}", 200) for index in range(len(self.places))]
        given = [None if text is None else gap.read(text) for gap, text in zip(self.places, texts, strict=True)]
        return given if any(item is not None for item in given) else None

    def complete(self, answer: Answer) -> bool:
        return isinstance(answer, list) and None not in self.filled(answer)

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        given = enumerate(zip(self.places, self.filled(answer), strict=True), 1)
        return tuple(gap.part(f"Blanc {number}", item) for number, (gap, item) in given if gap.said(item))

    def offered(self) -> tuple[Part, ...]:
        return tuple(part for number, gap in enumerate(self.places, 1) for part in gap.offered(f"Blanc {number}"))

    def solution(self) -> Answer:
        return [gap.solution() for gap in self.places]

    def grade(self, answer: Answer) -> float:
        """Share of the gaps that are right."""
        rights = [gap.right(item) for gap, item in zip(self.places, self.filled(answer), strict=True)]
        return sum(rights) / len(rights)
