"""True or false."""

from typing import ClassVar, Literal

from course.questions.base import Answer, Fields, Part, Question, Verdicts

_WORDS = {True: "Vrai", False: "Faux"}
_READ = {"vrai": True, "faux": False}


class TrueFalse(Question):
    """A statement that is right or not; an answer is True or False."""

    type: Literal["truefalse"]
    right: bool
    feedback: Verdicts
    label: ClassVar[str] = "Vrai ou faux"
    hint: ClassVar[str] = "Cette affirmation est-elle vraie ou fausse ?"

    @property
    def expected(self) -> str:
        """« Vrai » or « Faux »."""
        return _WORDS[self.right]

    def values(self) -> dict[str, tuple[str, ...]]:
        return {"a": tuple(_READ)}

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        return _READ.get(next(iter(fields.get(prefix + "a", ())), ""))

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        return (Part("", _WORDS[answer], answer is self.right),) if isinstance(answer, bool) else ()

    def offered(self) -> tuple[Part, ...]:
        return tuple(Part("", word, verdict is self.right) for verdict, word in _WORDS.items())

    def solution(self) -> Answer:
        return self.right

    def grade(self, answer: Answer) -> float:
        """1 for the right verdict."""
        return float(answer is self.right)
