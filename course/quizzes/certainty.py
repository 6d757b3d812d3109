"""Certainty-based marking: each answer says how sure one is of it, and judging that well pays.

Marks: Tony Gardner-Medwin, University College London, « Certainty-Based Marking »
(https://tmedwin.net/cbm/, https://docs.moodle.org/en/Using_certainty-based_marking): 1, 2 or 3 when right,
0, −2 or −6 when wrong. So the first level is the best below 2 chances in 3 of being right, the third beyond 4 in 5.
Bonus: Gardner-Medwin, IUPS 2013 (https://www.ucl.ac.uk/~ucgbarg/tea/IUPS_2013a.pdf): a tenth of what the marks are
above those of one level said everywhere, the best for that share of right answers. docs/decisions/0011 says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from course.questions.base import Answer, Fields

ENOUGH = 3
"""Fewer answers than this at a level do not tell that one knows more than one says."""


@dataclass(frozen=True)
class Level:
    """A level of certainty: its marks, and the share of right answers (0 to 1) for which it is the best one."""

    value: int
    name: str
    phrase: str
    right: int
    wrong: int
    low: float
    high: float

    def mark(self, score: float) -> float:
        """The mark of an answer whose score goes from 0 to 1; in between, in proportion."""
        return self.wrong + (self.right - self.wrong) * score


LEVELS = (
    Level(1, "Faible", "j'hésite", 1, 0, 0, 2 / 3),
    Level(2, "Moyenne", "je crois", 2, -2, 2 / 3, 4 / 5),
    Level(3, "Forte", "je sais", 3, -6, 4 / 5, 1),
)


@dataclass(frozen=True)
class Given:
    """What a form gives for one question: the answer, and its certainty where it is asked."""

    answer: Answer
    certainty: int | None = None


@dataclass(frozen=True)
class Said:
    """A graded answer: its score from 0 to 1 and its certainty; a blank has no answer and is worth nothing."""

    score: float
    certainty: int | None
    blank: bool = False

    @property
    def level(self) -> Level:
        """The one that was said; the lowest when none was, or when there is no answer."""
        return LEVELS[0 if self.blank or self.certainty is None else self.certainty - 1]


@dataclass(frozen=True)
class Calibration:
    """What became of the answers of one level: how many, and their mean score from 0 to 1."""

    level: Level
    count: int
    share: float

    def __str__(self) -> str:
        """In French, for a sentence that begins with it."""
        name, share = self.level.name.lower(), round(100 * self.share)
        if self.count == 1:
            return f"Votre seule réponse de certitude {name} est juste à {share} %"
        return f"Vos {self.count} réponses de certitude {name} sont justes à {share} %"


def said_in(fields: Fields, prefix: str) -> int | None:
    """The certainty held by a submitted form: 1, 2, 3, or None."""
    given = next(iter(fields.get(f"{prefix}sure", ())), "")
    return int(given) if given in {"1", "2", "3"} else None


def bonus(answers: Sequence[Said]) -> float:
    """Points out of 100 to add to the share of right answers: from -60 to 13.4, 0 for one well-chosen level."""
    average = sum(item.level.mark(item.score) for item in answers) / len(answers)
    accuracy = sum(item.score for item in answers) / len(answers)
    return round(10 * (average - max(level.mark(accuracy) for level in LEVELS)), 6)


def calibration(answers: Sequence[Said]) -> list[Calibration]:
    """For each level, what became of the answers given; blanks left aside."""
    found = []
    for level in LEVELS:
        scores = [item.score for item in answers if not item.blank and item.level is level]
        found.append(Calibration(level, len(scores), sum(scores) / len(scores) if scores else 0.0))
    return found


def advice(rows: Sequence[Calibration]) -> str:
    """One sentence to the learner: the costliest error of judgement first."""
    for row in reversed(rows):
        if row.count and row.share < row.level.low:
            return f"{row} : commencez par là, car on ne vérifie pas ce que l'on croit savoir."
    known = [row for row in rows if row.count >= ENOUGH]
    for row in known:
        if row.share > row.level.high:
            return f"{row} : vous savez plus que vous ne le dites, osez une certitude plus haute."
    if not known:
        return "Trop peu de réponses par niveau pour en tirer un conseil : comparez-les une à une, plus bas."
    return "Vos certitudes suivent vos réponses : gardez cette habitude de vous demander ce qui les fonde."
