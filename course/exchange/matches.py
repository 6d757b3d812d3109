"""Matching and ordering: from Moodle's question to ours."""

from typing import Any

from course.exchange import listed
from course.exchange.choices import feedback
from course.exchange.labels import extra
from course.exchange.moodle import NOTHING, Asked, Rich
from course.exchange.texts import Texts


def matching(asked: Asked, texts: Texts) -> dict[str, Any]:
    """Pairs, then what goes with nothing; or steps to put in order, when that is what was exported."""
    if extra(asked.tags, "type") == ["ordering"] and (ranked := _ranked(asked)):
        return _ordering(asked, ranked, texts)
    pairs = [pair for pair in asked.pairs if pair.left.text.strip()]
    distractors = [pair for pair in asked.pairs if not pair.left.text.strip()]
    explanation, written = _listed(asked, len(asked.pairs), texts)
    return {
        "type": "matching",
        "text": texts.markdown(asked.text),
        "pairs": [
            {"left": texts.markdown(pair.left), "right": pair.right, "feedback": text}
            for pair, text in zip(pairs, written[: len(pairs)], strict=True)
        ],
        "distractors": [
            {"text": pair.right, "feedback": text}
            for pair, text in zip(distractors, written[len(pairs) :], strict=True)
        ],
        "explanation": explanation,
    }


def ordering(asked: Asked, texts: Texts) -> dict[str, Any]:
    """Moodle's own type: the answers in their right order, each with its feedback where it has one."""
    if any(answer.feedback.text.strip() for answer in asked.answers):
        steps = [
            {"text": texts.markdown(answer.text), "feedback": feedback(answer.feedback, texts)}
            for answer in asked.answers
        ]
        return {"type": "ordering", "text": texts.markdown(asked.text), "steps": steps}
    return _ordering(asked, [answer.text for answer in asked.answers], texts)


def _ranked(asked: Asked) -> list[Rich]:
    """The steps of an ordering written as pairs « step → rank », or nothing when the ranks are not whole."""
    ranks = {pair.right.strip(): pair.left for pair in asked.pairs}
    wanted = [str(rank) for rank in range(1, len(asked.pairs) + 1)]
    return [ranks[rank] for rank in wanted] if set(wanted) == set(ranks) else []


def _ordering(asked: Asked, items: list[Rich], texts: Texts) -> dict[str, Any]:
    explanation, written = _listed(asked, len(items), texts)
    steps = [{"text": texts.markdown(item), "feedback": text} for item, text in zip(items, written, strict=True)]
    return {"type": "ordering", "text": texts.markdown(asked.text), "steps": steps, "explanation": explanation}


def _listed(asked: Asked, count: int, texts: Texts) -> tuple[str | None, list[str]]:
    """The explanation, and the feedbacks that an export put after it."""
    explanation, written = listed.split(texts.markdown(asked.general).strip(), count)
    return explanation or None, written or [feedback(NOTHING, texts)] * count
