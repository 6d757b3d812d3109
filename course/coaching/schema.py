"""Why somebody needs their coach, and the facts that it is told from: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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
