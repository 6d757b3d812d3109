"""Texts to complete: from Moodle's « cloze », « gapselect » and « ddwtos » to ours."""

import re
from html import unescape
from typing import Any

from course.exchange.choices import feedback
from course.exchange.cloze import LONE, Blank, split_cloze
from course.exchange.labels import extra, slug
from course.exchange.moodle import NOTHING, Answer, Asked, Rich
from course.exchange.texts import Texts
from course.exchange.typed import interval, wordings

_INSTRUCTION = "Complétez le texte."
_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
_FULL = 99.99
_MOST = 8


def cloze(asked: Asked, texts: Texts) -> dict[str, Any]:
    """A passage with its answers inside."""
    pieces = split_cloze(asked.text.text)
    blanks = [piece for piece in pieces if isinstance(piece, Blank)]
    if len(blanks) > _MOST:
        raise ValueError(f"{len(blanks)} blancs ; {_MOST} au plus")
    names = _names(asked, len(blanks))
    rest = iter(names)
    marked = "".join(f"[[{next(rest)}]]" if isinstance(piece, Blank) else piece for piece in pieces)
    whole = texts.markdown(Rich(marked, asked.text.format, asked.text.files))
    for name in names:
        whole = whole.replace(f"\\[\\[{name}\\]\\]", f"[[{name}]]")
    text, passage = _lead(asked, whole.replace(LONE, "{"), texts)
    found = {name: _gap(blank, asked, texts) for name, blank in zip(names, blanks, strict=True)}
    return {"type": "gap", "text": text, "passage": passage, "gaps": found}


def _names(asked: Asked, count: int) -> list[str]:
    """Those that an export noted, or « blanc-1 », « blanc-2 »…"""
    noted = [name for name in extra(asked.tags, "gap") if slug(name) == name]
    return noted if len(set(noted)) == count else [f"blanc-{number}" for number in range(1, count + 1)]


def _lead(asked: Asked, whole: str, texts: Texts) -> tuple[str, str]:
    """The instruction and the passage: an export notes how many paragraphs the first one has."""
    noted = next(iter(extra(asked.tags, "lead")), "")
    count = int(noted) if noted.isascii() and noted.isdecimal() and len(noted) < 4 else 0
    paragraphs = whole.split("\n\n")
    if 0 < count < len(paragraphs):
        return "\n\n".join(paragraphs[:count]), "\n\n".join(paragraphs[count:])
    texts.note(f"consigne ajoutée : « {_INSTRUCTION} »")
    return _INSTRUCTION, whole


def _gap(blank: Blank, asked: Asked, texts: Texts) -> dict[str, Any]:
    if blank.kind == "MULTIRESPONSE":
        raise ValueError("un blanc à plusieurs réponses ; Relais n'en accepte qu'une par blanc")
    answers = [_in_html(answer, asked) for answer in blank.answers]
    if blank.grade != 1:
        texts.note("poids des blancs retirés : chacun compte autant")
    if any(0 < answer.percent < _FULL for answer in answers):
        texts.note("réponses partielles d'un blanc : elles comptent comme fausses ici")
    if blank.kind == "MULTICHOICE":
        return {"choices": [_option(answer, texts) for answer in answers]}
    return _typed(blank, answers, texts)


def _in_html(answer: Answer, asked: Asked) -> Answer:
    """Whatever the question is written in, Moodle takes what it answers for HTML."""
    comment = Rich(answer.feedback.text, "html", asked.text.files)
    return Answer(answer.text, answer.percent, comment)


def _option(answer: Answer, texts: Texts) -> dict[str, Any]:
    right = answer.percent >= _FULL
    return {"text": unescape(answer.text.text), "right": right, "feedback": feedback(answer.feedback, texts)}


def _typed(blank: Blank, answers: list[Answer], texts: Texts) -> dict[str, Any]:
    rights = [answer for answer in answers if answer.percent >= _FULL]
    if not rights:
        raise ValueError("un blanc sans réponse à 100 % ; donnez-la-lui")
    if blank.kind == "NUMERICAL":
        texts.note("blanc numérique : il se compare comme un texte")
        rights = [_exact(answer) for answer in rights]
    if blank.strict:
        texts.note("majuscules exigées dans Moodle ; Relais les pardonne")
    wrong = next((answer.feedback for answer in answers if answer.text.text == "*"), NOTHING)
    others = [answer for answer in answers if answer.percent < _FULL and answer.text.text != "*"]
    if others:
        shown = ", ".join(f"« {answer.text.text[:40]} »" for answer in others[:5])
        texts.note(f"réponses fausses qui avaient leur retour, retirées : {shown}")
    verdicts = {"right": feedback(rights[0].feedback, texts), "wrong": feedback(wrong, texts)}
    return {"accept": wordings(rights, texts), "feedback": verdicts}


def _exact(answer: Answer) -> Answer:
    value, _, tolerance = answer.text.text.partition(":")
    if interval(Answer(Rich(value), tolerance=tolerance or "0"))[1]:
        raise ValueError("un blanc numérique avec une marge ; Relais n'en accepte pas dans un texte à trous")
    return Answer(Rich(value.strip()), answer.percent, answer.feedback)


def select(asked: Asked, texts: Texts) -> dict[str, Any]:
    """A passage where « [[2]] » is the place of the second word; the words of its group are its list."""
    texts.note("mots à choisir ou à glisser : chaque blanc devient une liste")
    used = [int(number) for number in _PLACE.findall(asked.text.text)]
    if len(used) > _MOST:
        raise ValueError(f"{len(used)} blancs ; {_MOST} au plus")
    if not used or max(used) > len(asked.answers) or min(used) < 1:
        raise ValueError("un emplacement du texte n'a pas son mot ; complétez la liste")
    names = iter([f"blanc-{number}" for number in range(1, len(used) + 1)])
    marked = _PLACE.sub(lambda _: f"[[{next(names)}]]", asked.text.text)
    passage = texts.markdown(Rich(marked, asked.text.format, asked.text.files))
    passage = re.sub(r"\\\[\\\[(blanc-\d+)\\\]\\\]", r"[[\1]]", passage)
    gaps = {f"blanc-{rank}": _list(asked, number - 1, texts) for rank, number in enumerate(used, 1)}
    texts.note(f"consigne ajoutée : « {_INSTRUCTION} »")
    return {"type": "gap", "text": _INSTRUCTION, "passage": passage, "gaps": gaps}


def _list(asked: Asked, right: int, texts: Texts) -> dict[str, Any]:
    group = asked.groups[right]
    found = [
        {"text": answer.text.text, "right": index == right, "feedback": feedback(NOTHING, texts)}
        for index, answer in enumerate(asked.answers)
        if asked.groups[index] == group
    ]
    return {"choices": found}
