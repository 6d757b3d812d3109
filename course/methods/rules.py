"""Choosing among the sheets: which ones fit a session, and what to give up when none does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from course.methods.schema import Method
from course.people.rules import folded

PHASES = {
    "inclure": "Inclure",
    "diverger": "Diverger",
    "explorer": "Explorer",
    "converger": "Converger",
    "decider": "Décider",
    "clore": "Clore",
}
"""The moments of a session, in their order."""

LEVELS = {1: "Pour débuter", 2: "Avec un peu d’habitude", 3: "Confirmé"}


@dataclass(frozen=True)
class Need:
    """What is asked of a method; a default asks nothing. `minutes` is the time at hand, `level` the highest one."""

    phase: str | None = None
    size: int | None = None
    minutes: int | None = None
    remote: bool = False
    level: int | None = None


def fits(method: Method, need: Need) -> bool:
    """True when the method meets everything asked."""
    return (
        (need.phase is None or need.phase in method.phases)
        and (need.size is None or method.group.min <= need.size <= method.group.max)
        and (need.minutes is None or method.minutes.min <= need.minutes)
        and (method.remote or not need.remote)
        and (need.level is None or method.level <= need.level)
    )


def chosen(methods: Mapping[str, Method], need: Need) -> list[str]:
    """The names of the sheets that fit, by title."""
    return sorted((slug for slug in methods if fits(methods[slug], need)), key=lambda slug: folded(methods[slug].title))


def wider(methods: Mapping[str, Method], need: Need) -> dict[str, int]:
    """Which one condition to give up so that some sheets fit: its name, and how many then do."""
    found = {}
    for name, nothing in vars(Need()).items():
        if getattr(need, name) != nothing and (slugs := chosen(methods, replace(need, **{name: nothing}))):
            found[name] = len(slugs)
    return found
