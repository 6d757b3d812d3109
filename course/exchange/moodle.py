"""A question as Moodle understands it: what its formats carry, before ours is made of it or after."""

from dataclasses import dataclass, field
from typing import Literal

Format = Literal["markdown", "html", "moodle", "plain"]


@dataclass(frozen=True)
class Rich:
    """A text, the way it is written, and the files that travel with it, by the name it calls them."""

    text: str = ""
    format: Format = "moodle"
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)


NOTHING = Rich()


@dataclass(frozen=True)
class Answer:
    """An answer, its share of the points (from -100 to 100), what it teaches; a tolerance where it is a number."""

    text: Rich
    percent: float = 0.0
    feedback: Rich = NOTHING
    tolerance: str = "0"


@dataclass(frozen=True)
class Pair:
    """What to match, and its counterpart; nothing to match makes a distractor."""

    left: Rich
    right: str


@dataclass(frozen=True)
class Asked:
    """One question of a file: `kind` is Moodle's name of its type, `line` where it begins.

    `lost` says in French what Moodle carries and Relais has no place for; `problem`, why it cannot be read.
    """

    kind: str
    line: int = 0
    name: str = ""
    text: Rich = NOTHING
    general: Rich = NOTHING
    number: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    answers: tuple[Answer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    groups: tuple[str, ...] = ()
    single: bool = True
    unit: str = ""
    lost: tuple[str, ...] = ()
    problem: str = ""
