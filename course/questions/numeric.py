"""A number, right within a tolerance."""

import re
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from course.questions.base import Answer, Fields, Part, Question, Verdicts, same_words, typed

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")


def number(text: str) -> Decimal | None:
    """« 1 234,5 » or « 1234.5 » as a number, None for anything else."""
    compact = _compact(text).replace(",", ".").replace("−", "-")
    return Decimal(compact) if compact.isascii() and _NUMBER.fullmatch(compact) else None


def _compact(text: str) -> str:
    """Without spaces nor capitals: « 18 Minutes » as « 18minutes »."""
    return re.sub(r"\s", "", text).casefold()


def _french(value: float) -> str:
    return f"{value:.12g}".replace(".", ",")


class Numeric(Question):
    """Right when it is at most `tolerance` away from `value`; the unit may be typed too, or not."""

    type: Literal["numeric"]
    value: Annotated[float, Field(ge=-1e12, le=1e12)]
    tolerance: Annotated[float, Field(ge=0, le=1e12)] = 0.0
    unit: Annotated[str, Field(max_length=30)] = ""
    feedback: Verdicts
    label: ClassVar[str] = "Nombre"
    hint: ClassVar[str] = "En chiffres ; la virgule et le point conviennent."

    @property
    def expected(self) -> str:
        """The right value in French, with its tolerance and its unit."""
        near = f", à {_french(self.tolerance)} près" if self.tolerance else ""
        return f"{_french(self.value)} {self.unit}".strip() + near

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        return typed(fields, prefix + "a", 40)

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        """The number given, however it was written; a right one is named after the expected value."""
        if not isinstance(answer, str):
            return ()
        if self.grade(answer):
            return self.offered()
        given = self._number(answer)
        return (Part("", same_words(answer) if given is None else _french(float(given)), False, typed=True),)

    def offered(self) -> tuple[Part, ...]:
        return (Part("", self.expected, True),)

    def solution(self) -> Answer:
        return _french(self.value)

    def grade(self, answer: Answer) -> float:
        """1 within the tolerance, bounds included, computed in decimal."""
        given = self._number(answer) if isinstance(answer, str) else None
        if given is None:
            return 0.0
        return float(abs(given - Decimal(str(self.value))) <= Decimal(str(self.tolerance)))

    def _number(self, answer: str) -> Decimal | None:
        return number(_compact(answer).removesuffix(_compact(self.unit)))
