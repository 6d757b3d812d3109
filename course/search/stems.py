"""French words, forgiven: accents, case, apostrophes, hyphens, plurals and the commonest endings."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from course.people.rules import folded

COMPOUND = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
"""A word, or several joined by hyphens; apostrophes separate."""
PART = re.compile(r"[^\W_]+")

_OTHER = re.compile("[^a-z0-9]+")
_ENDINGS = {
    # plural and feminine
    "s": (3, ""),
    "x": (3, ""),
    "eaux": (1, "eau"),
    "aux": (3, "al"),
    "ail": (3, "al"),
    "e": (3, ""),
    "ee": (3, ""),
    "if": (3, "iv"),
    "eur": (3, "eu"),
    "euse": (3, "eu"),
    "trice": (2, "teu"),
    "qu": (3, "c"),
    # verbs
    "er": (3, ""),
    "ez": (3, ""),
    "ir": (3, "i"),
    "y": (3, "i"),
    "ait": (4, ""),
    "aient": (4, ""),
    "era": (4, ""),
    "erai": (4, ""),
    "eront": (4, ""),
    "ent": (4, ""),
    "ant": (4, ""),
    # nouns and adverbs born of them
    "ation": (4, ""),
    "ateur": (4, ""),
    "atrice": (4, ""),
    "ance": (4, ""),
    "ence": (4, ""),
    "ment": (4, ""),
    "ement": (4, ""),
    "ing": (4, ""),
}
"""Ending, without accents → the fewest letters before it, and what replaces it; the longest that fits is taken."""
_LONGEST = max(map(len, _ENDINGS))

COMMON = frozenset(
    "a ai as au aux avec c ce ces cet cette comment d dans de des du elle elles en es est et eu il ils j je l la le "
    "les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou par pas pour qu que quel quelle "
    "quelles quels qui s sa se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y".split()
)
"""Words too common to be looked for among others."""


def plain(word: str) -> str:
    """One word in bare letters and figures: « Œuvré » is « oeuvre »."""
    return _OTHER.sub("", word.lower() if word.isascii() else folded(word))


def stem(word: str) -> str:
    """What a word shares with its plural, its feminine and its usual forms; made of a-z and 0-9 only."""
    found = plain(word)
    while found.isalpha() and (shorter := _shorter(found)) != found:
        found = shorter
    return found


def _shorter(word: str) -> str:
    """The word without its longest known ending, or without the double letter at its end."""
    for size in range(min(_LONGEST, len(word) - 1), 0, -1):
        least, replacement = _ENDINGS.get(word[-size:], (len(word), ""))
        if len(word) - size >= least:
            return word[:-size] + replacement
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@lru_cache(maxsize=32768)
def names(compound: str) -> tuple[str, ...]:
    """The stems by which a word is found: those of its parts, then, where there are several, of the whole."""
    parts = PART.findall(compound)
    return tuple(filter(None, map(stem, parts if len(parts) == 1 else [*parts, compound])))


def stems(text: str) -> Iterator[str]:
    """The stems of a text with composed accents, in order."""
    return chain.from_iterable(map(names, COMPOUND.findall(text)))


def asked(query: str) -> tuple[frozenset[str], ...]:
    """The words of a query, each as the stems that satisfy it; the common ones count only if there is no other."""
    compounds = COMPOUND.findall(unicodedata.normalize("NFC", query))
    words = [(plain(part), compound) for compound in compounds for part in PART.findall(compound)]
    words = [(word, compound) for word, compound in words if word]
    telling = [(word, compound) for word, compound in words if word not in COMMON]
    return tuple(dict.fromkeys(frozenset({stem(word), stem(compound)}) for word, compound in telling or words))
