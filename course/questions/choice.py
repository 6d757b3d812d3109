"""Single and multiple choice."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.questions.base import Answer, Fields, Part, Question, Text, Value, all_distinct, integers, is_index, typed


class Choice(Value):
    """One possible answer, and what it teaches to have taken it."""

    text: Text
    right: bool = False
    feedback: Text


def only_right(rights: Sequence[bool]) -> int:
    """The index of the one right choice; ValueError when there is none, or more than one."""
    if sum(rights) == 0:
        raise ValueError("aucune réponse juste ; mettez « right: true » à la bonne")
    if sum(rights) > 1:
        raise ValueError("plusieurs réponses justes ; n'en gardez qu'une ou passez en « multiple »")
    return list(rights).index(True)


class _Choices(Question):
    """What single and multiple choice share."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=8, strict=False)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if not all_distinct(self.shown()):
            raise ValueError("deux réponses identiques ; distinguez-les")
        return self

    def shown(self) -> tuple[str, ...]:
        return tuple(choice.text for choice in self.choices)

    def values(self) -> dict[str, tuple[str, ...]]:
        return {"a": self.tokens}

    def offered(self) -> tuple[Part, ...]:
        return tuple(Part("", choice.text, choice.right) for choice in self.choices)


class Single(_Choices):
    """One right choice; an answer is its index."""

    type: Literal["single"]
    label: ClassVar[str] = "Choix unique"
    hint: ClassVar[str] = "Une seule réponse."

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        only_right([choice.right for choice in self.choices])
        return self

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        given = typed(fields, prefix + "a", 8)
        return next((index for index, value in enumerate(self.tokens) if value == given), None)

    def solution(self) -> Answer:
        return next(index for index, choice in enumerate(self.choices) if choice.right)

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        return tuple(self.offered()[index] for index in integers([answer], len(self.choices)))

    def grade(self, answer: Answer) -> float:
        """1 for the right choice."""
        return float(type(answer) is int and is_index(answer, len(self.choices)) and self.choices[answer].right)


class Multiple(_Choices):
    """Several right choices, each worth the same; a wrong one costs as much as a right one brings.

    An answer is the list of the indexes ticked.
    """

    type: Literal["multiple"]
    label: ClassVar[str] = "Choix multiple"
    hint: ClassVar[str] = (
        "Plusieurs réponses : chaque bonne case rapporte, chaque mauvaise retire autant, sans descendre sous zéro."
    )

    @model_validator(mode="after")
    def _some_right_some_wrong(self) -> Self:
        rights = sum(choice.right for choice in self.choices)
        if rights == 0:
            raise ValueError("aucune réponse juste ; mettez « right: true » aux bonnes")
        if rights == 1:
            raise ValueError("une seule réponse juste ; ajoutez-en une ou passez en « single »")
        if rights == len(self.choices):
            raise ValueError("aucune réponse fausse ; ajoutez-en une")
        return self

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        given = fields.get(prefix + "a", ())
        return [index for index, value in enumerate(self.tokens) if value in given] or None

    def solution(self) -> Answer:
        return [index for index, choice in enumerate(self.choices) if choice.right]

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        return tuple(self.offered()[index] for index in integers(answer, len(self.choices)))

    def grade(self, answer: Answer) -> float:
        """(right ticked − wrong ticked) / number of right choices, never below 0."""
        ticked = integers(answer, len(self.choices))
        rights = sum(choice.right for choice in self.choices)
        points = sum(1 if self.choices[index].right else -1 for index in ticked)
        return max(0.0, points / rights)
