"""modules/positionnement.yaml as a frozen value."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from course.questions.base import COMPETENCES, Competence, Short, Value
from course.questions.schema import AnyQuestion
from course.quizzes.blueprint import GROUPS, Line, as_lines, places

LEVELS = 4
Level = Annotated[str, Field(min_length=1, max_length=240)]
Described = Annotated[tuple[Level, ...], Field(min_length=LEVELS, max_length=LEVELS, strict=False)]


class Grid(Value):
    """What a positioning asks; docs/auteurs.md says what each field means. A level is from 1 to LEVELS."""

    title: Short
    minutes: Annotated[int, Field(ge=1, le=120)]
    levels: Annotated[tuple[Short, ...], Field(min_length=LEVELS, max_length=LEVELS, strict=False)]
    competences: dict[Competence, Described]
    draw: Annotated[tuple[Line, ...], BeforeValidator(as_lines), Field(min_length=1, max_length=30, strict=False)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if absent := [code for code in COMPETENCES if code not in self.competences]:
            raise ValueError(f"compétences sans niveaux : {', '.join(absent)} ; décrivez leurs quatre niveaux")
        for code, described in self.competences.items():
            if len(set(described)) < LEVELS:
                raise ValueError(f"{code} : deux niveaux identiques ; distinguez-les")
        for line in self.draw:
            if line.competence is not None and line.competence not in GROUPS:
                raise ValueError(f"tirage « {line.competence} » : compétence inconnue ; donnez une lettre ou un code")
        return self

    def described(self, code: str, level: int) -> str:
        """How a level of a competence is described."""
        words = {str(name): texts for name, texts in self.competences.items()}
        return words[code][level - 1]

    @property
    def drawn(self) -> int:
        """How many questions the placement test has."""
        return sum(line.count for line in self.draw)

    def shortage(self, bank: Iterable[AnyQuestion]) -> str:
        """What the banks lack for the placement test, in French, or ""."""
        bank = list(bank)
        if found := places(self.draw, bank).shortage(bank):
            lines, wanted, held = found
            names = " + ".join(f"« {line} »" for line in lines)
            return f"tirage {names} : {wanted} demandées, {held} dans les banques"
        return ""


def placeable(questions: Iterable[AnyQuestion]) -> list[AnyQuestion]:
    """The questions that a placement test may ask: of a competence, and answered in one go."""
    return [question for question in questions if question.competence and not question.unfolds]
