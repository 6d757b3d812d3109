"""Match each item with its counterpart."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.questions.base import Answer, Fields, Part, Question, Short, Text, Value, all_distinct, is_index


class Pair(Value):
    """An item and its counterpart."""

    left: Short
    right: Short
    feedback: Text


class Distractor(Value):
    """A counterpart that goes with nothing."""

    text: Short
    feedback: Text


class Matching(Question):
    """An answer is, for each pair, the index of the option chosen (pairs first, then distractors)."""

    type: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=6, strict=False)]
    distractors: Annotated[tuple[Distractor, ...], Field(max_length=4, strict=False)] = ()
    label: ClassVar[str] = "Association"
    hint: ClassVar[str] = "Choisissez l’élément qui va avec chacun. Le score est la part des paires justes."

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if not all_distinct(self.shown()) or not all_distinct([pair.left for pair in self.pairs]):
            raise ValueError("deux éléments identiques ; distinguez-les")
        return self

    def shown(self) -> tuple[str, ...]:
        return (*(pair.right for pair in self.pairs), *(item.text for item in self.distractors))

    def values(self) -> dict[str, tuple[str, ...]]:
        return dict.fromkeys((f"m{pair}" for pair in range(len(self.pairs))), self.tokens)

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        options = {value: index for index, value in enumerate(self.tokens)}
        given = (next(iter(fields.get(f"{prefix}m{pair}", ())), "") for pair in range(len(self.pairs)))
        chosen = [options.get(value) for value in given]
        return chosen if any(option is not None for option in chosen) else None

    def complete(self, answer: Answer) -> bool:
        return isinstance(answer, list) and None not in answer

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        chosen = answer[: len(self.pairs)] if isinstance(answer, list) else []
        total = len(self.shown())
        return tuple(self._part(pair, option) for pair, option in enumerate(chosen) if is_index(option, total))

    def offered(self) -> tuple[Part, ...]:
        """The right pairs, and the distractors wherever they are put."""
        rights = (self._part(pair, pair) for pair in range(len(self.pairs)))
        return (*rights, *(Part("", item.text, False) for item in self.distractors))

    def _part(self, pair: int, option: int) -> Part:
        place = self.pairs[pair].left if option < len(self.pairs) else ""
        return Part(place, self.shown()[option], option == pair)

    def solution(self) -> Answer:
        return list(range(len(self.pairs)))

    def grade(self, answer: Answer) -> float:
        """Share of the pairs that are right."""
        chosen = answer if isinstance(answer, list) else []
        total = len(self.pairs)
        rights = [pair for pair, option in enumerate(chosen[:total]) if is_index(option, total) and option == pair]
        return len(rights) / total
