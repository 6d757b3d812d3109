"""Single and multiple choice, true or false: from Moodle's question to ours."""

from typing import Any

from course.exchange.moodle import Asked, Rich
from course.exchange.texts import Texts
from course.questions.unwritten import TO_WRITE

_NEAR = 0.01


def feedback(rich: Rich, texts: Texts) -> str:
    """The feedback, or what says that it is to be written."""
    written = texts.markdown(rich).strip()
    if not written:
        texts.note(f"retour absent : « {TO_WRITE} » en tient la place")
    return written or TO_WRITE


def choice(asked: Asked, texts: Texts) -> dict[str, Any]:
    """One right choice, or several."""
    rights = [answer.percent >= 100 - _NEAR if asked.single else answer.percent > _NEAR for answer in asked.answers]
    single = asked.single or sum(rights) == 1
    if asked.single:
        _single_remarks(asked, texts)
    elif single:
        texts.note("une seule réponse rapporte des points : question à choix unique")
    else:
        _multiple_remarks(asked, texts, sum(rights))
    found = [
        {"text": texts.markdown(answer.text), "right": right, "feedback": feedback(answer.feedback, texts)}
        for answer, right in zip(asked.answers, rights, strict=True)
    ]
    kind = "single" if single else "multiple"
    return {"type": kind, "text": texts.markdown(asked.text), "choices": found}


def _single_remarks(asked: Asked, texts: Texts) -> None:
    for answer in asked.answers:
        if _NEAR < answer.percent < 100 - _NEAR:
            shown = " ".join(answer.text.text.split())[:60]
            texts.note(f"« {shown} » valait {answer.percent:g} % ; elle ne rapporte rien ici")
    if any(answer.percent < -_NEAR for answer in asked.answers):
        texts.note("points négatifs retirés : une mauvaise réponse vaut zéro")


def _multiple_remarks(asked: Asked, texts: Texts, rights: int) -> None:
    share = 100 / rights if rights else 0
    if any(abs(abs(answer.percent) - share) > _NEAR for answer in asked.answers):
        texts.note("barème remplacé : chaque bonne case rapporte autant, chaque mauvaise retire autant")


def truefalse(asked: Asked, texts: Texts) -> dict[str, Any]:
    """A statement; the feedback of the right verdict, and that of the other."""
    by_word = {answer.text.text.strip().lower(): answer for answer in asked.answers}
    if set(by_word) != {"true", "false"}:
        raise ValueError("les deux réponses ne sont pas « true » et « false » ; récrivez-les")
    right = by_word["true"].percent > by_word["false"].percent
    if (by_word["true"].percent >= 100 - _NEAR) == (by_word["false"].percent >= 100 - _NEAR):
        raise ValueError("ni « true » ni « false » ne vaut seule 100 % ; donnez 100 % à l'une")
    verdicts = {
        "right": feedback(by_word[str(right).lower()].feedback, texts),
        "wrong": feedback(by_word[str(not right).lower()].feedback, texts),
    }
    return {"type": "truefalse", "text": texts.markdown(asked.text), "right": right, "feedback": verdicts}
