"""What a cohort knows as a whole, such that nobody's part of it can be worked out (docs/decisions/0022)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

FEWEST = 5
"""Below, a figure would tell about persons; and a figure changes only once that many people moved."""
GRAIN = 5
"""Figures are rounded to that many points, and never said to be 0 nor 100."""

ASSESSED, SAID = "assessments", "levels"
"""What a mirror is counted from: the assessments, or the levels that people give themselves."""

Scores = Mapping[int, int]
"""By person, from 0 to 100."""


def scores(answers: Iterable[tuple[int, str, float]]) -> dict[str, dict[int, int]]:
    """By competence and person, from (person, competence, score from 0 to 1) of each answer."""
    found: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for person, competence, score in answers:
        found[competence][person].append(score)
    return {
        competence: {person: round(100 * sum(given) / len(given)) for person, given in people.items()}
        for competence, people in found.items()
    }


def said(levels: Mapping[int, Mapping[str, int]], highest: int) -> dict[str, dict[int, int]]:
    """The same from the level of each person in each competence, from 1 to `highest`."""
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for person, given in levels.items():
        for competence, level in given.items():
            found[competence][person] = round(100 * (level - 1) / (highest - 1))
    return dict(found)


def level(percent: int, highest: int) -> float:
    """The mean level that a figure stands for."""
    return round(1 + percent * (highest - 1) / 100, 1)


def due(shown: Scores | None, today: Scores) -> bool:
    """True when a figure may be made, or made again: its difference with the last one holds enough people."""
    if len(today) < FEWEST:
        return False
    if shown is None:
        return True
    moved = {person for person in shown.keys() | today.keys() if shown.get(person) != today.get(person)}
    return len(moved) >= FEWEST


def figure(today: Scores) -> int:
    """The mean, rounded."""
    mean = sum(today.values()) / len(today)
    return min(100 - GRAIN, max(GRAIN, GRAIN * round(mean / GRAIN)))
