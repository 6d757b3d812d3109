"""What an author types and no reader would see, or not as meant: lost marks, foreign tags, addresses that lead nowhere.

One line of Markdown at a time; `course/modules/blocks.py` reads what goes over several lines.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from course.questions.base import Question


class Loss(NamedTuple):
    """A line of the text, counted from 1, what would be lost there, and the cure."""

    line: int
    message: str
    cure: str


_HARD = "\u00a0\u202f\u2007\u2009"
_BULLETS = "•▪●○■□◦‣⁃·\uf0b7\uf0a7"
_NAMES = "script|style|iframe|object|embed|video|audio|source|div|span|img|table|details|center|font|form|input|button"

_RULES = tuple(
    (re.compile(pattern), message, cure)
    for pattern, message, cure in (
        (
            rf"^ *(?P<found>#{{1,6}}|[-*+>]|\d+[.)]|/{{3,}})[{_HARD}]",
            "espace insécable après « {found} », qui perd son sens",
            "remplacez-la par une espace ordinaire",
        ),
        (r"^ {0,3}(?P<found>#)(?!#)", "titre « # », qui disparaîtrait", "écrivez ##, ou le champ title de l'en-tête"),
        (r"^ {0,3}(?P<found>#{5,})", "titre « {found} », trop profond", "employez ## ou ###"),
        (rf"^\s*(?P<found>[{_BULLETS}])\s", "puce « {found} », qui ne fait pas de liste", "commencez par « - »"),
        (r"^\s*(?P<found>\d+\))\s", "numéro « {found} », qui ne fait pas de liste", "écrivez « 1. »"),
        (
            rf"(?P<found></?(?:[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|(?:{_NAMES})\b)|<!--)",
            "balise « {found} », qui disparaîtrait",
            "retirez-la : le HTML n'est pas affiché",
        ),
        (r"(?P<found>\[\^[^\]]+\])", "note de bas de page « {found} »", "écrivez-la dans le texte, entre parenthèses"),
        (r"(?P<found>~~\S.*?~~)", "texte barré « {found} », affiché tel quel", "retirez les tildes"),
        (
            r"(?:\]\(\s*<?|<|^\[[^\]]+\]:\s*)(?P<found>(?!https://|mailto:)[a-zA-Z][a-zA-Z0-9+.-]*:[^)\s>]+)",
            "adresse « {found} », dont le lien serait retiré",
            "commencez-la par https:// ou mailto:",
        ),
        (
            r"(?<![(<\w/\"=])(?<!\]: )(?P<found>(?:https?://|www\.)[^\s)>»]+)",
            "adresse nue « {found} », qui ne serait pas un lien",
            "écrivez [son titre](son adresse)",
        ),
    )
)
_CODE = re.compile(r"`[^`]*`")
_SUSPECT = re.compile(rf"^[ \t]*[#{_BULLETS}\d>*+/-]|[<~{_HARD}]|\[\^|:/|\]\(|\]:|www\.|^\[")
_SUSPECT_TEXTS = re.compile(rf'(?:"|\\n)[ ]*(?:[#{_BULLETS}\d>*+/-])|[<~{_HARD}]|\[\^|:/|\]\(|\]:|www\.')


def line_losses(line: str, number: int = 1) -> Iterator[Loss]:
    """What one line would lose."""
    if not _SUSPECT.search(line):
        return
    text = _CODE.sub("", line)
    for pattern, message, cure in _RULES:
        if match := pattern.search(text):
            yield Loss(number, message.format(found=match["found"][:60]), cure)


def question_losses(question: Question) -> Iterator[Loss]:
    """What the texts of a question would lose; the lines are not those of the file."""
    if not _SUSPECT_TEXTS.search(question.model_dump_json()):
        return
    for text in _texts(question.model_dump(exclude={"id", "tags", "lesson", "accept"})):
        for line in text.split("\n"):
            yield from line_losses(line)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "accept":
                yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
