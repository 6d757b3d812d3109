"""A cohort's week: from thresholds in worked days to the instants that people and rows are compared with."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from course.coaching.schema import Thresholds
from course.cohorts.rules import Calendar, begins, ends, first_day

FARTHEST = 2 * 366
"""No silence is counted further back than this, in days."""
NEW = 30
"""For how many days somebody is new."""
PATIENCE = 7
"""A waiver to decide on which a coach did something else comes back after so many days."""


@dataclass(frozen=True)
class Week:
    """A cohort as its coach looks at it: the instant, its time zone, its calendar, its thresholds."""

    at: datetime
    zone: str = "Europe/Paris"
    calendar: Calendar = field(default_factory=Calendar)
    thresholds: Thresholds = field(default_factory=Thresholds)

    @cached_property
    def today(self) -> date:
        """The day there."""
        return first_day(self.at, self.zone)

    @cached_property
    def silent_before(self) -> datetime | None:
        """Who showed no sign since this instant is silent; None when nobody is."""
        return self._before(self.thresholds.silent_days)

    @cached_property
    def stuck_before(self) -> datetime | None:
        """Who has been on the same step since before this instant is stuck; None when nobody is."""
        return self._before(self.thresholds.stuck_days)

    @cached_property
    def newcomers(self) -> datetime:
        """Whoever joined since this instant is said to be new."""
        return begins(self.today - timedelta(days=NEW), self.zone)

    @cached_property
    def asked_before(self) -> datetime:
        """What was asked, and settled without a decision, comes back once settled before this instant."""
        return begins(self.today - timedelta(days=PATIENCE), self.zone)

    @cached_property
    def workshops_until(self) -> datetime | None:
        """Workshops that begin from now to this instant want their prerequisites done; None when none does."""
        days = self.thresholds.workshop_days
        return None if days is None else ends(self.today + timedelta(days=days), self.zone)

    def worked_since(self, day: date) -> int:
        """How many worked days lie strictly between a day and today; each day is looked at once."""
        counts, span = self._counts, (self.today - day).days - 1
        while len(counts) <= span:
            counts.append(counts[-1] + (not self.calendar.is_off(self.today - timedelta(days=len(counts)))))
        return counts[max(0, span)]

    @cached_property
    def _counts(self) -> list[int]:
        """At n, how many of the n days before today were worked, as far as was asked."""
        return [0]

    def _before(self, days: int | None) -> datetime | None:
        last = None if days is None else turning_day(self.calendar, self.today, days)
        return begins(last + timedelta(days=1), self.zone) if last else None


def turning_day(calendar: Calendar, today: date, days: int) -> date | None:
    """The last day since which as many worked days have gone by, today not included; None when it is too far."""
    for back in range(1, FARTHEST):
        if days <= 0:
            return today - timedelta(days=back)
        days -= not calendar.is_off(today - timedelta(days=back))
    return None


def next_monday(today: date) -> date:
    """The Monday after this day."""
    return today + timedelta(days=8 - today.isoweekday())


def window(starts_at: datetime, week: Week) -> datetime:
    """When a workshop came near enough to ask for its prerequisites."""
    day = first_day(starts_at, week.zone) - timedelta(days=week.thresholds.workshop_days or 0)
    return begins(day, week.zone)
