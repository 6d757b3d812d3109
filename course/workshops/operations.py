"""Every write about a workshop itself: create, change, cancel, write up. The caller commits."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from course.clock import now
from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError, moves_with_zone, note
from course.cohorts.rules import moved as at_same_clock
from course.db import db
from course.workshops import codes
from course.workshops.models import Workshop, WorkshopPrerequisite
from course.workshops.notice_operations import is_unheard, withdraw
from course.workshops.preparation import Pair
from course.workshops.rules import News, Reminder, day_in_words

_TWICE = "Un atelier de ce nom existe déjà à cette heure."
_CHANGED = "L'atelier a changé entre-temps : la version enregistrée est sur sa page. Relisez, puis enregistrez."
_CANCELLED = "Cet atelier est annulé."
Edit = tuple[str, int, datetime]
"""The mark of the version that was edited, who edits it, and when."""
_WHERE = ("starts_at", "ends_at", "place", "link")
"""What people must be told of when it changes."""


def create(
    cohort: Cohort, values: Mapping[str, object], asked: Sequence[Pair], actor_id: int | None, at: datetime
) -> Workshop:
    """A workshop with these columns and these prerequisites. May raise RefusedError."""
    workshop = Workshop(cohort_id=cohort.id, created_by=actor_id, changed_at=at, **values)
    try:
        with db.session.begin_nested():
            db.session.add(workshop)
    except IntegrityError:
        raise RefusedError(_TWICE, "title") from None
    _ask(workshop, asked)
    _note("workshop-created", workshop, cohort, actor_id)
    return workshop


def change(
    workshop: Workshop,
    cohort: Cohort,
    values: Mapping[str, object],
    asked: Sequence[Pair],
    edit: Edit,
) -> None:
    """Change a workshop; another hour or another place is told, another hour brings the reminders back.

    Postponed too far for anybody to sign now, its signatures close: nobody signs for what did not take place.

    May raise RefusedError.
    """
    mark, actor_id, at = edit
    db.session.refresh(workshop, with_for_update=True)
    if workshop.cancelled_at:
        raise RefusedError(_CANCELLED, "title")
    if mark != str(workshop.sequence):
        raise RefusedError(_CHANGED, "title")
    former = {name: getattr(workshop, name) for name in _WHERE}
    moved = any(former[name] != values[name] for name in _WHERE)
    try:
        with db.session.begin_nested():
            for name, value in values.items():
                setattr(workshop, name, value)
    except IntegrityError:
        raise RefusedError(_TWICE, "title") from None
    if workshop.starts_at != former["starts_at"]:
        workshop.reminded = Reminder.NONE
        if not codes.may_open(workshop.starts_at, workshop.ends_at, at):
            workshop.signing_until, workshop.signing_key = None, ""
    elif not workshop.news:
        workshop.former_at = None
    if moved and max(former["starts_at"], workshop.starts_at) > at:
        _announce(workshop, former)
    workshop.sequence, workshop.changed_at = workshop.sequence + 1, at
    _ask(workshop, asked)
    _note("workshop-moved" if moved else "workshop-changed", workshop, cohort, actor_id)


def _announce(workshop: Workshop, former: Mapping[str, Any]) -> None:
    """Tell the change, from what people know; back where they know it to be, there is nothing to tell."""
    unheard = is_unheard(workshop)
    withdraw(workshop)
    workshop.known = workshop.known if workshop.known and unheard else _place(former)
    starts_at, *_ = json.loads(workshop.known)
    workshop.former_at = datetime.fromisoformat(starts_at)
    if workshop.known == _place({name: getattr(workshop, name) for name in _WHERE}):
        workshop.news, workshop.reminded = News.NONE, Reminder.NONE
    else:
        workshop.news = News.CHANGED


def _place(values: Mapping[str, Any]) -> str:
    """When and where, as it is kept of what people know."""
    found = [values[name] for name in _WHERE]
    return json.dumps([item.astimezone(UTC).isoformat() if isinstance(item, datetime) else item for item in found])


def cancel(workshop: Workshop, cohort: Cohort, reason: str, actor_id: int, at: datetime) -> None:
    """Cancel a workshop, and tell it once unless it is over. May raise RefusedError."""
    db.session.refresh(workshop, with_for_update=True)
    if workshop.cancelled_at:
        raise RefusedError(_CANCELLED)
    workshop.cancelled_at = workshop.changed_at = at
    workshop.cancel_reason, workshop.sequence = reason, workshop.sequence + 1
    workshop.signing_until = None
    workshop.news = News.CANCELLED if workshop.starts_at > at else News.NONE
    withdraw(workshop)
    _note("workshop-cancelled", workshop, cohort, actor_id)


def write_up(workshop: Workshop, cohort: Cohort, texts: Mapping[str, str], edit: Edit) -> None:
    """Keep what came out of a workshop; refused when it changed meanwhile. May raise RefusedError."""
    mark, actor_id, at = edit
    db.session.refresh(workshop, with_for_update=True)
    if mark != written_mark(workshop):
        raise RefusedError("Ce texte a changé entre-temps : la version enregistrée est plus bas.", "deliverables")
    workshop.deliverables, workshop.decisions = texts["deliverables"], texts["decisions"]
    workshop.written_by, workshop.written_at = actor_id, at
    _note("workshop-written-up", workshop, cohort, actor_id)


@moves_with_zone
def keep_hours(cohort: Cohort, former: str) -> None:
    """Keep the hours that people know when their cohort's zone is corrected; one by one, the farthest first.

    In that order no two workshops of the same name ever meet at the same instant.
    """
    mine = list(
        db.session.scalars(select(Workshop).where(Workshop.cohort_id == cohort.id).order_by(Workshop.starts_at))
    )
    later = bool(mine) and at_same_clock(mine[0].starts_at, former, cohort.time_zone) > mine[0].starts_at
    for workshop in reversed(mine) if later else mine:
        for name in ("starts_at", "ends_at"):
            setattr(workshop, name, at_same_clock(getattr(workshop, name), former, cohort.time_zone))
        workshop.sequence, workshop.changed_at = workshop.sequence + 1, now()
        db.session.flush()


def written_mark(workshop: Workshop) -> str:
    """Tells this version of what was written from any other."""
    return workshop.written_at.isoformat() if workshop.written_at else ""


def _ask(workshop: Workshop, asked: Sequence[Pair]) -> None:
    db.session.execute(delete(WorkshopPrerequisite).where(WorkshopPrerequisite.workshop_id == workshop.id))
    rows = [
        {"workshop_id": workshop.id, "position": place, "module": module, "lesson": lesson}
        for place, (module, lesson) in enumerate(asked, 1)
    ]
    if rows:
        db.session.execute(insert(WorkshopPrerequisite), rows)


def _note(action: str, workshop: Workshop, cohort: Cohort, actor_id: int | None) -> None:
    day = day_in_words(workshop.starts_at, cohort.time_zone)
    note(action, cohort, actor_id, more=f", « {workshop.title} », {day}")
