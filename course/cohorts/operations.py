"""Every write about cohorts and who is in them: create, change, join, leave. The caller commits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from course import mail
from course.clock import now
from course.cohorts.models import OPEN, Cohort, DayOff, Membership, Target, Term
from course.cohorts.rules import moved
from course.db import db
from course.people.models import Audit, Person


class RefusedError(ValueError):
    """This cannot be done; the message, in French, says why, and `field` where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


ZoneMove = Callable[[Cohort, str], None]
_moves: list[ZoneMove] = []


def moves_with_zone(move: ZoneMove) -> ZoneMove:
    """Declare what keeps its clock when a cohort's time zone changes: it is given the cohort and its former zone."""
    _moves.append(move)
    return move


def create(values: Mapping[str, object], actor_id: int | None) -> Cohort:
    """A cohort with these columns, empty. May raise RefusedError.

    The row of who creates it is locked, so that two clicks do not make two cohorts.
    """
    if actor_id:
        db.session.get(Person, actor_id, with_for_update=True)
    same = select(Cohort.id).where(Cohort.name == values["name"], Cohort.starts == values["starts"])
    if db.session.scalar(same.limit(1)):
        raise RefusedError("Une cohorte de ce nom commence déjà ce jour-là.", "name")
    cohort = Cohort(**values)
    db.session.add(cohort)
    db.session.flush()
    note("cohort-created", cohort, actor_id)
    return cohort


def change(cohort: Cohort, values: Mapping[str, object], actor_id: int) -> None:
    """Change a cohort's columns; terms keep their days when the time zone changes, what is at an hour keeps it.

    A term that is over stays over. The cohort's row is locked, so that two clicks do not write its dates twice.
    """
    db.session.refresh(cohort, with_for_update=True)
    former, at = cohort.time_zone, now()
    for name, value in values.items():
        setattr(cohort, name, value)
    if cohort.time_zone != former:
        for term in db.session.scalars(select(Term).where(Term.cohort_id == cohort.id)):
            ended = term.ends_at <= at
            term.starts_at = moved(term.starts_at, former, cohort.time_zone)
            term.ends_at = moved(term.ends_at, former, cohort.time_zone)
            if ended:
                term.starts_at, term.ends_at = min(term.starts_at, at), min(term.ends_at, at)
        for move in _moves:
            move(cohort, former)
    note("cohort-changed", cohort, actor_id)


def set_days_off(cohort: Cohort, days: Sequence[tuple[date, date, str]]) -> None:
    """Replace the days off: first, last and label of each."""
    db.session.execute(delete(DayOff).where(DayOff.cohort_id == cohort.id))
    rows = [{"cohort_id": cohort.id, "starts": first, "ends": last, "label": label} for first, last, label in days]
    if rows:
        db.session.execute(insert(DayOff), rows)


def set_targets(cohort: Cohort, targets: Mapping[str, date]) -> None:
    """Replace the target dates, by module."""
    db.session.execute(delete(Target).where(Target.cohort_id == cohort.id))
    rows = [{"cohort_id": cohort.id, "module": module, "due": due} for module, due in targets.items()]
    if rows:
        db.session.execute(insert(Target), rows)


def join(cohort: Cohort, person_id: int, actor_id: int | None, at: datetime) -> bool:
    """Bring a person in; False when they are there already, however many clicks arrive together."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(Membership).values(cohort_id=cohort.id, person_id=person_id, starts_at=at)
    absent = row.on_conflict_do_nothing(index_elements=["cohort_id", "person_id"], index_where=OPEN)
    added = db.session.scalar(absent.returning(Membership.id)) is not None
    if added:
        note("cohort-joined", cohort, actor_id, person_id)
    return added


def leave(cohort: Cohort, person_id: int, actor_id: int, at: datetime) -> bool:
    """End a person's membership now; False when they are not there. Nothing that they did is touched."""
    mine = (Membership.cohort_id == cohort.id, Membership.person_id == person_id, Membership.ends_at.is_(None))
    ended = update(Membership).where(*mine).values(ends_at=at).returning(Membership.id)
    gone = db.session.execute(ended.execution_options(synchronize_session=False)).first() is not None
    if gone:
        mail.withdraw(f"{joined(cohort, person_id)}:")
        note("cohort-left", cohort, actor_id, person_id)
    return gone


def joined(cohort: Cohort, person_id: int) -> str:
    """What the message that somebody joined is about."""
    return f"joined:{cohort.id}:{person_id}"


def note(action: str, cohort: Cohort, actor_id: int | None, person_id: int | None = None, more: str = "") -> None:
    """Keep a trace."""
    detail = f"{cohort.name}{more}"
    db.session.add(Audit(action=action, actor_id=actor_id, person_id=person_id, detail=detail))
