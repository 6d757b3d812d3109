"""A quiz file: the rules of the assessment and its bank of questions."""

from datetime import date, datetime, time
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from course.questions.base import Short, Slug, Value
from course.questions.schema import AnyQuestion
from course.quizzes.blueprint import GROUPS, Line, as_lines, places

_NO_DATE = "date attendue ; écrivez 2026-12-08 ou 2026-12-08 09:00"


def _opening(value: object) -> datetime:
    """A local time without its zone; a day alone opens as it begins."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(_NO_DATE) from None
    if isinstance(value, datetime):
        if value.tzinfo:
            raise ValueError("heure locale attendue ; retirez le fuseau")
        return value
    if not isinstance(value, date):
        raise ValueError(_NO_DATE)
    return datetime.combine(value, time())


def _closing(value: object) -> datetime:
    """A local time without its zone; a day alone closes in its last minute, which says the right day on the pages."""
    day = isinstance(value, date) and not isinstance(value, datetime)
    alone = day or (isinstance(value, str) and len(value) == 10)
    return datetime.combine(_opening(value), time(23, 59)) if alone else _opening(value)


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
    time_limit: Annotated[int, Field(ge=1, le=480)] | None = None
    opens: Annotated[datetime, BeforeValidator(_opening)] | None = None
    closes: Annotated[datetime, BeforeValidator(_closing)] | None = None
    draw: Annotated[tuple[Line, ...], BeforeValidator(as_lines), Field(min_length=1, max_length=50, strict=False)]
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValueError("« closes » n'est pas après « opens » ; corrigez l'une des dates")
        if self.time_limit and self.time_limit < self.minutes:
            raise ValueError("« time_limit » plus court que « minutes » ; allongez la limite ou annoncez moins")
        return self

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
