"""Who arrives in a cohort, and the steps of an arrival in their order: pure functions of facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from course.cohorts.rules import begins

WELCOMED = timedelta(days=60)
"""How long after joining one is still somebody who arrives."""


@dataclass(frozen=True)
class Stage:
    """One step of an arrival; `minutes` is its honest duration."""

    title: str
    minutes: int
    url: str
    done: bool


@dataclass(frozen=True)
class Progress:
    """The steps of an arrival; `current` is the first that is not done."""

    stages: Sequence[Stage]
    closed: bool = False

    @property
    def current(self) -> Stage | None:
        """The step to do now, or None when all are done."""
        return next((stage for stage in self.stages if not stage.done), None)

    @property
    def minutes(self) -> int:
        """What is left to do of them."""
        return sum(stage.minutes for stage in self.stages if not stage.done)

    @property
    def going_on(self) -> bool:
        """True until every step is done, or the person closed the welcome."""
        return not self.closed and self.current is not None


def arrives(joined_at: datetime, starts: date, zone: str, at: datetime) -> bool:
    """True for who joined after the cohort's first day, not long ago."""
    return joined_at >= begins(starts + timedelta(days=1), zone) and at - joined_at < WELCOMED
