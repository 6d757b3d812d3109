"""What a word may be, how words gather on a wall, what a code looks like, and how long things last."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import sqrt
from typing import Any

from course.people.rules import folded
from course.typed import sign

CODE_SIGNS = "CDFGHJKMNPQRTWXY3479"
"""Neither signs that one takes for another, nor vowels: no code is a word."""
CODE_LENGTH, FORMER_LENGTH = 7, 5
"""Signs of a code: seven are a billion, too many to try one after the other; the halls opened before have five."""
STANDING = "capsule"
"""The code of the capsule's standing wall; no session can have it."""
LASTS = timedelta(hours=24)
KEPT = timedelta(days=30)
KEPT_STANDING = timedelta(days=365)
WORDS_EACH = 3
MOST_WORDS = 30_000
ROOM = 1_000
"""Words that make room at once on the standing wall: the oldest of those that nobody judged."""
MOST_HALLS = 20
LISTED = 60
"""How many words a wall sends to its screen: what one can still read."""
LONGEST, KEY_LONGEST = 40, 80
MOST_DIGITS = 4
TOKEN_LENGTH = 22
TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}")

_MOST_READ = 400
_SIZES, _FEW = 5, 8
_MARKS = str.maketrans({**dict.fromkeys("'ʼ‘`´", "’"), **dict.fromkeys("‐‑‒–—−", "-")})
_EDGES = ' .,;:!?…«»"“”()[]*#-’'
_ALLOWED = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ɏ ’-]*")

Row = Sequence[Any]


class Outcome(StrEnum):
    """What became of a word that somebody sent."""

    KEPT = "kept"
    CLOSED = "closed"
    ENDED = "ended"
    SPENT = "spent"
    FULL = "full"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class State:
    """A hall as the hot pages need it."""

    id: int
    version: int
    wall_open: bool
    live: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One word and everyone who left it; `verdict` is None where nobody decided, `newest` orders only."""

    key: str
    text: str
    count: int
    newest: Any
    verdict: bool | None


@dataclass(frozen=True, slots=True)
class Wall:
    """What a screen shows: (key, text, count, size from 1 to 5) for each word, the most shared, then the newest.

    `voices` counts all that was left, `others` the words that found no place.
    """

    words: tuple[tuple[str, str, int, int], ...]
    voices: int
    others: int
    open: bool


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in its own form, or None when it cannot be one."""
    code = sign(typed[:_MOST_READ]).replace("-", "").upper()
    return code if len(code) in (CODE_LENGTH, FORMER_LENGTH) and set(code) <= set(CODE_SIGNS) else None


def cleaned(typed: str) -> str:
    """The word without the spaces and the punctuation around it, its signs in one form."""
    text = unicodedata.normalize("NFKC", typed[:_MOST_READ]).translate(_MARKS)
    return " ".join(text.split()).strip(_EDGES)


def word_problem(text: str) -> str | None:
    """Why this cleaned word cannot go on a wall."""
    if not text:
        return "Écrivez un mot avant de l'envoyer."
    if len(text) > LONGEST:
        return f"Un mot ou une courte expression : au plus {LONGEST} signes, il y en a {len(text)}."
    if not _ALLOWED.fullmatch(text):
        return "Seulement des lettres, des chiffres, des espaces, des apostrophes et des traits d'union."
    if sum(sign.isdigit() for sign in text) > MOST_DIGITS:
        return f"Au plus {MOST_DIGITS} chiffres : ce mur ne garde aucun numéro de personne."
    return None


def key_of(text: str) -> str:
    """What is the same for « Bon sens », « bon-sens » and « BON SENS »."""
    return " ".join(folded(text).replace("-", " ").split())


def gathered(rows: Iterable[Row]) -> list[Group]:
    """Rows (key, text, count, newest, verdict) by key, each under its most frequent spelling."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return [_group(key, spellings) for key, spellings in found.items()]


def _group(key: str, spellings: list[Row]) -> Group:
    usual = min(spellings, key=lambda row: (-row[2], row[1]))
    verdict = usual[4]
    count, newest = sum(row[2] for row in spellings), max(row[3] for row in spellings)
    return Group(key, usual[1], count, newest, None if verdict is None else bool(verdict))


def shown(groups: Iterable[Group], trusting: bool) -> list[Group]:
    """What is on the wall; without a verdict a word is there when the wall is trusting."""
    kept = [group for group in groups if (trusting if group.verdict is None else group.verdict)]
    kept.sort(key=lambda group: group.newest, reverse=True)
    return sorted(kept, key=lambda group: -group.count)


def wall(groups: Sequence[Group], is_open: bool) -> Wall:
    """The screen of these words, given in the order of `shown`."""
    largest = groups[0].count if groups else 1
    words = tuple((group.key, group.text, group.count, _size(group.count, largest)) for group in groups[:LISTED])
    return Wall(words, sum(group.count for group in groups), max(0, len(groups) - LISTED), is_open)


def _size(count: int, largest: int) -> int:
    return 1 + int((_SIZES - 1) * sqrt((count - 1) / max(largest - 1, _FEW)))
