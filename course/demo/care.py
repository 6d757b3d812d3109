"""What coaches did lately about some people, what some declared of their time, and who welcomes who arrives."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from course.coaching.models import COACHES, PRIVATE, SHARED, Handled, Letter, Note
from course.coaching.schema import Kind
from course.cohorts.models import Cohort
from course.db import db
from course.demo.histories import AHEAD, SILENT, SLOW, STUCK, Profile
from course.demo.members import Member, Setting
from course.demo.texts import LETTER, NOTES
from course.onboarding.plan import operations as plan
from course.onboarding.welcome.models import Arrival

CHECKED = 300
"""The plans of so many people are checked at once; those of the others, by the first sweep."""
_LITTLE = 20
Cast = Sequence[tuple[int, Member]]


@dataclass(frozen=True)
class Act:
    """Who did something about whom, some days ago."""

    cohort: Cohort
    person: int
    by: int
    at: datetime

    @property
    def columns(self) -> dict[str, Any]:
        """As the tables of coaching call them."""
        return {"cohort_id": self.cohort.id, "person_id": self.person}

    def settles(self, kind: Kind, how: str, until: date | None = None) -> None:
        """It leaves the list of the week."""
        db.session.add(Handled(**self.columns, kind=kind, how=how, by_id=self.by, at=self.at, until=until))

    def notes(self, visibility: str) -> None:
        """A note that these people read."""
        written = {"text": NOTES[visibility], "visibility": visibility, "written_at": self.at}
        db.session.add(Note(**self.columns, **written, author_id=self.by, token=secrets.token_hex(16)))

    def writes(self) -> None:
        """A letter."""
        subject, text = LETTER
        sent = {"subject": subject, "text": text, "sent_at": self.at}
        db.session.add(Letter(**self.columns, **sent, author_id=self.by, token=secrets.token_hex(16)))


def look_after(cohort: Cohort, cast: Cast, newcomers: Sequence[int], setting: Setting) -> None:
    """Somebody silent was called, somebody stuck was written to, and who arrives has a buddy."""
    (coach, _), _, (former, _) = cast[:3]
    amel, claire = newcomers

    def ago(person: int, by: int, days: int) -> Act:
        return Act(cohort, person, by, setting.at - timedelta(days=days))

    called = ago(_one(cast, SILENT), former, 6)
    called.notes(COACHES)
    called.settles(Kind.SILENT, "later", setting.today + timedelta(days=16))
    written = ago(_one(cast, STUCK), former, 4)
    written.writes()
    written.settles(Kind.STUCK, "letter")
    ago(amel, coach, 3).notes(SHARED)
    ago(claire, coach, 2).notes(PRIVATE)
    buddies = [number for number, member in cast[3:] if member.profile is AHEAD][:2] or [former, former]
    _welcome(ago(amel, former, 25), buddies[0], read=True)
    _welcome(ago(claire, coach, 4), buddies[-1], read=False)
    _declare(cast, setting)


def check_plans(cast: Cast, newcomers: Sequence[int], setting: Setting) -> None:
    """Whose plan holds no more; the facts are committed, since this reads them as pages do."""
    there = [number for number, member in cast if not member.left]
    for number in [*there[:CHECKED], *newcomers]:
        plan.check(number, setting.at)


def _one(cast: Cast, profile: Profile) -> int:
    """Somebody of this kind who is still there; the one who hands over, in a region too small to have any."""
    return next((number for number, member in cast if member.profile is profile and not member.left), cast[2][0])


def _welcome(act: Act, buddy: int, read: bool) -> None:
    """A buddy was named; the page of the cohort was read, and closed, or not yet."""
    seen = act.at + timedelta(days=1) if read else None
    named = {"buddy_id": buddy, "named_by": act.by, "named_at": act.at}
    db.session.add(Arrival(**act.columns, **named, read_at=seen, closed_at=seen))


def _declare(cast: Cast, setting: Setting) -> None:
    """Two have little time and say so, one will be away."""
    slow = [number for number, member in cast if member.profile is SLOW][:3]
    for number in slow[:2]:
        plan.declare(number, _LITTLE, None, setting.at - timedelta(days=9))
    for number in slow[2:]:
        plan.add_absence(number, setting.today + timedelta(days=9), setting.today + timedelta(days=20))
