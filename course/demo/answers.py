"""What people answer: right, or wrong in a way that somebody could be."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from course.questions.base import Answer
from course.questions.blank import AnyGap, ListGap
from course.questions.choice import Multiple, Single
from course.questions.gap import Gap
from course.questions.matching import Matching
from course.questions.numeric import Numeric
from course.questions.ordering import Ordering
from course.questions.scenario import Scenario
from course.questions.schema import AnyQuestion
from course.questions.short import ShortAnswer
from course.questions.truefalse import TrueFalse
from course.quizzes.operations import as_text

_SAID = ("le cadre", "un tour de table", "la synthèse", "l'ordre du jour", "la reformulation", "le vote", "une pause")
_OFF = (0.5, 0.75, 1.25, 1.5, 2)


@dataclass(frozen=True)
class Given:
    """What an answer is worth, from 0 to 1, and its text as rows keep it: in an attempt, and elsewhere."""

    score: float
    in_attempt: str
    elsewhere: str


@dataclass
class Asked:
    """A question with what is asked of it thousands of times: its fingerprint, and the worth of each answer."""

    question: AnyQuestion
    fingerprint: str
    _worth: dict[str, Given] = field(default_factory=dict)

    def answered(self, right: bool, chance: Random) -> Given:
        """The right answer, or a mistake; graded as any answer is."""
        return self._right if right else self._given(mistaken(self.question, chance))

    @cached_property
    def _right(self) -> Given:
        return self._given(self.question.solution())

    def _given(self, answer: Answer) -> Given:
        text = json.dumps(answer, ensure_ascii=False)
        if text not in self._worth:
            self._worth[text] = Given(self.question.grade(answer), as_text(answer) or "", text)
        return self._worth[text]


def mistaken(question: AnyQuestion, chance: Random) -> Answer:
    """A wrong answer of this question's own shape; of several parts, most are right."""
    match question:
        case TrueFalse():
            return not question.right
        case ShortAnswer():
            return chance.choice(_SAID)
        case Numeric():
            return f"{question.value * chance.choice(_OFF) + question.tolerance:.0f}"
        case Scenario():
            return _wandered(question, chance)
    return _partly(question, chance)


def _partly(question: Single | Multiple | Ordering | Matching | Gap, chance: Random) -> Answer:
    match question:
        case Single():
            return chance.choice([index for index, choice in enumerate(question.choices) if not choice.right])
        case Multiple():
            return _ticked(question, chance)
        case Ordering():
            return _swapped(len(question.steps), chance)
        case Matching():
            return _swapped(len(question.pairs), chance)
        case Gap():
            return _filled(question, chance)


def _ticked(question: Multiple, chance: Random) -> list[int]:
    """One box too many, or one too few."""
    right = {index for index, choice in enumerate(question.choices) if choice.right}
    return sorted(right ^ {chance.randrange(len(question.choices))}) or [0]


def _swapped(count: int, chance: Random) -> list[int]:
    """Two of them in each other's place."""
    order = list(range(count))
    one, other = chance.sample(order, 2)
    order[one], order[other] = order[other], order[one]
    return order


def _filled(question: Gap, chance: Random) -> list[object]:
    """Every gap as it should be, but one."""
    wrong = chance.randrange(len(question.places))
    return [_missed(gap, chance) if place == wrong else gap.solution() for place, gap in enumerate(question.places)]


def _missed(gap: AnyGap, chance: Random) -> object:
    if isinstance(gap, ListGap):
        return chance.choice([index for index, option in enumerate(gap.choices) if not option.right])
    return chance.choice(_SAID)


def _wandered(question: Scenario, chance: Random) -> list[int]:
    """A way taken by chance from one step to the next."""
    taken: list[int] = []
    while (step := question.way(taken)[-1])[1] is None:
        taken.append(chance.randrange(len(step[0].choices)))
    return taken
