"""How long a password would hold against somebody who guesses: zxcvbn's estimate, told in French.

It knows breached passwords, keyboards, dates, names and what people do to words. French words, and what a colleague
knows of the person, are given to it.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from course.people.spelling import folded

ENOUGH = 10
"""Guesses needed, as a power of ten: zxcvbn's highest mark, which holds offline against a slow hash."""
_READ = 72
_TOLD = 3
_ADVICE = "Choisissez par exemple quatre mots sans rapport."
_REASONS = {
    "repeat": "il se répète",
    "sequence": "il suit l'ordre de l'alphabet ou des chiffres",
    "spatial": "il suit les touches du clavier",
    "date": "il contient une date",
    "regex": "il contient une année",
}


def weakness(password: str, known: Iterable[str]) -> str:
    """Why this password would soon be guessed by who knows these names and services; "" when it would not."""
    from zxcvbn import zxcvbn  # slow to load, and seldom needed

    personal = [part for text in known for part in _parts(text)]
    found = zxcvbn(folded(password)[:_READ], [*personal, *_words()])
    if found["guesses_log10"] >= ENOUGH:
        return ""
    weakest = max(found["sequence"], key=lambda piece: len(piece["token"]), default=None)
    return f"Ce mot de passe est trop courant ou trop régulier : {_reason(weakest, personal)}. {_ADVICE}"


def _reason(piece: Any, personal: list[str]) -> str:
    """What gives it away, from its longest part that zxcvbn recognised."""
    if piece is None or piece["pattern"] == "bruteforce":
        return "il a trop peu de signes différents"
    if piece["pattern"] != "dictionary":
        return _REASONS.get(piece["pattern"], "il est régulier")
    if piece["matched_word"] in personal:
        return "il contient votre nom ou votre service"
    return f"« {piece['token']} » est parmi les premiers que l'on essaie"


def _parts(text: str) -> list[str]:
    """A name, a service or an address: whole, without its spaces, and word by word where a word is long enough."""
    whole = folded(text)
    words = [word for word in re.split(r"[\W_]+", whole) if word]
    return [part for part in (whole, "".join(words), *words) if len(part) >= _TOLD]


@cache
def _words() -> tuple[str, ...]:
    """Words and passwords that French speakers choose most often, the most usual first."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line and not line.startswith("#"))
