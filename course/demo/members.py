"""Who is in the region's cohort, and what becomes of each: from a member to the rows of their life."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from course.certificates.rules import CODE_SIGNS, code_of, freeze
from course.cohorts.rules import Calendar
from course.config import Settings
from course.demo.assessments import Row
from course.demo.content import Content
from course.demo.histories import ABSENT, AHEAD, LATE, SILENT, Profile, history, profiles, since
from course.demo.names import people
from course.demo.people import PEOPLE, address, unknown_password
from course.demo.records import Recorder, Records
from course.demo.services import SERVICES
from course.demo.writing import Life
from course.people.models import Role
from course.progress.rules import Completion

SPAN = timedelta(weeks=31)
"""How long ago the cohort began."""
GONE = 2
"""How many left the cohort since: they moved to another post."""
_ASKS = 0.85
_SETTLING = (2, 12)


@dataclass(frozen=True)
class Member:
    """Somebody of the cohort: `keeps` is False for who has not asked for their attestations."""

    name: str
    email: str
    service: str
    profile: Profile
    joined: datetime
    left: datetime | None = None
    keeps: bool = True


@dataclass(frozen=True)
class Setting:
    """What is the same for everyone: the content, the settings, now, and the days when one worked."""

    content: Content
    settings: Settings
    at: datetime
    working: Sequence[date]

    @property
    def today(self) -> date:
        """Today, where the platform is."""
        return self.at.astimezone(ZoneInfo(self.settings.time_zone)).date()

    @property
    def starts(self) -> datetime:
        """When the cohort began: a Monday, at nine."""
        monday = self.today - SPAN - timedelta(days=self.today.weekday())
        return datetime(monday.year, monday.month, monday.day, 9, tzinfo=ZoneInfo(self.settings.time_zone))


def working_days(calendar: Calendar, first: date, last: date) -> list[date]:
    """The days of a period, both ends included, when the cohort works."""
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if not calendar.is_off(day)]


def members(count: int, setting: Setting, chance: Random) -> list[Member]:
    """The coach whom one can become, two who coached before, those who came, and those who left."""
    starts = setting.starts
    name, service, _, _ = PEOPLE["coach"]
    found = [Member(name, address("coach"), service, AHEAD, starts, keeps=False)]
    kinds = [AHEAD, AHEAD, *profiles(count - 3, chance), *[SILENT] * GONE]
    services = _services(len(kinds), chance)
    for (name, email), service, profile in zip(people(len(kinds), chance), services, kinds, strict=True):
        joined = starts + (LATE if profile.late else timedelta(0))
        left = setting.at - timedelta(days=20) if len(found) >= count else None
        found.append(Member(name, email, service, profile, joined, left))
    return found


def _services(count: int, chance: Random) -> list[str]:
    """A service for each: all of them before one comes back."""
    found: list[str] = []
    while len(found) < count:
        found += chance.sample(SERVICES, len(SERVICES))
    return found[:count]


def lives(found: Sequence[Member], setting: Setting, seed: str) -> Iterator[Life]:
    """What each of them did; a person's chance is their own, whatever the size of the region."""
    for member in found:
        yield _life(member, setting, Random(f"{seed} {member.email}"))


def _life(member: Member, setting: Setting, chance: Random) -> Life:
    content, zone = setting.content, setting.settings.time_zone
    began = member.joined.date() + timedelta(days=chance.randint(*_SETTLING))
    more = content.more if member.profile is AHEAD and chance.random() < 0.5 else ()
    told = history(member.profile, [*content.steps, *more], since(setting.working, began), zone, chance)
    records = Recorder(content, zone, chance).follow(told, setting.today)
    certificates = list(_certificates(member, records.completions, setting, chance)) if member.keeps else []
    return Life(_person(member, records, len(certificates)), records, certificates, _notes(records, certificates))


def _person(member: Member, records: Records, certificates: int) -> Row:
    """Their columns; those who never came have not chosen a password, and nobody knows the others'."""
    came = member.profile is not ABSENT
    return {
        "email": member.email,
        "name": member.name,
        "service": member.service,
        "role": Role.LEARNER,
        "password_hash": unknown_password() if came else None,
        "session_key": secrets.token_hex(16),
        "version": records.touches + 2 * certificates,
        "created_at": member.joined - timedelta(days=6),
    }


def _certificates(member: Member, completions: Sequence[Completion], setting: Setting, chance: Random) -> Iterator[Row]:
    """The attestations that they asked for, some minutes after the last step; their documents are yet to be made."""
    for completion in completions:
        if completion.finished_at is None or chance.random() > _ASKS:
            continue
        at = completion.finished_at + timedelta(minutes=chance.randint(2, 50))
        facts = freeze(member.name, setting.content.catalog.course, completion, setting.settings, at)
        yield {
            "code": code_of("".join(chance.choices(CODE_SIGNS, k=12))),
            "subject": completion.module,
            "facts": facts.model_dump_json(),
            "issued_at": at,
            "ready_at": at + timedelta(seconds=2),
        }


def _notes(records: Records, certificates: Sequence[Row]) -> list[Row]:
    """Their part of the audit trail."""
    notes = [note for sitting in records.sittings for note in sitting.notes]
    notes += [(row["issued_at"], "certificate-issued", row["code"]) for row in certificates]
    return [{"at": at, "action": action, "detail": detail} for at, action, detail in sorted(notes)]
