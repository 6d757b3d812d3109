"""Numbers as people type them: with a comma or a point, spaces of thousands, their unit or its usual short forms.

The package's player reads the same in JavaScript (course/scorm/player/grading.js), from the same names.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_APART = re.compile(r"[0-9]\s+(?![0-9]{3}(?![0-9]))[0-9]")
"""A space between digits that parts no thousands: « 12 18 » is two numbers."""

SECONDS = ("s", "sec", "seconde")
MINUTES = ("min", "mn", "minute")
HOURS = ("h", "heure")
_LENGTHS = ((SECONDS, Fraction(1, 60)), (MINUTES, Fraction(1)), (HOURS, Fraction(60)))
"""What is counted one in another, in minutes."""
_USUAL = (
    ("j", "jr", "jour"),
    ("sem", "semaine"),
    ("an", "annee"),
    ("pers", "personne"),
    ("€", "euro", "eur"),
    ("%", "pourcent", "pour100"),
    ("pt", "point"),
    ("m", "metre"),
    ("km", "kilometre"),
)


@dataclass(frozen=True)
class Names:
    """How a unit may be written, the longest first, and how much of it each name counts for.

    `hours` and `minutes` are the names of « 1 h 30 », none where that is not a length of time; `minute` is its count.
    """

    factors: tuple[tuple[str, Fraction], ...]
    hours: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    minute: Fraction = Fraction(1)


def amount(text: str, unit: str) -> Fraction | None:
    """« 1 234,5 », « 16 min. » or « 1 h 30 » counted in this unit; None for what is no number of it."""
    if _APART.search(text):
        return None
    bare = folded(text).rstrip(".")
    names = unit_names(unit)
    for name, factor in names.factors:
        if bare.endswith(name) and (found := _number(bare.removesuffix(name).rstrip("."))) is not None:
            return found * factor
    return _clock(bare, names)


def folded(text: str) -> str:
    """Without spaces, capitals nor accents: « 2 Années » as « 2annees »."""
    apart = unicodedata.normalize("NFD", re.sub(r"\s", "", text).casefold())
    return "".join(sign for sign in apart if unicodedata.category(sign)[0] != "M")


def _number(text: str) -> Fraction | None:
    plain = text.replace(",", ".").replace("−", "-")
    return Fraction(Decimal(plain)) if _NUMBER.fullmatch(plain) else None


def _clock(bare: str, names: Names) -> Fraction | None:
    """« 1h30 », « 2 heures 15 minutes »."""
    if not names.hours:
        return None
    found = re.fullmatch(rf"([0-9]{{1,4}})(?:{'|'.join(names.hours)})([0-5]?[0-9])(?:{'|'.join(names.minutes)})?", bare)
    return (int(found[1]) * 60 + int(found[2])) * names.minute if found else None


@lru_cache(maxsize=1024)
def unit_names(unit: str) -> Names:
    """What may follow the number: nothing, the unit as it is written, its singular, its plural, its usual names."""
    own = _forms(unit)
    factors = dict.fromkeys([*own, ""], Fraction(1))
    lengths = {name: length for names, length in _LENGTHS for name in _plurals(names)}
    here = next((lengths[name] for name in own if name in lengths), None)
    if here is None:
        for names in _USUAL:
            factors |= dict.fromkeys(_plurals(names) if own & set(_plurals(names)) else (), Fraction(1))
        return Names(_longest_first(factors))
    factors |= {name: length / here for name, length in lengths.items()}
    hours, minutes = (tuple(sorted(_plurals(names), key=len, reverse=True)) for names in (HOURS, MINUTES))
    return Names(_longest_first(factors), hours, minutes, 1 / here)


def _longest_first(factors: dict[str, Fraction]) -> tuple[tuple[str, Fraction], ...]:
    return tuple(sorted(factors.items(), key=lambda item: (-len(item[0]), item[0])))


def _plurals(names: tuple[str, ...]) -> list[str]:
    return [form for name in names for form in (name, f"{name}s")]


def _forms(unit: str) -> set[str]:
    """« minutes par personne », « minute par personne » and the like, folded."""
    words = unit.split()
    if not words:
        return set()
    first, rest = words[0], words[1:]
    firsts = {first, _singular(first), first if first[-1:] in "sxz" or not first[-1:].isalpha() else f"{first}s"}
    rests = {"".join(rest), "".join(map(_singular, rest))}
    written = {folded(one + other) for one in firsts for other in rests}
    return written | {unicodedata.normalize("NFKD", form) for form in written}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
