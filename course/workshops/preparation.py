"""What is to be done before a workshop, with its honest duration, and what of it remains for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.progress.catalog import Catalog, Step
from course.progress.rules import Record, standing

Pair = tuple[str, str | None]
"""The slug of a module, and the one of a lesson (« module/lesson ») when it is only one."""


@dataclass(frozen=True)
class Part:
    """A module or a lesson to finish, as the course has it now."""

    title: str
    url: str
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """How long the whole of it takes."""
        return sum(step.minutes for step in self.steps)


def parts(catalog: Catalog, pairs: Sequence[Pair]) -> tuple[Part, ...]:
    """What these prerequisites ask; what the course no longer has asks nothing."""
    found = []
    for slug, lesson in pairs:
        module = catalog.course.module(slug)
        steps = catalog.steps(module) if module else ()
        if module and lesson is None:
            found.append(Part(module.head.title, f"/modules/{slug}", steps))
        else:
            found += [Part(step.title, step.url, (step,)) for step in steps if step.slug == lesson]
    return tuple(found)


def remaining(asked: Sequence[Part], record: Record) -> tuple[Step, ...]:
    """The steps that somebody has still to do, each once, in order."""
    steps = dict.fromkeys(step for part in asked for step in part.steps)
    return tuple(step for step in steps if not standing(step, record).done)


def pairs_of(values: Sequence[str]) -> list[Pair]:
    """The prerequisites ticked as « module » or « module/lesson »; a whole module stands for its lessons."""
    whole = {value for value in values if "/" not in value}
    pairs: list[Pair] = []
    for value in dict.fromkeys(values):
        module, _, lesson = value.partition("/")
        if not lesson:
            pairs.append((module, None))
        elif module not in whole:
            pairs.append((module, value))
    return pairs


def values_of(pairs: Sequence[Pair]) -> list[str]:
    """The ticks that `pairs_of` reads back."""
    return [lesson or module for module, lesson in pairs]
