"""A quiz file: the rules of the assessment and its bank of questions."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from course.questions.base import COMPETENCES, Short, Slug, Value
from course.questions.schema import AnyQuestion

_GROUPS = {*COMPETENCES, *(code[0] for code in COMPETENCES)}


class Quiz(Value):
    """One file of /quizzes; docs/auteurs.md says what each field means."""

    title: Short
    module: Slug
    minutes: Annotated[int, Field(ge=1, le=240)]
    pass_mark: Annotated[int, Field(ge=1, le=100)] = 70
    attempts: Annotated[int, Field(ge=1, le=20)] = 3
    pause_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    draw: Annotated[dict[str, Annotated[int, Field(ge=1, le=50)]], Field(min_length=1)]
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        for group in self.draw:
            if group not in _GROUPS:
                raise ValueError(f"tirage « {group} » : compétence inconnue ; donnez une lettre ou un code")
        for group in self.draw:
            wanted = sum(number for inner, number in self.draw.items() if inner.startswith(group))
            held = sum((question.competence or "").startswith(group) for question in self.questions)
            if held < wanted:
                raise ValueError(f"tirage « {group} » : {wanted} demandées, {held} dans la banque ; écrivez-en")
        return self

    @property
    def drawn(self) -> int:
        """How many questions an attempt has."""
        return sum(self.draw.values())
