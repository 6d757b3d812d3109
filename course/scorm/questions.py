"""What the player in the package needs of each question: to grade it, and to say what it teaches."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from course.questions.amounts import unit_names
from course.questions.blank import AnyGap
from course.questions.gap import Gap
from course.questions.numeric import Numeric
from course.questions.scenario import Scenario
from course.questions.schema import AnyQuestion
from course.questions.short import ShortAnswer
from course.questions.truefalse import TrueFalse
from course.richtext import inline, to_html
from course.scorm.portable import portable
from course.typography import typo

_PROSE = {"text", "feedback", "left", "right", "wrong"}
_UNUSED = {"competence", "difficulty", "situation", "tags"}


@dataclass(frozen=True)
class Asked:
    """One question of the package: its short name in what is kept, and the order in which it is shown."""

    key: str
    question: AnyQuestion
    layout: tuple[int, ...]


def asked(questions: Iterable[AnyQuestion], mixed: bool) -> list[Asked]:
    """The questions with their keys: the first digits of their fingerprints, so that an edit is another question.

    What is to be ordered or matched is always mixed, the rest when `mixed`.
    """
    found = list(questions)
    size = next(size for size in range(6, 33) if len({item.fingerprint[:size] for item in found}) == len(found))
    return [Asked(item.fingerprint[:size], item, _layout(item, mixed)) for item in found]


def _layout(question: AnyQuestion, mixed: bool) -> tuple[int, ...]:
    """Always the same order for the same question: the same content makes the same package."""
    if not mixed and question.type not in ("ordering", "matching"):
        return tuple(range(question.presented()))
    return tuple(question.shuffled(random.Random(question.fingerprint)))  # noqa: S311 (not a secret)


def for_player(item: Asked, module: str) -> dict[str, Any]:
    """The question as JSON: texts are HTML, numbers are decimal strings."""
    question = item.question
    data: dict[str, Any] = _prose(question.model_dump(mode="json", exclude=_UNUSED), module)
    data |= {"key": item.key, "layout": item.layout, "tokens": question.tokens}
    if question.explanation:
        data["explanation"] = portable(to_html(question.explanation), module)
    match question:
        case Numeric():
            data |= {"value": _decimal(question.value), "tolerance": _decimal(question.tolerance)}
            data |= {"expected": typo(question.expected), "unread": typo(question.unread), **_units(question.unit)}
        case ShortAnswer():
            data |= _accepted(question.accept)
        case TrueFalse():
            data["expected"] = question.expected
        case Gap():
            pieces = [piece if isinstance(piece, int) else portable(piece, module) for piece in question.pieces]
            data |= {"pieces": pieces, "places": [_gap(gap, module) for gap in question.places]}
            del data["gaps"]
        case Scenario():
            data["best"] = question.solution()
            for step, shown in zip(question.steps, data["steps"], strict=True):
                shown["token"] = step.token
                for choice, told in zip(step.choices, shown["choices"], strict=True):
                    told["token"] = choice.token
    return data


def _gap(gap: AnyGap, module: str) -> dict[str, Any]:
    data = {**_prose(gap.model_dump(mode="json"), module), **_accepted(gap.accept)}
    for option, told in zip(gap.choices, data.get("choices", ()), strict=True):
        told |= {"token": option.token, "said": typo(option.text)}
    return data


def _units(unit: str) -> dict[str, Any]:
    """How the unit may be written, each name with what it counts for, as a fraction."""
    names = unit_names(unit)
    clock = {"hours": names.hours, "minutes": names.minutes, "count": names.minute.as_integer_ratio()}
    return {
        "units": [(name, *factor.as_integer_ratio()) for name, factor in names.factors],
        "clock": clock if names.hours else None,
    }


def _accepted(wordings: Sequence[str]) -> dict[str, str]:
    return {"expected": typo(wordings[0]), "also": typo(", ".join(wordings[1:]))}


def _prose(value: Any, module: str) -> Any:
    if isinstance(value, dict):
        return {
            name: portable(inline(item), module) if name in _PROSE and isinstance(item, str) else _prose(item, module)
            for name, item in value.items()
        }
    return [_prose(item, module) for item in value] if isinstance(value, list) else value


def _decimal(value: float) -> str:
    """As course.questions.numeric compares it: the shortest decimal that reads as this number."""
    return format(Decimal(str(value)), "f")
