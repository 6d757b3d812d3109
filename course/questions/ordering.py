"""Put steps in order."""

import random
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.questions.base import (
    Answer,
    Fields,
    Part,
    Question,
    Text,
    Value,
    all_distinct,
    index_in,
    integers,
    is_index,
)


class Step(Value):
    """One step, written at its right place."""

    text: Text
    feedback: Text


class Ordering(Question):
    """Steps to put back in order; an answer is the rank (from 0) given to each step, None if not given."""

    type: Literal["ordering"]
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=8, strict=False)]
    label: ClassVar[str] = "Remise en ordre"
    hint: ClassVar[str] = (
        "Remettez les étapes dans l’ordre, 1 étant la première. Le score est la part des enchaînements justes."
    )

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if not all_distinct(self.shown()):
            raise ValueError("deux étapes identiques ; distinguez-les")
        return self

    def shown(self) -> tuple[str, ...]:
        return tuple(step.text for step in self.steps)

    def shuffled(self, chance: random.Random) -> list[int]:
        """Never the right order itself."""
        order = super().shuffled(chance)
        return order if order != sorted(order) else [*order[1:], order[0]]

    def values(self) -> dict[str, tuple[str, ...]]:
        return dict.fromkeys((f"o{step}" for step in self.tokens), tuple(map(str, range(len(self.steps)))))

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        ranks = [index_in(fields, f"{prefix}o{step}", len(self.steps)) for step in self.tokens]
        return ranks if any(rank is not None for rank in ranks) else None

    def complete(self, answer: Answer) -> bool:
        return isinstance(answer, list) and sorted(integers(answer, len(self.steps))) == list(range(len(self.steps)))

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        """Which step was put right after which."""
        total = len(self.steps)
        given = answer if isinstance(answer, list) and len(answer) == total else []
        held = {rank: step for step, rank in enumerate(given) if is_index(rank, total) and given.count(rank) == 1}
        return tuple(self._link(held[rank], held[rank + 1]) for rank in sorted(held) if rank + 1 in held)

    def offered(self) -> tuple[Part, ...]:
        return tuple(self._link(step, step + 1) for step in range(len(self.steps) - 1))

    def _link(self, before: int, after: int) -> Part:
        return Part(f"après {self.steps[before].text}", self.steps[after].text, after == before + 1)

    def links(self, answer: Answer) -> list[bool]:
        """For each step but the first, whether it immediately follows the right one; a rank given twice is no rank."""
        total = len(self.steps)
        given = answer if isinstance(answer, list) and len(answer) == total else [None] * total
        ranks = [rank if is_index(rank, total) and given.count(rank) == 1 else None for rank in given]
        return [before is not None and after == before + 1 for before, after in pairwise(ranks)]

    def solution(self) -> Answer:
        return list(range(len(self.steps)))

    def grade(self, answer: Answer) -> float:
        """Share of the steps, the first left aside, that immediately follow the right one."""
        links = self.links(answer)
        return sum(links) / len(links)
