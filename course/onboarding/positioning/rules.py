"""When to position oneself, what the placement test asks, and which parts may then be left out: pure rules."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from course.modules.schema import Course
from course.progress.catalog import Catalog
from course.progress.rules import Record, standing
from course.questions.schema import AnyQuestion
from course.quizzes.blueprint import Line, places
from course.typography import typo
from course.waivers.rules import Reason, Scope

MIDDLE_FROM, EXIT_FROM = 40, 90
"""Percentages of the path from which one positions oneself again."""
APART = timedelta(days=28)
"""At least this long between two positionings: levels do not move in a week."""
MASTERED, TAUGHT = 3, 4
"""Levels: « sans aide », and « fais progresser d'autres »."""
ASKED, ACHIEVED, CONTRADICTED = 2, 0.8, 0.5
"""A test shows a lesson known from this many questions, on half of its competences at least, and this share of their
points; below the other share, it contradicts what the person says of themselves."""
TEXT_LONGEST = 1000


class Moment(StrEnum):
    """The three times of a positioning."""

    ENTRY = "entry"
    MIDDLE = "middle"
    EXIT = "exit"

    @property
    def label(self) -> str:
        """The moment in French."""
        return {"entry": "À l'entrée", "middle": "À mi-parcours", "exit": "À la sortie"}[self]


@dataclass(frozen=True)
class Due:
    """The next positioning: which one, and why not yet, in French, or "" when it may be done now."""

    moment: Moment
    wait: str = ""


@dataclass(frozen=True)
class Scored:
    """What was achieved in the test for one competence: questions asked, and the sum of their scores from 0 to 1."""

    asked: int
    points: float


@dataclass(frozen=True)
class Profile:
    """What a finished positioning tells: levels by competence, the test, and what the person wrote they did."""

    levels: Mapping[str, int]
    test: Mapping[str, Scored]
    training: str = ""
    field: str = ""


@dataclass(frozen=True)
class Proposal:
    """A part that may be left out: its scope and its name, why, and the facts that say so, in French.

    `evidence` is what the person wrote of it.
    """

    scope: Scope
    title: str
    reason: Reason
    grounds: str
    evidence: str = ""


def due(done: Mapping[Moment, datetime], percent: int, at: datetime) -> Due | None:
    """The next positioning of a person who did these, or None after the last; half-way is skipped once at the end."""
    if Moment.ENTRY not in done:
        return Due(Moment.ENTRY)
    if Moment.EXIT in done:
        return None
    late = percent >= EXIT_FROM or Moment.MIDDLE in done
    moment, from_percent = (Moment.EXIT, EXIT_FROM) if late else (Moment.MIDDLE, MIDDLE_FROM)
    if percent < from_percent:
        return Due(
            moment, f"Il s'ouvre quand {from_percent} % du parcours sont accomplis ; vous en êtes à {percent} %."
        )
    if at < max(done.values()) + APART:
        return Due(moment, "Il s'ouvre quatre semaines après le précédent.")
    return Due(moment)


def draw_test(
    lines: Sequence[Line],
    bank: Iterable[AnyQuestion],
    levels: Mapping[str, int],
    seen: Collection[str],
    chance: random.Random,
) -> list[AnyQuestion]:
    """The placement test: new questions first, then those on what the person says they master; by competence."""

    def preference(question: AnyQuestion) -> tuple[bool, bool, float]:
        claimed = levels.get(question.competence or "", 0) >= MASTERED
        return question.fingerprint in seen, not claimed, chance.random()

    return sorted(places(lines, sorted(bank, key=preference)).chosen, key=lambda item: item.competence or "")


def proposals(
    profile: Profile, course: Course, record: Record, refused: Collection[tuple[Scope, Reason]]
) -> list[Proposal]:
    """The lessons that a positioning suggests to leave out, in the order of the path, each for its best reason.

    A lesson is suggested only when the person is at « sans aide » or above in every competence it works on, and did
    neither finish it nor get it waived. Nothing is suggested of an optional module, which nobody has to follow, nor
    what was refused for the same reason.
    """
    found = []
    for module in course.modules:
        for lesson in () if module.head.optional else module.lessons:
            scope = Scope(module.slug, lesson.slug)
            settled = record.lessons.get(lesson.slug)
            if (settled and settled.finished) or any(item in record.waivers for item in _above(scope)):
                continue
            for reason, grounds in _reasons(profile, lesson.head.competences):
                if not any((item, reason) in refused for item in _above(scope)):
                    written = {Reason.FIELD: profile.field, Reason.TRAINING: profile.training}.get(reason, "")
                    found.append(Proposal(scope, title(scope, course), reason, grounds, written))
                    break
    return found


def _above(scope: Scope) -> tuple[Scope, Scope, Scope]:
    """A lesson's scope, and those of its module."""
    return scope, Scope(scope.module), Scope(scope.module, assessment=True)


def _reasons(profile: Profile, codes: Sequence[str]) -> Iterable[tuple[Reason, str]]:
    """Why a lesson on these competences may be left out, the strongest reason first."""
    lowest = min((profile.levels.get(code, 0) for code in codes), default=0)
    if lowest < MASTERED:
        return
    tested = [profile.test[code] for code in codes if code in profile.test]
    asked, points = sum(item.asked for item in tested), sum(item.points for item in tested)
    said = f"{', '.join(codes)} : niveau {lowest}{' au moins' if lowest < TAUGHT else ''}"
    if asked >= ASKED and 2 * len(tested) >= len(codes) and points >= ACHIEVED * asked:
        yield Reason.TEST, typo(f"{said} ; {_number(points)} sur {asked} au test")
    if asked and points < CONTRADICTED * asked:
        return
    shown = f" ; {_number(points)} sur {asked} au test" if asked else " ; rien au test"
    if profile.field and lowest >= TAUGHT:
        yield Reason.FIELD, typo(f"{said}{shown}")
    if profile.training:
        yield Reason.TRAINING, typo(f"{said}{shown}")


def _number(points: float) -> str:
    return f"{points:.1f}".removesuffix(".0").replace(".", ",")


def title(scope: Scope, course: Course) -> str:
    """What a scope leaves out, in French: « leçon « Écouter » »."""
    module = course.module(scope.module)
    lesson = course.lesson(scope.lesson) if scope.lesson else None
    if lesson:
        return typo(f"leçon « {lesson.head.title} »")
    what = "module entier, évaluation comprise" if scope.assessment else "toutes les leçons"
    return typo(f"{what} : « {module.head.title if module else scope.module} »")


def name_of(scope: Scope) -> str:
    """A scope's name in a form: « module/lesson », « module », or « module+ » with its assessment."""
    return scope.lesson or f"{scope.module}{'+' if scope.assessment else ''}"


def parts_of(scope: Scope, course: Course) -> list[Scope]:
    """This scope, and all the others of its module."""
    module = course.module(scope.module)
    whole = [Scope(scope.module), Scope(scope.module, assessment=True)]
    lessons = [Scope(scope.module, lesson.slug) for lesson in module.lessons] if module else []
    return list(dict.fromkeys([scope, *whole, *lessons]))


def scopes(catalog: Catalog, record: Record) -> dict[str, Scope]:
    """What a person may ask to leave out, by its name in a form: what is neither done nor waived already."""
    found = []
    for module in catalog.course.modules:
        still = [step for step in catalog.steps(module) if not standing(step, record).done]
        lessons = [Scope(module.slug, step.slug) for step in still if step.kind == "lesson"]
        found += [Scope(module.slug)] if lessons else []
        found += [Scope(module.slug, assessment=True)] if still else []
        found += lessons
    return {name_of(scope): scope for scope in found}


def score(answers: Iterable[tuple[str, float]]) -> dict[str, Scored]:
    """What was achieved by competence, from (code, score from 0 to 1) pairs."""
    found: dict[str, Scored] = {}
    for code, points in answers:
        former = found.get(code, Scored(0, 0.0))
        found[code] = Scored(former.asked + 1, former.points + points)
    return found
