"""What a person's calendar shows: their workshops, and what other parts of Relais contribute."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import or_, select

from course.cohorts.models import Cohort, Membership, Term
from course.cohorts.queries import belongs, holds
from course.config import Settings
from course.db import db
from course.progress.queries import catalog
from course.workshops import queries
from course.workshops.models import Workshop
from course.workshops.preparation import Pair, parts

KEPT = timedelta(days=180)
"""How long a workshop that was stays in calendars."""


@dataclass(frozen=True)
class Entry:
    """One event: all day when `starts` and `ends` are dates (the second one excluded), instants otherwise.

    `uid` never changes; `sequence` grows and `changed_at` moves whenever the rest does.
    """

    uid: str
    starts: datetime | date
    ends: datetime | date
    title: str
    changed_at: datetime
    sequence: int = 0
    text: str = ""
    place: str = ""
    url: str = ""
    cancelled: bool = False


Contribution = Callable[[int, datetime], Iterable[Entry]]
_contributions: list[Contribution] = []


def contributes(contribution: Contribution) -> Contribution:
    """Declare a function that gives the entries of a person (by id) at an instant: theirs, and nobody else's."""
    _contributions.append(contribution)
    return contribution


def entries(person_id: int, at: datetime) -> list[Entry]:
    """Everything that the calendar of a person shows at an instant, in an order that does not vary."""
    found = [entry for contribution in _contributions for entry in contribution(person_id, at)]
    return sorted(found, key=lambda entry: entry.uid)


@contributes
def workshops(person_id: int, at: datetime) -> Iterable[Entry]:
    """The workshops of the cohorts where the person is, or which they coach, at this instant."""
    member = select(Membership.cohort_id).where(Membership.person_id == person_id, belongs(at))
    coach = select(Term.cohort_id).where(Term.person_id == person_id, holds(at))
    mine = select(Workshop, Cohort).join(Cohort, Cohort.id == Workshop.cohort_id)
    mine = mine.where(or_(Cohort.id.in_(member), Cohort.id.in_(coach)), Workshop.ends_at > at - KEPT)
    rows = list(db.session.execute(mine.order_by(Workshop.id)))
    asked = queries.prerequisites(row.id for row, _ in rows)
    return [entry_of(row, cohort, asked[row.id]) for row, cohort in rows]


def entry_of(workshop: Workshop, cohort: Cohort, asked: Sequence[Pair]) -> Entry:
    """A workshop as everyone's calendar shows it."""
    settings: Settings = current_app.extensions["relais_settings"]
    before = [part.title for part in parts(catalog(), asked)]
    lines = [
        f"Annulé : {workshop.cancel_reason}" if workshop.cancel_reason else "",
        workshop.objective,
        f"À préparer : {workshop.prepare}" if workshop.prepare else "",
        f"À terminer avant : {', '.join(before)}." if before else "",
        f"Visioconférence : {workshop.link}" if workshop.link else "",
    ]
    return Entry(
        uid=uid_of("atelier", workshop.id),
        starts=workshop.starts_at,
        ends=workshop.ends_at,
        title=f"{'Annulé : ' if workshop.cancelled_at else ''}{workshop.title} ({cohort.name})",
        changed_at=workshop.changed_at,
        sequence=workshop.sequence,
        text="\n".join(filter(None, lines)),
        place=workshop.place or workshop.link,
        url=f"{settings.url.rstrip('/')}/cohortes/{cohort.id}/ateliers/{workshop.id}",
        cancelled=workshop.cancelled_at is not None,
    )


def uid_of(kind: str, number: int | str) -> str:
    """A name for an event that no other has, here or elsewhere."""
    settings: Settings = current_app.extensions["relais_settings"]
    return f"{kind}-{number}@{urlsplit(settings.url).hostname}"
