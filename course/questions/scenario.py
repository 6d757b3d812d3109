"""A scenario: the choice made at each step decides the next one."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.questions.base import (
    Answer,
    Fields,
    Part,
    Question,
    Slug,
    Text,
    Value,
    all_distinct,
    is_index,
    portion,
    token,
)


class Decision(Value):
    """One possible choice: what it is worth, what it teaches, and the step it leads to, or the end."""

    text: Text
    points: Annotated[float, Field(ge=0, le=1)] = 0.0
    feedback: Text
    next: Slug | None = None

    @property
    def token(self) -> str:
        """Its name in a form."""
        return token(self.text)


class Moment(Value):
    """One step: a situation, and what one may do."""

    id: Slug
    text: Text
    choices: Annotated[tuple[Decision, ...], Field(min_length=2, max_length=6, strict=False)]

    @property
    def token(self) -> str:
        """Its name in a form."""
        return token(self.id)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if not all_distinct([choice.text for choice in self.choices]):
            raise ValueError("deux réponses identiques ; distinguez-les")
        return self


class Scenario(Question):
    """Steps, the first one first; a choice leads only to a step written further down, so every way ends.

    An answer is the way taken: the index of the choice made at each step met.
    """

    type: Literal["scenario"]
    steps: Annotated[tuple[Moment, ...], Field(min_length=2, max_length=12, strict=False)]
    label: ClassVar[str] = "Scénario"
    hint: ClassVar[str] = (
        "Une décision à la fois ; chacune amène la suite, et vous pouvez revenir sur une décision. "
        "Le score est la moyenne de vos décisions ; un scénario inachevé vaut zéro."
    )
    unfolds: ClassVar[bool] = True

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not all_distinct([step.id for step in self.steps]):
            raise ValueError("deux étapes du même nom ; renommez-en une")
        reached = {self.steps[0].id}
        for rank, step in enumerate(self.steps):
            if step.id not in reached:
                raise ValueError(f"rien ne mène à l'étape « {step.id} » ; ajoutez-y un « next » ou retirez-la")
            below = {later.id for later in self.steps[rank + 1 :]}
            for choice in step.choices:
                if choice.next and choice.next not in below:
                    raise ValueError(
                        f"l'étape « {step.id} » mène à « {choice.next} », qui n'est pas plus bas ; "
                        "écrivez les étapes dans l'ordre, sans retour en arrière"
                    )
            reached |= {choice.next for choice in step.choices if choice.next}
        if self._best is None:
            raise ValueError("aucun chemin ne vaut 1 ; donnez « points: 1 » à chaque choix du meilleur")
        return self

    @cached_property
    def _best(self) -> list[int] | None:
        """The first way where every choice is worth 1, or None."""
        ways: dict[str | None, list[int]] = {None: []}
        for step in reversed(self.steps):
            for index, choice in reversed(list(enumerate(step.choices))):
                if choice.points == 1 and choice.next in ways:
                    ways[step.id] = [index, *ways[choice.next]]
        return ways.get(self.steps[0].id)

    def way(self, answer: Answer) -> list[tuple[Moment, int | None]]:
        """The steps that an answer of any shape goes through, with the choice made; None at the one left to decide."""
        given = iter(answer if isinstance(answer, list) else [])
        steps = {step.id: step for step in self.steps}
        met: list[tuple[Moment, int | None]] = []
        step: Moment | None = self.steps[0]
        while step:
            choice = next(given, None)
            made = choice if type(choice) is int and is_index(choice, len(step.choices)) else None
            met.append((step, made))
            following = None if made is None else step.choices[made].next
            step = steps[following] if following else None
        return met

    def shown(self) -> tuple[str, ...]:
        return tuple(choice.text for step in self.steps for choice in step.choices)

    def options(self, step: Moment, layout: Sequence[int]) -> list[tuple[int, Decision]]:
        """The choices of a step, each with its index, in the order of the page."""
        start = sum(len(other.choices) for other in self.steps[: self.steps.index(step)])
        return [(index, step.choices[index]) for index in portion(layout, start, len(step.choices))]

    def values(self) -> dict[str, tuple[str, ...]]:
        return {f"s{step.token}": tuple(choice.token for choice in step.choices) for step in self.steps}

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        """Only what is on the way counts: a choice left at a step that another choice leads away from is not read."""
        taken: list[int] = []
        while (step := self.way(taken)[-1])[1] is None:
            given = next(iter(fields.get(f"{prefix}s{step[0].token}", ())), "")
            made = next((index for index, choice in enumerate(step[0].choices) if choice.token == given), None)
            if made is None:
                break
            taken.append(made)
        return taken or None

    def complete(self, answer: Answer) -> bool:
        return self.way(answer)[-1][1] is not None

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        return tuple(self._part(step, step.choices[made]) for step, made in self.way(answer) if made is not None)

    def offered(self) -> tuple[Part, ...]:
        return tuple(self._part(step, choice) for step in self.steps for choice in step.choices)

    def _part(self, step: Moment, choice: Decision) -> Part:
        return Part(step.text, choice.text, choice.points == 1)

    def solution(self) -> Answer:
        return list(self._best or ())

    def grade(self, answer: Answer) -> float:
        """The mean of what the choices made are worth; 0 while the way is not at its end."""
        points = [0.0 if made is None else step.choices[made].points for step, made in self.way(answer)]
        return sum(points) / len(points) if self.complete(answer) else 0.0
