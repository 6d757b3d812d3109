"""What Relais says of a question beside its text, as the tags that Moodle carries: « competence:D2 »."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, get_args

from course.questions.base import Competence, Question

_CODES = frozenset(get_args(Competence))
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UNTAGGABLE = frozenset("<>`,")
"""Signs that Moodle takes out of a tag."""
MOST_TAGS = 10


def slug(text: str) -> str:
    """Lower case letters, digits and hyphens, 60 at most: a name for our files."""
    text = text[:400].casefold().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def tags_of(question: Question) -> tuple[str, ...]:
    """Its own tags, then one for each thing that Moodle has no field for."""
    found = [*question.tags]
    if question.competence:
        found.append(f"competence:{question.competence}")
    if question.difficulty != 2:
        found.append(f"difficulty:{question.difficulty}")
    if question.situation:
        found.append("situation:true")
    if question.lesson:
        found.append(f"lesson:{question.lesson}")
    return tuple(found)


def read_tags(tags: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """The fields that tags say, and remarks on those that changed."""
    fields: dict[str, Any] = {}
    own: list[str] = []
    remarks = []
    for tag in tags:
        name, _, value = tag.partition(":")
        if (known := _known(name, value)) is not None:
            fields[name] = known
        elif name not in EXTRA and (short := slug(tag)):
            own.append(short)
            if short != tag:
                remarks.append(f"étiquette « {tag[:60]} » devenue « {short} »")
    own = list(dict.fromkeys(own))
    if own[MOST_TAGS:]:
        remarks.append(f"étiquettes au-delà de {MOST_TAGS} retirées : {', '.join(own[MOST_TAGS:])[:200]}")
    return fields | ({"tags": own[:MOST_TAGS]} if own else {}), remarks


EXTRA = frozenset({"type", "unit", "lead", "gap"})
"""Labels that the conversion of a type reads by itself."""


def extra(tags: Iterable[str], name: str) -> list[str]:
    """The values of one of those labels, in order."""
    return [tag.removeprefix(f"{name}:") for tag in tags if tag.startswith(f"{name}:")]


def _known(name: str, value: str) -> object:
    if name == "competence" and value in _CODES:
        return value
    if name == "difficulty" and value in ("1", "2", "3"):
        return int(value)
    if name == "situation" and value == "true":
        return True
    return value if name == "lesson" and _SLUG.fullmatch(value) and len(value) <= 60 else None
