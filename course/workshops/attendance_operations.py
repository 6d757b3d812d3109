"""Every write about who came: open, sign, tick, correct. The caller commits.

One row a person: fifty clicks at once, a signature and a tick, make one.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError, note
from course.db import db
from course.workshops import attendance_queries, codes
from course.workshops.models import Attendance, Workshop
from course.workshops.rules import day_in_words

SIGNED, TICKED = "signed", "ticked"


def open_signing(workshop: Workshop, cohort: Cohort, actor_id: int, at: datetime) -> None:
    """Let members sign, with codes that nobody saw before. May raise RefusedError."""
    db.session.refresh(workshop, with_for_update=True)
    if workshop.cancelled_at:
        raise RefusedError("Cet atelier est annulé.")
    if not codes.may_open(workshop.starts_at, workshop.ends_at, at):
        raise RefusedError(
            "On signe de deux heures avant l'atelier à douze heures après. Ensuite, cochez les présences."
        )
    workshop.signing_key = secrets.token_hex(32)
    workshop.signing_until = codes.closes_at(workshop.ends_at, at)
    note("attendance-opened", cohort, actor_id, more=_which(workshop, cohort))


def close_signing(workshop: Workshop, cohort: Cohort, actor_id: int, at: datetime) -> None:
    """Stop signatures now; the code that is shown is worth nothing any more."""
    db.session.refresh(workshop, with_for_update=True)
    if workshop.signing_until and workshop.signing_until > at:
        workshop.signing_until, workshop.signing_key = at, ""
        note("attendance-closed", cohort, actor_id, more=_which(workshop, cohort))


def sign(person_id: int, typed: str, at: datetime) -> Workshop | None:
    """Note that a member is there, by the code shown in the room; the workshop, or None when no code matches.

    Only the workshops of the person's own cohorts, while their attendance is open, are looked at.
    """
    for workshop in attendance_queries.open_to(person_id, at):
        if codes.is_right(workshop.signing_key, typed, at):
            _add(workshop.id, person_id, SIGNED, person_id, at)
            return workshop
    return None


def tick(workshop: Workshop, cohort: Cohort, people: Iterable[int], actor_id: int, at: datetime) -> int:
    """Note that these people were there; how many were not noted yet. Who is not expected is left aside.

    Nobody vouches for themselves: one signs with the code of the room, or somebody else ticks.
    """
    expected = {row.id for row in attendance_queries.expected(workshop)} - {actor_id}
    added = [person for person in dict.fromkeys(people) if person in expected]
    added = [person for person in added if _add(workshop.id, person, TICKED, actor_id, at)]
    for person in added:
        note("attendance-ticked", cohort, actor_id, person, _which(workshop, cohort))
    return len(added)


def remove(workshop: Workshop, cohort: Cohort, person_id: int, actor_id: int) -> None:
    """Take a person's attendance back, and keep a trace of how it had been noted."""
    mine = (Attendance.workshop_id == workshop.id, Attendance.person_id == person_id)
    gone = delete(Attendance).where(*mine).returning(Attendance.how, Attendance.at)
    row = db.session.execute(gone.execution_options(synchronize_session=False)).first()
    if row:
        how = {SIGNED: "signée", TICKED: "cochée"}[row.how]
        more = f"{_which(workshop, cohort)} ({how} le {row.at:%d/%m/%Y à %H:%M} UTC)"
        note("attendance-removed", cohort, actor_id, person_id, more)


def _add(workshop_id: int, person_id: int, how: str, by: int, at: datetime) -> bool:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(Attendance).values(workshop_id=workshop_id, person_id=person_id, how=how, by=by, at=at)
    absent = row.on_conflict_do_nothing(index_elements=["workshop_id", "person_id"])
    return db.session.scalar(absent.returning(Attendance.person_id)) is not None


def _which(workshop: Workshop, cohort: Cohort) -> str:
    return f", « {workshop.title} », {day_in_words(workshop.starts_at, cohort.time_zone)}"
