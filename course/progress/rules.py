"""The one computation of progress: it serves the learner, the coach, the certificate and the export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from course.progress.catalog import Catalog, Step


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


@dataclass(frozen=True)
class Record:
    """The facts about one person; lessons come the last seen first."""

    lessons: Mapping[str, LessonFact] = field(default_factory=dict)
    quizzes: Mapping[str, QuizFact] = field(default_factory=dict)


class Standing(NamedTuple):
    """One step of the path for one person; `state` is done, started or todo."""

    step: Step
    state: str
    section: str = ""

    @property
    def done(self) -> bool:
        """True when nothing more is asked for this step."""
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
        """Minutes of the steps done."""
        return sum([item.step.minutes for item in self.standings if item.state == "done"])

    @property
    def remaining(self) -> int:
        """Minutes of the steps still to do."""
        return self.total - self.gained

    @property
    def percent(self) -> int:
        """Share of the minutes done, rounded down: 100 means that everything is done."""
        return 100 * self.gained // self.total if self.total else 0

    @property
    def steps_done(self) -> int:
        """How many steps are done."""
        return len([item for item in self.standings if item.state == "done"])

    @property
    def complete(self) -> bool:
        """True when every step is done."""
        return self.steps_done == len(self.standings)


@dataclass(frozen=True)
class Completion:
    """What a certificate needs to know of one person and one module."""

    module: str
    complete: bool
    missing: tuple[str, ...]
    started_at: datetime | None
    finished_at: datetime | None
    minutes: int
    score: float | None
    pass_mark: int | None
    attempts: int


def standing(step: Step, record: Record) -> Standing:
    """Where a person is in one step."""
    if step.kind == "quiz":
        fact = record.quizzes.get(step.slug)
        state = "todo" if fact is None else "done" if fact.passed else "started"
        return Standing(step, state)
    lesson = record.lessons.get(step.slug)
    if lesson is None:
        return Standing(step, "todo")
    return Standing(step, "done" if lesson.finished else "started", lesson.section)


def progress(steps: tuple[Step, ...], record: Record) -> Progress:
    """How far a person is over these steps; what they did elsewhere does not count."""
    return Progress(tuple([standing(step, record) for step in steps]))


def next_step(path: Progress, record: Record) -> Standing | None:
    """The one next step: an open assessment, else the unfinished lesson seen last, else the first not done."""
    waiting = {item.step.slug: item for item in path.standings if not item.done}
    for slug, quiz in record.quizzes.items():
        if quiz.open_attempt is not None and slug in waiting:
            return waiting[slug]
    for slug in record.lessons:
        if slug in waiting:
            return waiting[slug]
    return next(iter(waiting.values()), None)


def path_steps(catalog: Catalog) -> tuple[Step, ...]:
    """The steps that count for the whole path: those of the modules that are not optional."""
    return tuple(
        step for module in catalog.course.modules if not module.head.optional for step in catalog.steps(module)
    )
