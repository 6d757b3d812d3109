"""Who arrives in a cohort, and the steps of an arrival in their order: pure functions of facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from course.cohorts.rules import begins
from course.people.rules import WELCOMED
from course.typography import duration


@dataclass(frozen=True)
class Stage:
    """One step of an arrival; `minutes` is its honest duration, `waits` whom it waits for when it is not the person."""

    title: str
    minutes: int
    url: str
    done: bool
    waits: str = ""

    @property
    def open(self) -> bool:
        """True when it is the person's turn."""
        return not (self.done or self.waits)

    @property
    def words(self) -> str:
        """Where it is, in French."""
        return "fait" if self.done else self.waits or duration(self.minutes)


@dataclass(frozen=True)
class Progress:
    """The steps of an arrival, in the order that is advised; `current` is the first that the person has to do."""

    stages: Sequence[Stage]
    closed: bool = False

    @property
    def current(self) -> Stage | None:
        """The step to do now, or None when none is left to the person."""
        return next((stage for stage in self.stages if stage.open), None)

    @property
    def number(self) -> int:
        """The place of that step, from 1; 0 when there is none."""
        return next((number for number, stage in enumerate(self.stages, 1) if stage.open), 0)

    @property
    def minutes(self) -> int:
        """What is left to do of them."""
        return sum(stage.minutes for stage in self.stages if stage.open)

    @property
    def going_on(self) -> bool:
        """True until nothing is left to the person, or they closed the welcome."""
        return not self.closed and self.current is not None


def arrives(joined_at: datetime, starts: date, zone: str, at: datetime) -> bool:
    """True for who joined after the cohort's first day, not long ago."""
    return joined_at >= begins(starts + timedelta(days=1), zone) and at - joined_at < WELCOMED
