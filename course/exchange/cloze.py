"""The notation of Moodle's « cloze » type: {1:SHORTANSWER:=oui#Bien~*#Non}."""

import re
from dataclasses import dataclass
from html import unescape

from course.exchange.moodle import Answer, Rich

_KINDS = {
    "SHORTANSWER": "SHORTANSWER SA MW",
    "SHORTANSWER_C": "SHORTANSWER_C SAC MWC",
    "NUMERICAL": "NUMERICAL NM",
    "MULTICHOICE": "MULTICHOICE MULTICHOICE_V MULTICHOICE_H MULTICHOICE_S MULTICHOICE_VS MULTICHOICE_HS "
    "MC MCV MCH MCS MCVS MCHS",
    "MULTIRESPONSE": "MULTIRESPONSE MULTIRESPONSE_H MULTIRESPONSE_S MULTIRESPONSE_HS MR MRH MRS MRHS",
}
_NAMES = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_START = re.compile(r"\{(\d{0,3}):(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + "):")
_PERCENT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,7})?)%")
_MEANT = {ord(sign): f"&#{ord(sign)};" for sign in '~}#=%/\\"<>&\n{'}
LONE = "&#123;\u2060"
"""A brace of the passage that would begin an answer: the word joiner tells it from an author's own entity."""


@dataclass(frozen=True)
class Blank:
    """One place to complete."""

    kind: str
    grade: int
    strict: bool
    answers: tuple[Answer, ...]


def split_cloze(text: str) -> list[str | Blank]:
    """The text and its blanks, in order; ValueError, in French, when a blank is not closed."""
    pieces: list[str | Blank] = []
    position = 0
    while start := _START.search(text, position):
        end = _end(text, start.end())
        name = _NAMES[start[2]]
        kind = name.removesuffix("_C")
        answers = tuple(_answer(item) for item in _cut(text[start.end() : end], "~") if item)
        blank = Blank(kind, int(start[1] or 1), name != kind, answers)
        pieces += [text[position : start.start()], blank]
        position = end + 1
    return [*pieces, text[position:]]


def write_cloze(kind: str, answers: tuple[Answer, ...]) -> str:
    """One blank; every sign that means something is an entity, which Moodle reads back."""
    return f"{{1:{kind}:{'~'.join(map(_written, answers))}}}"


def passage_text(text: str) -> str:
    """A passage whose own braces begin no answer."""
    return _START.sub(lambda match: LONE + match[0][1:], text)


def _written(answer: Answer) -> str:
    mark = "=" if answer.percent == 100 else ""
    comment = f"#{answer.feedback.text.translate(_MEANT)}" if answer.feedback.text else ""
    return f"{mark}{answer.text.text.translate(_MEANT)}{comment}"


def _end(text: str, position: int) -> int:
    """Where the first brace that is neither escaped nor in an entity closes the blank."""
    while (end := text.find("}", position)) >= 0:
        if text[end - 1] != "\\":
            return end
        position = end + 1
    raise ValueError("un blanc n'est pas fermé ; ajoutez son accolade }")


def _cut(text: str, sign: str, most: int = -1) -> list[str]:
    """Cut at a sign that is neither escaped nor inside an entity such as « &#35; »."""
    return re.split(rf"(?<![\\&]){sign}", text, maxsplit=max(most, 0))


def _answer(item: str) -> Answer:
    percent = 0.0
    if weight := _PERCENT.match(item):
        percent, item = float(weight[1].replace(",", ".")), item[weight.end() :]
    elif item.startswith("="):
        percent, item = 100.0, item[1:]
    text, *comment = _cut(item, "#", 1)
    return Answer(Rich(_read(text), "plain"), percent, Rich(_read("".join(comment))))


def _read(text: str) -> str:
    return unescape(re.sub(r"\\([}#~/\"\\])", r"\1", text)).strip(" \t\n")
