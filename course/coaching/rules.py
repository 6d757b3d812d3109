"""Who needs their coach this week, and why: pure rules over dated facts, each with the sentence that says so.

Days off of the cohort never count, nor does the time before somebody joined or came back from an absence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from course.cohorts.rules import Calendar, begins, ends, first_day
from course.typography import duration, long_date

FARTHEST = 2 * 366
"""No silence is counted further back than this, in days."""
NEW = 30
"""For how many days somebody is new."""
PATIENCE = 7
"""A waiver to decide on which a coach did something else comes back after so many days."""


class Kind(StrEnum):
    """Why somebody needs their coach, the most urgent first."""

    WAIVER = "waiver"
    WORKSHOP = "workshop"
    PLAN = "plan"
    FAILED = "failed"
    SILENT = "silent"
    STUCK = "stuck"

    @property
    def rank(self) -> int:
        """0 for the most urgent."""
        return list(Kind).index(self)

    @property
    def label(self) -> str:
        """The reason in two or three words."""
        return _WORDS[self][0]

    @property
    def address(self) -> str:
        """How addresses name it."""
        return _WORDS[self][1]


_WORDS = {
    "waiver": ("Dispense à décider", "dispense"),
    "workshop": ("Atelier à préparer", "atelier"),
    "plan": ("Plan à revoir", "plan"),
    "failed": ("Essais manqués", "essais"),
    "silent": ("Silence", "silence"),
    "stuck": ("Même étape", "meme-etape"),
}


@dataclass(frozen=True)
class Thresholds:
    """When each rule speaks, in one cohort; None means never. Days are worked days, but for the workshops'."""

    silent_days: int | None = 10
    failures: int | None = 2
    stuck_days: int | None = 15
    workshop_days: int | None = 7
    plan: bool = True


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


@dataclass(frozen=True)
class Prerequisite:
    """A workshop to come, and the titles of what one person has not done of its prerequisites, in order."""

    workshop_id: int
    title: str
    starts_at: datetime
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Overtaken:
    """A plan that does not hold any more: since when, and how many minutes are missing before what, if known."""

    since: datetime
    minutes: int = 0
    before: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of one person in one cohort; `step` is empty when nothing is left to do.

    `invited` tells that they have not opened their invitation yet.
    `absences` are first and last days; `waiver` what they ask to be exempted from, since `waiver_at`.
    """

    joined_at: datetime
    invited: bool = False
    active_at: datetime | None = None
    step: str = ""
    step_at: datetime | None = None
    failures: int = 0
    failed_at: datetime | None = None
    failed: str = ""
    absences: tuple[tuple[date, date], ...] = ()
    workshops: tuple[Prerequisite, ...] = ()
    waiver: str = ""
    waiver_at: datetime | None = None
    overtaken: Overtaken | None = None


@dataclass(frozen=True)
class Signal:
    """One reason why somebody needs their coach; `since` is the fact's instant, `subject` which workshop it is."""

    kind: Kind
    reason: str
    since: datetime
    subject: str = ""

    @property
    def key(self) -> str:
        """What settling it names."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True)
class Settled:
    """What a coach did about a signal, when, and until which day it is put off; None when it is done with."""

    kind: Kind
    subject: str
    at: datetime
    until: date | None = None


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


def sign_of_life(facts: Facts, week: Week) -> datetime:
    """When they last did something, joined, or came back from an absence that has begun."""
    known = [facts.joined_at, *([facts.active_at] if facts.active_at else [])]
    return max([*known, *_returns(facts, week)])


def _returns(facts: Facts, week: Week) -> list[datetime]:
    """The last instants of the absences that have begun."""
    tick = timedelta(microseconds=1)
    return [ends(last, week.zone) - tick for first, last in facts.absences if first <= week.today]


def signals(facts: Facts, week: Week) -> tuple[Signal, ...]:
    """Every reason why this person needs their coach, the most urgent first."""
    found = [_waiver(facts, week), *_workshops(facts, week), _plan(facts, week), _failed(facts, week)]
    return tuple(signal for signal in [*found, _silent(facts, week) or _stuck(facts, week)] if signal)


def open_signals(found: Iterable[Signal], settled: Sequence[Settled], week: Week) -> tuple[Signal, ...]:
    """Those that no coach settled or put off, or that came again since."""
    return tuple(signal for signal in found if not any(_covers(act, signal, week) for act in settled))


def _covers(act: Settled, signal: Signal, week: Week) -> bool:
    """True while an act hides a signal: what comes after it is new, and silence settled counts again from there."""
    if (act.kind, act.subject) != (signal.kind, signal.subject) or act.at < signal.since:
        return False
    if act.until:
        return week.today < act.until
    again = {Kind.WAIVER: week.asked_before, Kind.SILENT: week.silent_before, Kind.STUCK: week.stuck_before}.get(
        signal.kind
    )
    return again is None or act.at >= again


def _waiver(facts: Facts, week: Week) -> Signal | None:
    if facts.waiver_at is None:
        return None
    reason = f"Demande une dispense : {facts.waiver}, depuis le {_day(facts.waiver_at, week)}"
    return Signal(Kind.WAIVER, reason, facts.waiver_at)


def _workshops(facts: Facts, week: Week) -> list[Signal]:
    limit = week.workshops_until
    soon = [item for item in facts.workshops if item.missing and limit and week.at < item.starts_at < limit]
    return [
        Signal(Kind.WORKSHOP, _unprepared(item, week), window(item.starts_at, week), str(item.workshop_id))
        for item in sorted(soon, key=lambda item: (item.starts_at, item.workshop_id))
    ]


def window(starts_at: datetime, week: Week) -> datetime:
    """When a workshop came near enough to ask for its prerequisites."""
    day = first_day(starts_at, week.zone) - timedelta(days=week.thresholds.workshop_days or 0)
    return begins(day, week.zone)


def _unprepared(item: Prerequisite, week: Week) -> str:
    first, others = item.missing[0], len(item.missing) - 1
    more = f" et {others} autre{'s' if others > 1 else ''} étape{'s' if others > 1 else ''}" if others else ""
    left = (first_day(item.starts_at, week.zone) - week.today).days
    when = {0: "aujourd'hui", 1: "demain"}.get(left, f"dans {left} jours")
    return f"Atelier « {item.title} » {when} : reste à faire « {first} »{more}"


def _plan(facts: Facts, week: Week) -> Signal | None:
    plan = facts.overtaken
    if plan is None or not week.thresholds.plan:
        return None
    short = f" : il manque {duration(plan.minutes)}{f' avant {plan.before}' if plan.before else ''}"
    return Signal(Kind.PLAN, f"Son plan ne tient plus{short if plan.minutes else ''}", plan.since)


def _failed(facts: Facts, week: Week) -> Signal | None:
    least = week.thresholds.failures
    if least is None or facts.failed_at is None or facts.failures < max(1, least):
        return None
    times = _COUNTS.get(facts.failures, str(facts.failures))
    plural = "s" if facts.failures > 1 else ""
    last = "le dernier " if plural else ""
    reason = f"{times} essai{plural} manqué{plural} à « {facts.failed} », {last}le {_day(facts.failed_at, week)}"
    return Signal(Kind.FAILED, reason, facts.failed_at)


_COUNTS = {1: "Un", 2: "Deux", 3: "Trois", 4: "Quatre", 5: "Cinq", 6: "Six"}


def _silent(facts: Facts, week: Week) -> Signal | None:
    sign = sign_of_life(facts, week)
    if not facts.step or week.silent_before is None or sign >= week.silent_before:
        return None
    if facts.invited:
        since = "N'a pas encore ouvert son invitation : dans la cohorte depuis"
    elif sign == facts.active_at:
        since = "Sans activité depuis"
    elif sign == facts.joined_at:
        since = "Aucune activité depuis son arrivée, il y a"
    else:
        since = "Sans activité depuis son retour d'absence, il y a"
    return Signal(
        Kind.SILENT, f"{since} {_elapsed(sign, week)}", max(facts.joined_at, facts.active_at or facts.joined_at)
    )


def _stuck(facts: Facts, week: Week) -> Signal | None:
    if not facts.step or facts.step_at is None or week.stuck_before is None:
        return None
    since = max([facts.step_at, facts.joined_at, *_returns(facts, week)])
    if since >= week.stuck_before:
        return None
    reason = f"Sur la même étape, « {facts.step} », depuis {_elapsed(since, week)}"
    return Signal(Kind.STUCK, reason, max(facts.step_at, facts.joined_at))


def _elapsed(since: datetime, week: Week) -> str:
    """« 19 jours », or « 19 jours, dont 13 de travail » when the cohort did not work on all of them."""
    first = first_day(since, week.zone)
    days, worked = (week.today - first).days, week.worked_since(first)
    return f"{days} jours" if worked >= days - 1 else f"{days} jours, dont {worked} de travail"


def _day(instant: datetime, week: Week) -> str:
    """« 12 novembre », with its year when it is another one."""
    day = first_day(instant, week.zone)
    text = long_date(day)
    return text.removesuffix(f" {day.year}") if day.year == week.today.year else text
