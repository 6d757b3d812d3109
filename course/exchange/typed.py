"""Short answers and numbers: from Moodle's question to ours."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from course.exchange.choices import feedback
from course.exchange.labels import extra
from course.exchange.moodle import NOTHING, Answer, Asked
from course.exchange.texts import Texts

_FULL = 99.99
_WILD = re.compile(r"(?<!\\)\*")


def _sorted_out(asked: Asked, texts: Texts) -> tuple[list[Answer], dict[str, str]]:
    """The answers that get every point, and the two feedbacks; what else the question had is noted."""
    rights = [answer for answer in asked.answers if answer.percent >= _FULL]
    others = [answer for answer in asked.answers if answer.percent < _FULL and answer.text.text.strip() != "*"]
    if not rights:
        raise ValueError("aucune réponse à 100 % ; donnez 100 % à la bonne")
    for answer in others:
        shown, comment = " ".join(answer.text.text.split())[:60], " ".join(answer.feedback.text.split())[:200]
        worth = f"valait {answer.percent:g} % ; elle" if answer.percent > 0 else "avait son retour ; elle"
        texts.note(f"« {shown} » {worth} compte comme fausse ici" + (f" (retour : « {comment} »)" if comment else ""))
    for answer in rights[1:]:
        if answer.feedback.text and answer.feedback.text != rights[0].feedback.text:
            texts.note(f"retour propre à « {answer.text.text[:60]} » retiré : « {answer.feedback.text[:200]} »")
    wrong = next((answer.feedback for answer in asked.answers if answer.text.text.strip() == "*"), NOTHING)
    return rights, {"right": feedback(rights[0].feedback, texts), "wrong": feedback(wrong, texts)}


def wordings(answers: list[Answer], texts: Texts) -> list[str]:
    """The accepted wordings; « * » stands for anything in Moodle and for nothing here."""
    found = []
    for answer in answers:
        if _WILD.search(answer.text.text):
            texts.note(f"variante « {answer.text.text[:60]} » retirée : Relais n'a pas de joker")
        else:
            found.append(answer.text.text.replace("\\*", "*"))
    if not found:
        raise ValueError("toutes les réponses ont un joker « * » ; écrivez les variantes acceptées")
    return list(dict.fromkeys(found))


def short(asked: Asked, texts: Texts) -> dict[str, Any]:
    """Every wording worth 100 %."""
    rights, verdicts = _sorted_out(asked, texts)
    return {
        "type": "short",
        "text": texts.markdown(asked.text),
        "accept": wordings(rights, texts),
        "feedback": verdicts,
    }


def numeric(asked: Asked, texts: Texts) -> dict[str, Any]:
    """One value and its tolerance."""
    rights, verdicts = _sorted_out(asked, texts)
    if len(rights) > 1:
        raise ValueError("plusieurs valeurs à 100 % ; gardez-en une, ou un intervalle")
    value, tolerance = interval(rights[0])
    unit = asked.unit or next(iter(extra(asked.tags, "unit")), "")
    return {
        "type": "numeric",
        "text": texts.markdown(asked.text),
        "value": value,
        "tolerance": tolerance,
        "unit": unit,
        "feedback": verdicts,
    }


def interval(answer: Answer) -> tuple[float, float]:
    """The value and how far from it one may be; « ..4 » as a tolerance gives the other end."""
    first, written = _number(answer.text.text), answer.tolerance
    if not written.startswith(".."):
        return float(first), abs(float(_number(written)))
    last = _number(written[2:])
    return float((first + last) / 2), abs(float((last - first) / 2))


def _number(text: str) -> Decimal:
    compact = "".join(text.split()).replace(",", ".").replace("−", "-") or "0"
    try:
        found = Decimal(compact) if len(compact) <= 40 else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found.adjusted()) > 20:
        raise ValueError(f"« {text[:40]} » n'est pas un nombre ; écrivez-le en chiffres")
    return found
