"""The blueprint of an attempt: lines that each ask for some questions, and questions that each serve one line.

The sets of questions that can serve the lines together are the independent sets of a transversal matroid
(Edmonds and Fulkerson, 1965). So taking the questions in order of preference, and keeping each one that can still
find a place, gives a full draw whenever there is one, made of the most preferred questions; and lines that overlap
are fillable exactly when the whole bank fills them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from course.questions.base import COMPETENCES, Slug, Value
from course.questions.schema import AnyQuestion

GROUPS = frozenset({*COMPETENCES, *(code[0] for code in COMPETENCES)})
"""What a line may ask for: a competence, or the letter that several share."""


class Line(Value):
    """`count` questions that meet every criterion given; `competence` is a letter or a precise code."""

    count: Annotated[int, Field(ge=1, le=50)]
    competence: str | None = None
    tag: Slug | None = None
    difficulty: Annotated[int, Field(ge=1, le=3)] | None = None
    situation: bool | None = None

    def wants(self, question: AnyQuestion) -> bool:
        """True when this question may serve this line."""
        return (
            (self.competence is None or (question.competence or "").startswith(self.competence))
            and (self.tag is None or self.tag in question.tags)
            and self.difficulty in (None, question.difficulty)
            and self.situation in (None, question.situation)
        )

    def __str__(self) -> str:
        """The criteria, in French."""
        criteria = [self.competence] if self.competence else []
        if self.tag:
            criteria.append(f"étiquette {self.tag}")
        if self.difficulty:
            criteria.append(f"difficulté {self.difficulty}")
        if self.situation is not None:
            criteria.append("en situation" if self.situation else "hors situation")
        return ", ".join(criteria) or "toute question"


def as_lines(value: object) -> object:
    """The short form, « {A: 2, C1: 1} », as lines."""
    if not isinstance(value, Mapping):
        return value
    return [{"competence": group, "count": count} for group, count in value.items()]


class Places:
    """Who serves which line; a question already placed may move to another line, and is never put out."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._served: list[list[AnyQuestion]] = [[] for _ in lines]

    def place(self, question: AnyQuestion) -> bool:
        """Find this question a place, moving others if need be; False when there is none."""
        return self._place(question, set())

    def _place(self, question: AnyQuestion, tried: set[int]) -> bool:
        for number, line in enumerate(self.lines):
            if number in tried or not line.wants(question):
                continue
            tried.add(number)
            served = self._served[number]
            if len(served) < line.count:
                served.append(question)
                return True
            for index, other in enumerate(served):
                if self._place(other, tried):
                    served[index] = question
                    return True
        return False

    @property
    def chosen(self) -> list[AnyQuestion]:
        """The questions that have a place."""
        return [question for served in self._served for question in served]

    def shortage(self, bank: Iterable[AnyQuestion]) -> tuple[list[Line], int, int] | None:
        """Once the whole bank was tried: lines that together ask for more than it holds, how many, and how many it has.

        They are the unfilled lines and those that hold what could serve them (Hall's and König's theorems).
        """
        short = {number for number, line in enumerate(self.lines) if len(self._served[number]) < line.count}
        if not short:
            return None
        bank, before = list(bank), set[int]()
        while short != before:
            before = set(short)
            useful = {item.id for item in bank if any(self.lines[number].wants(item) for number in short)}
            short |= {number for number, served in enumerate(self._served) if any(item.id in useful for item in served)}
        lines = [self.lines[number] for number in sorted(short)]
        return lines, sum(line.count for line in lines), len(useful)


def places(lines: Sequence[Line], questions: Iterable[AnyQuestion]) -> Places:
    """The lines served by these questions, the first ones preferred."""
    found = Places(lines)
    for question in questions:
        found.place(question)
    return found
