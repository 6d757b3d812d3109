"""From our question to Moodle's: what it becomes there, and what it loses on the way, in French."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from course.exchange import listed
from course.exchange.cloze import passage_text, write_cloze
from course.exchange.encoding import without_controls
from course.exchange.labels import UNTAGGABLE, tags_of
from course.exchange.moodle import NOTHING, Answer, Asked, Pair, Rich
from course.questions.blank import AnyGap, ListGap
from course.questions.choice import Multiple, Single
from course.questions.gap import Gap
from course.questions.matching import Matching
from course.questions.numeric import Numeric
from course.questions.ordering import Ordering
from course.questions.schema import QUESTION, AnyQuestion
from course.questions.short import ShortAnswer
from course.questions.truefalse import TrueFalse
from course.richtext import plain_html

_IMAGE = re.compile(r"(!\[[^\[\]\n]{0,300}\]\()(img/[a-z0-9.-]{1,120})(\))")
_SHOWN = re.compile(r'<img(?: alt="([^"]*)"| src="[^"]*"| title="[^"]*")*>')
_MARK = re.compile(r"\[\[([a-z0-9-]+)\]\]")
_LOOSE = "Moodle ne pardonne que les majuscules : ni les accents, ni la ponctuation"


@dataclass(frozen=True)
class Sent:
    """A question as it leaves, with what changed; no `asked` when it cannot leave."""

    question: AnyQuestion
    asked: Asked | None
    remarks: tuple[str, ...] = ()


def send(question: AnyQuestion, images: Mapping[str, bytes], gift: bool) -> Sent:
    """The question for GIFT or for Moodle XML; `images` are the bank's, by name."""
    clean = _without_controls(question)
    remarks = ["signes de contrôle retirés"] if clean != question else []
    if refusal := _refusal(clean, gift):
        return Sent(question, None, (refusal,))
    writer = _Writer(images, gift)
    asked = replace(
        _written(clean, writer),
        name=clean.id,
        number=clean.id,
        text=writer.rich(_text(clean, writer)),
    )
    asked = replace(asked, tags=(*tags_of(clean), *asked.tags))
    if not asked.general.text and clean.explanation:
        asked = replace(asked, general=writer.rich(clean.explanation))
    return Sent(question, asked, tuple(dict.fromkeys([*remarks, *writer.remarks])))


def _without_controls(question: AnyQuestion) -> AnyQuestion:
    text = question.model_dump_json()
    clean = re.sub(r"(?<!\\)((?:\\\\)*)(?:\\u00[01][0-9a-f]|\\[bfr])", r"\1", text)
    if clean == text and without_controls(text) == text:
        return question
    try:
        return QUESTION.validate_json(clean)
    except ValueError:
        return question


def _refusal(question: AnyQuestion, gift: bool) -> str:
    if question.type == "scenario":
        return "un scénario n'a pas d'équivalent dans Moodle ; il reste dans Relais"
    if question.type == "gap" and gift:
        return "GIFT n'a pas de texte à trous ; exportez en Moodle XML"
    if question.type == "short" and gift and any("->" in text for text in question.accept):
        return "GIFT ne sait pas écrire la flèche « -> » dans une réponse à taper ; exportez en Moodle XML"
    return ""


def _text(question: AnyQuestion, writer: "_Writer") -> str:
    if not isinstance(question, Gap):
        return question.text
    return f"{passage_text(question.text)}\n\n{_passage(question, writer)}"


class _Writer:
    """Makes texts, and notes what they lose."""

    def __init__(self, images: Mapping[str, bytes], gift: bool) -> None:
        self._images, self.gift = images, gift
        self.remarks: list[str] = []

    def rich(self, text: str) -> Rich:
        """A Markdown text with the images that it shows."""
        names = [match[2] for match in _IMAGE.finditer(text)]
        if self.gift and names:
            self.remarks.append("GIFT ne porte pas les images ; exportez en Moodle XML")
            return Rich(text, "markdown")
        here = {name for name in names if name in self._images}
        self.remarks += [f"image « {name} » absente de la banque" for name in names if name not in here]
        files = tuple((name.removeprefix("img/"), self._images[name]) for name in sorted(here))

        def moved(match: re.Match[str]) -> str:
            place = f"@@PLUGINFILE@@/{match[2].removeprefix('img/')}" if match[2] in here else match[2]
            return match[1] + place + match[3]

        return Rich(_IMAGE.sub(moved, text), "markdown", files)

    def html(self, text: str) -> Rich:
        """The same for a place that knows nothing but HTML and holds no file: words stand for an image."""
        html = plain_html(text).strip()
        if _SHOWN.search(html):
            self.remarks.append("image dans le retour d'un blanc, remplacée par ses mots : Moodle n'en porte pas là")
        return Rich(_SHOWN.sub(lambda match: f"[image : {match[1] or 'sans description'}]", html), "html")


def _written(question: AnyQuestion, writer: _Writer) -> Asked:
    if isinstance(question, Single | Multiple):
        return _choices(question, writer)
    if isinstance(question, Ordering):
        return _ranks(question, writer) if writer.gift else _ordering(question, writer)
    return _KINDS[question.type](question, writer)


def _choices(question: Single | Multiple, writer: _Writer) -> Asked:
    """A right choice of several is worth its share, and a wrong one costs as much."""
    single = isinstance(question, Single)
    share = 100.0 if single else 100 / sum(choice.right for choice in question.choices)
    answers = tuple(
        Answer(
            writer.rich(choice.text),
            share if choice.right else 0.0 if single else -share,
            writer.rich(choice.feedback),
        )
        for choice in question.choices
    )
    return Asked("multichoice", answers=answers, single=single)


def _truefalse(question: TrueFalse, writer: _Writer) -> Asked:
    given = {question.right: question.feedback.right, not question.right: question.feedback.wrong}
    answers = tuple(
        Answer(Rich(str(value).lower(), "plain"), 100.0 * (value is question.right), writer.rich(given[value]))
        for value in (True, False)
    )
    return Asked("truefalse", answers=answers)


def _verdict(text: str, percent: float, comment: str, writer: _Writer, tolerance: str = "0") -> Answer:
    return Answer(Rich(text, "plain"), percent, writer.rich(comment), tolerance)


def _short(question: ShortAnswer, writer: _Writer) -> Asked:
    """« * » is any answer in Moodle: a true star is escaped."""
    writer.remarks.append(_LOOSE)
    rights = [_verdict(text.replace("*", "\\*"), 100.0, question.feedback.right, writer) for text in question.accept]
    return Asked("shortanswer", answers=(*rights, _verdict("*", 0.0, question.feedback.wrong, writer)))


def _numeric(question: Numeric, writer: _Writer) -> Asked:
    right = _verdict(repr(question.value), 100.0, question.feedback.right, writer, repr(question.tolerance))
    wrong = _verdict("*", 0.0, question.feedback.wrong, writer)
    asked = Asked("numerical", answers=(right, wrong), unit=question.unit)
    if not writer.gift or not question.unit:
        return asked
    if UNTAGGABLE & set(question.unit) or "\n" in question.unit or question.unit != question.unit.strip():
        writer.remarks.append(f"unité « {question.unit} » retirée : GIFT n'en a pas")
        return replace(asked, unit="")
    writer.remarks.append("GIFT n'a pas d'unités : elle voyage dans une étiquette")
    return replace(asked, unit="", tags=(f"unit:{question.unit}",))


def _matching(question: Matching, writer: _Writer) -> Asked:
    writer.remarks.append("Moodle n'a pas de retour par paire : les retours suivent l'explication")
    pairs = [Pair(writer.rich(pair.left), pair.right) for pair in question.pairs]
    pairs += [Pair(NOTHING, item.text) for item in question.distractors]
    feedbacks = [pair.feedback for pair in question.pairs] + [item.feedback for item in question.distractors]
    return Asked("matching", pairs=tuple(pairs), general=_listed(question, feedbacks, writer))


def _listed(question: AnyQuestion, feedbacks: list[str], writer: _Writer) -> Rich:
    return writer.rich(listed.join(question.explanation or "", feedbacks))


def _ordering(question: Ordering, writer: _Writer) -> Asked:
    """Moodle's own type, in its core since 4.4."""
    answers = tuple(Answer(writer.rich(step.text), 0.0, writer.rich(step.feedback)) for step in question.steps)
    return Asked("ordering", answers=answers)


def _ranks(question: Ordering, writer: _Writer) -> Asked:
    """GIFT's documentation has no ordering: each step is matched with its rank."""
    writer.remarks.append("GIFT n'a pas de remise en ordre : chaque étape est à associer à son rang")
    pairs = tuple(Pair(writer.rich(step.text), str(rank)) for rank, step in enumerate(question.steps, 1))
    general = _listed(question, [step.feedback for step in question.steps], writer)
    return Asked("matching", pairs=pairs, general=general, tags=("type:ordering",))


def _passage(question: Gap, writer: _Writer) -> str:
    written = {name: _blank(gap, writer) for name, gap in question.gaps.items()}
    return _MARK.sub(lambda match: written[match[1]], passage_text(question.passage))


def _blank(gap: AnyGap, writer: _Writer) -> str:
    """Moodle reads an option and a feedback as HTML, and an accepted wording as it is."""
    if isinstance(gap, ListGap):
        options = tuple(
            Answer(Rich(escape(option.text, quote=False)), 100.0 * option.right, writer.html(option.feedback))
            for option in gap.choices
        )
        return write_cloze("MULTICHOICE", options)
    right, wrong = writer.html(gap.feedback.right), writer.html(gap.feedback.wrong)
    rights = [Answer(Rich(text.replace("*", "\\*")), 100.0, right) for text in gap.accept]
    return write_cloze("SHORTANSWER", (*rights, Answer(Rich("*"), 0.0, wrong)))


def _gap(question: Gap, writer: _Writer) -> Asked:
    if any(not isinstance(gap, ListGap) for gap in question.gaps.values()):
        writer.remarks.append(_LOOSE)
    names = _MARK.findall(question.passage)
    usual = [f"blanc-{number}" for number in range(1, len(names) + 1)]
    lead = f"lead:{question.text.count(chr(10) * 2) + 1}"
    return Asked("cloze", tags=(lead, *(f"gap:{name}" for name in names if names != usual)))


_KINDS: dict[str, Callable[[Any, _Writer], Asked]] = {
    "truefalse": _truefalse,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
    "gap": _gap,
}
