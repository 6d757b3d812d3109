"""The one computation of progress: it serves the learner, the coach, the certificate and the export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from course.progress.catalog import Catalog, Step
from course.waivers.rules import Decision, Reason, Scope

SETTLED = ("done", "waived")
"""The states in which nothing more is asked."""


@dataclass(frozen=True)
class LessonFact:
    """What is known of one person in one lesson."""

    section: str
    finished: bool
    fingerprint: str | None


@dataclass(frozen=True)
class QuizFact:
    """What is known of one person and one assessment."""

    passed: bool
    score: float | None
    attempts: int
    open_attempt: int | None


class Pressed(NamedTuple):
    """A step that a date asks for, why as pages say it, and until which second of the epoch.

    `first` tells that it cannot wait for what the person has begun, nor for the order of the path.
    """

    slug: str
    why: str
    until: int
    first: bool


@dataclass(frozen=True)
class Record:
    """The facts about one person; lessons come the last seen first, waivers are those that count.

    `pressed` are the steps that their plan says dates ask for, in its order.
    """

    lessons: Mapping[str, LessonFact] = field(default_factory=dict)
    quizzes: Mapping[str, QuizFact] = field(default_factory=dict)
    waivers: Mapping[Scope, Reason] = field(default_factory=dict)
    pressed: tuple[Pressed, ...] = ()


class Standing(NamedTuple):
    """One step of the path for one person; `state` is done, waived, started or todo.

    What was done is done, even where it was waived; `reason` says why a step is waived, `why` why it comes next.
    """

    step: Step
    state: str
    section: str = ""
    reason: Reason | None = None
    why: str = ""

    @property
    def done(self) -> bool:
        """True when nothing more is asked for this step: it was done, or waived."""
        return self.state in SETTLED

    @property
    def followed(self) -> bool:
        """True when the step was really done."""
        return self.state == "done"


@dataclass(frozen=True)
class Progress:
    """How far a person is over some steps; each figure follows from `standings` alone."""

    standings: tuple[Standing, ...]

    @property
    def total(self) -> int:
        """Minutes of all the steps."""
        return sum([item.step.minutes for item in self.standings])

    @property
    def gained(self) -> int:
        """Minutes of the steps done or waived."""
        return sum([item.step.minutes for item in self.standings if item.state in SETTLED])

    @property
    def waived(self) -> int:
        """Minutes of the steps waived, which `gained` holds too."""
        return sum([item.step.minutes for item in self.standings if item.state == "waived"])

    @property
    def followed(self) -> int:
        """Minutes of the steps really done."""
        return self.gained - self.waived

    @property
    def remaining(self) -> int:
        """Minutes of the steps still to do."""
        return self.total - self.gained

    @property
    def percent(self) -> int:
        """Share of the minutes done or waived, rounded down: 100 means that nothing remains."""
        return 100 * self.gained // self.total if self.total else 0

    @property
    def steps_done(self) -> int:
        """How many steps are done or waived."""
        return len([item for item in self.standings if item.state in SETTLED])

    @property
    def steps_waived(self) -> int:
        """How many steps are waived, which `steps_done` holds too."""
        return len([item for item in self.standings if item.state == "waived"])

    @property
    def complete(self) -> bool:
        """True when every step is done or waived."""
        return self.steps_done == len(self.standings)


@dataclass(frozen=True)
class Waived:
    """What one waiver left out in a module: the titles of the lessons not done, and whether the assessment is too."""

    lessons: tuple[str, ...]
    assessment: bool
    reason: Reason
    decision: Decision


@dataclass(frozen=True)
class Completion:
    """What a certificate needs to know of one person and one module.

    `followed` are the slugs of the lessons done, `minutes` count the steps done alone. `score` is None when the
    assessment is not passed: `waived` tells when it was left out.
    """

    module: str
    complete: bool
    missing: tuple[str, ...]
    followed: tuple[str, ...]
    waived: tuple[Waived, ...]
    started_at: datetime | None
    finished_at: datetime | None
    minutes: int
    score: float | None
    pass_mark: int | None
    attempts: int


def standing(step: Step, record: Record) -> Standing:
    """Where a person is in one step; it is waived only where it is not done."""
    if step.kind == "quiz":
        fact = record.quizzes.get(step.slug)
        found = Standing(step, "todo" if fact is None else "done" if fact.passed else "started")
    elif lesson := record.lessons.get(step.slug):
        found = Standing(step, "done" if lesson.finished else "started", lesson.section)
    else:
        found = Standing(step, "todo")
    if record.waivers and found.state != "done":
        for scope, reason in record.waivers.items():
            if scope.covers(step):
                return Standing(step, "waived", found.section, reason)
    return found


def progress(steps: tuple[Step, ...], record: Record) -> Progress:
    """How far a person is over these steps; what they did elsewhere does not count."""
    return Progress(tuple([standing(step, record) for step in steps]))


def next_step(path: Progress, record: Record) -> Standing | None:
    """The one next step, which every page and every message says, and why when a date asks for it.

    An open assessment; else what cannot wait; else the unfinished lesson seen last; else the first not done.
    """
    waiting = {item.step.slug: item for item in path.standings if not item.done}
    urgent = [item.slug for item in record.pressed if item.first and item.slug in waiting]
    opened = [slug for slug, quiz in record.quizzes.items() if quiz.open_attempt is not None]
    begun = [slug for slug in record.lessons if not urgent or slug in urgent]
    slug = next((slug for slug in [*opened, *begun, *urgent, *waiting] if slug in waiting), None)
    if slug is None:
        return None
    why = next((item.why for item in record.pressed if item.slug == slug), "")
    return waiting[slug]._replace(why=why)


def path_steps(catalog: Catalog) -> tuple[Step, ...]:
    """The steps that count for the whole path: those of the modules that are not optional."""
    return tuple(
        step for module in catalog.course.modules if not module.head.optional for step in catalog.steps(module)
    )
