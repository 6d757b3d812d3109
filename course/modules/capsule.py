"""The capsule's body, cut into its three times: what is seen, what it means, what is talked over."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import accumulate, pairwise

from course.modules.schema import Body, Scene, Times
from course.problems import Problem

TIMES = ("Voir", "Comprendre", "Débriefer")
_WALL = "<p>[mur]</p>"
_VOID = {"br", "hr"}
_TAG = re.compile(r"<[^>]+>")


class _Blocks(HTMLParser):
    """Finds where the outermost elements of a page begin."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._depth = 0
        self._starts: list[int] = []
        self.feed(html)
        self.blocks = [html[start:end].strip() for start, end in pairwise([*self._starts, len(html)])]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if not self._depth:
            line, column = self.getpos()
            self._starts.append(self._lines[line - 1] + column)
        self._depth += tag not in _VOID

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """A shape of a diagram, closed where it opens."""

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1


def in_three_times(body: Body, file: str) -> tuple[Body, Times, list[Problem]]:
    """The body without the mark of the wall, its three times, and what its author has to mend."""
    html = "".join(part for part in body.parts if isinstance(part, str))
    blocks = _Blocks(html).blocks
    problems = [] if [title for _, title in body.sections] == list(TIMES) else [_misnamed(file)]
    if blocks.count(_WALL) != 1 or _WALL not in _section(blocks, 2):
        problems.append(_wall_missing(file))
    if body.questions:
        problems.append(Problem(file, "question", "sans objet ici", "placez-la dans une leçon"))
    clean = replace(body, parts=(html.replace(_WALL, ""),))
    return clean, _times(blocks), problems


def _misnamed(file: str) -> Problem:
    cure = "gardez ## Voir, ## Comprendre, ## Débriefer, dans cet ordre"
    return Problem(file, "sections", "autres que les trois temps", cure)


def _wall_missing(file: str) -> Problem:
    cure = "écrivez [mur] une fois, seul sur sa ligne, là où l'on laisse un mot"
    return Problem(file, "section « Débriefer »", "le mur n'y est pas à sa place", cure)


def _times(blocks: list[str]) -> Times:
    seen, understood, debriefed = (_section(blocks, number) for number in range(3))
    figures = [place for place, block in enumerate(seen) if block.startswith("<figure")]
    scenes = [Scene(seen[at], _joined(seen[at + 1 : after])) for at, after in pairwise([*figures, len(seen)])]
    wall = debriefed.index(_WALL) if _WALL in debriefed else len(debriefed)
    asked = max((place for place in range(wall) if not debriefed[place].startswith("<p")), default=-1) + 1
    return Times(
        intro=_joined(seen[: figures[0]] if figures else seen),
        scenes=tuple(scenes),
        ideas=tuple(_ideas(understood)),
        questions=_joined(debriefed[:asked]),
        invitation=_joined(debriefed[asked:wall]),
        farewell=_joined(debriefed[wall + 1 :]),
    )


def _section(blocks: list[str], number: int) -> list[str]:
    """The blocks under the heading of that number, counted from 0."""
    heads = [place for place, block in enumerate(blocks) if block.startswith("<h2")]
    if number >= len(heads):
        return []
    return blocks[heads[number] + 1 : ([*heads, len(blocks)])[number + 1]]


def _ideas(blocks: list[str]) -> list[str]:
    """One idea a block; what ends with a colon belongs with what follows."""
    ideas: list[str] = []
    announced = False
    for block in blocks:
        if announced:
            ideas[-1] += "\n" + block
        else:
            ideas.append(block)
        announced = _TAG.sub("", block).rstrip().endswith(":")
    return ideas


def _joined(blocks: list[str]) -> str:
    return "\n".join(blocks)
