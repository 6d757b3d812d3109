"""The radar of a person's levels over time, as points: a picture that the table beside it says in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from course.competences.schema import LEVELS

CENTRE, RADIUS, LABEL = 200, 150, 176


@dataclass(frozen=True)
class Point:
    """A place in the drawing, whose side is 2 × CENTRE."""

    x: float
    y: float


@dataclass(frozen=True)
class Radar:
    """`rings` and `shapes` are the points of closed lines; `spokes` are (end of the line, place of the label, code)."""

    rings: tuple[str, ...]
    spokes: tuple[tuple[Point, Point, str], ...]
    shapes: tuple[tuple[str, tuple[Point, ...]], ...]


def radar(codes: Sequence[str], levels: Sequence[Mapping[str, int]]) -> Radar:
    """The drawing of these records, each with a level from 1 to LEVELS for each code."""
    turns = {code: 2 * pi * index / len(codes) for index, code in enumerate(codes)}

    def at(code: str, distance: float) -> Point:
        return Point(round(CENTRE + distance * sin(turns[code]), 1), round(CENTRE - distance * cos(turns[code]), 1))

    def shape(record: Mapping[str, int]) -> tuple[str, tuple[Point, ...]]:
        points = tuple(at(code, RADIUS * record.get(code, 0) / LEVELS) for code in codes)
        return _line(points), points

    rings = tuple(_line([at(code, RADIUS * level / LEVELS) for code in codes]) for level in range(1, LEVELS + 1))
    spokes = tuple((at(code, RADIUS), at(code, LABEL), code) for code in codes)
    return Radar(rings, spokes, tuple(map(shape, levels)))


def _line(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)
