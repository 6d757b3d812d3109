"""A number, right within a tolerance."""

from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from course.questions.amounts import amount
from course.questions.base import Answer, Fields, Part, Question, Verdicts, same_words, typed


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
        """1 within the tolerance, bounds included, computed exactly."""
        given = self._number(answer) if isinstance(answer, str) else None
        if given is None:
            return 0.0
        return float(abs(given - Fraction(str(self.value))) <= Fraction(str(self.tolerance)))

    def complete(self, answer: Answer) -> bool:
        return answer is not None and not self.doubt(answer)

    def doubt(self, answer: Answer) -> str:
        return self.unread if isinstance(answer, str) and self._number(answer) is None else ""

    @property
    def unread(self) -> str:
        """What to say of an answer that is no number."""
        end = f", suivie ou non de « {self.unit} »" if self.unit else ", sans rien d'autre"
        return f"Cette réponse ne se lit pas comme un nombre. Écrivez-la en chiffres{end}."

    def _number(self, answer: str) -> Fraction | None:
        return amount(answer, self.unit)
