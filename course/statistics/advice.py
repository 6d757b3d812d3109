"""Which questions to mend, and why: what the figures say, in plain French (docs/decisions/0013)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from course.questions.base import Part
from course.questions.schema import AnyQuestion
from course.statistics.rules import Figures

FEW = 5
"""Below, nothing is shown: the figures would tell about persons, and nothing about the question."""
ENOUGH = 20
"""Below, figures are shown and nothing is concluded from them."""
EASY, HARD = 0.95, 0.20
"""Moodle's bounds, « extremely easy » and « difficult » (Quiz statistics report, facility index)."""
WEAK = 0.20
"""Below, « poor » (Ebel and Frisbie, Essentials of Educational Measurement, 5th edition, 1991)."""
SHOWN_FROM = 3
"""A person's own words are shown once that many attempts hold them: no single person's are."""
TOO_FEW = "trop peu"


@dataclass(frozen=True)
class Share:
    """A part of the answers: how many times it was given, and how many by the strongest."""

    part: Part
    times: int
    strong: int


@dataclass(frozen=True)
class Reason:
    """A reason to mend a question: its gravity (0 is the worst), a word, and a sentence."""

    gravity: int
    word: str
    text: str


def known(figures: Figures | None) -> Figures | None:
    """The figures that may be shown."""
    return figures if figures and figures.count >= FEW else None


def shares(question: AnyQuestion, figures: Figures) -> list[Share]:
    """Each part that the question offers or that was given: the offered ones in their order, then the most given."""
    counts: dict[Part, list[int]] = {part: [0, 0] for part in question.offered()}
    for answer, (times, strong) in figures.answers.items():
        for part in set(question.parts(json.loads(answer))):
            count = counts.setdefault(part, [0, 0])
            count[0] += times
            count[1] += strong
    offered = len(question.offered())
    found = [Share(part, times, strong) for part, (times, strong) in counts.items()]
    return found[:offered] + sorted(found[offered:], key=lambda share: (-share.times, share.part))


def shown(found: Sequence[Share]) -> list[Share]:
    """The same without what only one or two attempts hold in a person's own words, counted together."""
    kept = [share for share in found if not _rare(share)]
    rare = [share for share in found if _rare(share)]
    if not rare:
        return kept
    others = Part("", "autres réponses, rares", False)
    return [*kept, Share(others, sum(share.times for share in rare), sum(share.strong for share in rare))]


def _rare(share: Share) -> bool:
    return share.part.typed and share.times < SHOWN_FROM


def reasons(question: AnyQuestion, figures: Figures | None) -> list[Reason]:
    """Everything that asks for a change, the gravest first; nothing is concluded from too few attempts."""
    if figures is None or figures.count < ENOUGH:
        return []
    found = [share for share in shares(question, figures) if not _rare(share)]
    return sorted((*_facility(figures), *_answers(found, figures)), key=lambda reason: reason.gravity)


def _facility(figures: Figures) -> Iterator[Reason]:
    percent, worth = f"{100 * figures.facility:.0f} %", figures.discrimination
    if figures.facility >= EASY:
        yield Reason(4, "trop facile", f"Trop facile : {percent} de réussite. Elle ne distingue plus personne.")
    elif figures.facility <= HARD:
        yield Reason(
            1, "trop difficile", f"Trop difficile : {percent} de réussite. Relisez l'énoncé, le corrigé et la leçon."
        )
    if worth is not None and worth <= -WEAK:
        text = f"À contresens : qui la réussit réussit moins bien le reste ({signed(worth)}). Corrigé à vérifier."
        yield Reason(0, "à contresens", text)
    elif worth is not None and worth < WEAK and HARD < figures.facility < EASY:
        text = f"Distingue mal : la réussir dit peu de choses du reste de l'essai ({signed(worth)})."
        yield Reason(3, "distingue mal", text)


def _answers(found: Sequence[Share], figures: Figures) -> Iterator[Reason]:
    wrongs = [share for share in found if not share.part.right]
    unused = ", ".join(_quoted(share.part.text) for share in wrongs if share.times == 0)
    if unused:
        yield Reason(5, "réponse jamais prise", f"À remplacer, personne ne s'y trompe : {unused}.")
    if figures.strongest < FEW:
        return
    for share in wrongs:
        place = share.part.place
        rights = [other.strong for other in found if other.part.right and other.part.place == place]
        if rights and share.strong > min(rights):
            what = _quoted(share.part.text) + (f" ({shorten(place, 60, placeholder='…')})" if place else "")
            counts = f"{share.strong} fois contre {min(rights)}"
            text = f"Les essais les plus forts prennent {what} plus souvent qu'une bonne réponse : {counts}."
            yield Reason(2, "fausse réponse préférée", text)


def _quoted(text: str) -> str:
    return f"« {shorten(text.strip('«» .'), 80, placeholder='…')} »"


def line(question: AnyQuestion, figures: Figures | None) -> str:
    """One line of a report: answers, facility, discrimination, median time, and what to mend."""
    found = known(figures)
    if found is None:
        return f"{TOO_FEW:>8}"
    worth = "–" if found.discrimination is None else signed(found.discrimination)
    seconds = "–" if found.seconds is None else f"{found.seconds} s"
    words = ", ".join(dict.fromkeys(reason.word for reason in reasons(question, found)))
    return f"{found.count:>8} {100 * found.facility:>4.0f} % {worth:>6} {seconds:>6}  {words}".rstrip()


def signed(value: float) -> str:
    """« 0,31 » or « −0,12 »."""
    return f"{value:.2f}".replace(".", ",").replace("-", "−")
