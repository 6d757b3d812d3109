"""A quiz file: the rules of the assessment and its bank of questions."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from course.questions.base import Short, Slug, Value
from course.questions.schema import AnyQuestion
from course.quizzes.blueprint import GROUPS, Line, places


def _lines(value: object) -> object:
    """The short form, « {A: 2, C1: 1} », as lines."""
    if not isinstance(value, Mapping):
        return value
    return [{"competence": group, "count": count} for group, count in value.items()]


Behaviour = Literal["deferred", "immediate", "certainty"]
"""Feedback after the end; after each answer, which is then final; after the end, each answer with its certainty."""


class Quiz(Value):
    """One file of /quizzes; docs/auteurs.md says what each field means."""

    title: Short
    module: Slug
    minutes: Annotated[int, Field(ge=1, le=240)]
    pass_mark: Annotated[int, Field(ge=1, le=100)] = 70
    attempts: Annotated[int, Field(ge=1, le=20)] = 3
    pause_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 24
    behaviour: Behaviour = "deferred"
    draw: Annotated[tuple[Line, ...], BeforeValidator(_lines), Field(min_length=1, max_length=50, strict=False)]
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        for line in self.draw:
            if line.competence is not None and line.competence not in GROUPS:
                group = line.competence
                raise ValueError(f"tirage « {group} » : compétence inconnue ; donnez une lettre ou un code")
        if shortage := places(self.draw, self.questions).shortage(self.questions):
            lines, wanted, held = shortage
            names = " + ".join(f"« {line} »" for line in lines)
            raise ValueError(f"tirage {names} : {wanted} demandées, {held} dans la banque ; écrivez-en")
        return self

    @property
    def drawn(self) -> int:
        """How many questions an attempt has."""
        return sum(line.count for line in self.draw)
