"""Every write of a coach about a person: note, letter, appointment, settled, put off. The caller commits."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from course import mail
from course.coaching.ics import event_file
from course.coaching.models import SHARED, Appointment, CoachingSettings, Handled, Letter, Note
from course.coaching.queries import Following
from course.coaching.schema import Kind, Thresholds
from course.cohorts.models import Cohort, Membership
from course.cohorts.operations import RefusedError, moves_with_zone
from course.cohorts.queries import calendars
from course.cohorts.rules import moved
from course.config import Settings
from course.db import Base, db
from course.people.models import Audit, Person
from course.workshops.rules import day_in_words, is_urgent

SOON = timedelta(days=3)
"""An appointment as near as this is told at once, be it a day off."""
Key = tuple[Kind, str]
"""A reason: its kind, and which workshop it is about."""


class AlreadyWrittenError(Exception):
    """Somebody wrote to this person since the form was opened."""


@dataclass(frozen=True)
class Written:
    """A subject and a text, and the last letter that the coach knew of when they wrote; `token` names the form."""

    subject: str
    text: str
    token: str
    known: int


def add_note(who: Following, text: str, visibility: str, token: str, at: datetime) -> None:
    """Keep a note; a shared one is announced to the person, without its text."""
    mark = _mark(token, text, visibility)
    columns = {"text": text, "visibility": visibility, "token": mark, "written_at": at}
    if _added(Note, {**who.columns, **columns}) and visibility == SHARED:
        _write(who, who.person, "Une note partagée avec vous", "coach_note")
        _note("note-shared", who)


def remove_note(note_id: int, author_id: int) -> bool:
    """Erase one's own note; False when there is no such thing."""
    gone = delete(Note).where(Note.id == note_id, Note.author_id == author_id).returning(Note.id)
    return db.session.execute(gone.execution_options(synchronize_session=False)).first() is not None


def send_letter(who: Following, written: Written, reasons: Iterable[Key], at: datetime) -> None:
    """Send a letter, once, and settle these reasons. May raise AlreadyWrittenError.

    The membership is locked: of two coaches who write at the same instant, the second one is told.
    """
    _lock(who)
    mine = select(Letter.id).where(Letter.cohort_id == who.cohort.id, Letter.person_id == who.person.id)
    last = db.session.scalar(mine.order_by(Letter.id.desc()).limit(1)) or 0
    mark = _mark(written.token, written.subject, written.text)
    columns = {"subject": written.subject, "text": written.text, "token": mark, "sent_at": at}
    if not _added(Letter, {**who.columns, **columns}):
        return
    if last != written.known:
        raise AlreadyWrittenError
    _write(who, who.person, written.subject, "coach_letter", text=written.text)
    _settle(who, reasons, {"how": "letter", "at": at, "until": None})
    _note("letter-sent", who)


def make_appointment(who: Following, values: Mapping[str, Any], reasons: Iterable[Key], at: datetime) -> None:
    """Agree on when to meet: both have it in their calendars by mail; these reasons are settled."""
    _lock(who)
    mark = _mark(values["token"], values["starts_at"], values["minutes"], values["place"])
    if not _added(Appointment, {**who.columns, **values, "token": mark, "made_at": at}):
        return
    made = db.session.scalars(select(Appointment).where(Appointment.token == mark)).one()
    _tell(who, made, "Notre rendez-vous", at)
    _settle(who, reasons, {"how": "appointment", "at": at, "until": None})
    _note("appointment-made", who)


def cancel_appointment(who: Following, appointment: Appointment, reason: str, by: Person, at: datetime) -> None:
    """Cancel an appointment to come, and tell both, once; what it settled is back. May raise RefusedError."""
    db.session.refresh(appointment, with_for_update=True)
    if refusal := appointment.closed(at):
        raise RefusedError(refusal)
    appointment.cancelled_at, appointment.cancel_reason = at, reason
    unheard = mail.withdraw(_key(appointment))
    day = day_in_words(appointment.starts_at, who.cohort.time_zone)
    _tell(who, appointment, f"Rendez-vous annulé : {day}", at, unheard, by=by)
    about = (Handled.cohort_id == appointment.cohort_id, Handled.person_id == appointment.person_id)
    settled = delete(Handled).where(*about, Handled.how == "appointment", Handled.at == appointment.made_at)
    db.session.execute(settled.execution_options(synchronize_session=False))
    _note("appointment-cancelled", who, by)


@moves_with_zone
def keep_hours(cohort: Cohort, former: str) -> None:
    """Keep the hours that two people agreed on when their cohort's zone is corrected."""
    for made in db.session.scalars(select(Appointment).where(Appointment.cohort_id == cohort.id)):
        made.starts_at = moved(made.starts_at, former, cohort.time_zone)


def settle(who: Following, reasons: Iterable[Key], until: date | None, at: datetime) -> None:
    """Note that these reasons are done with, or put off until a day."""
    _settle(who, reasons, {"how": "later" if until else "done", "at": at, "until": until})


def put_back(who: Following, handled_id: int) -> bool:
    """Put a reason back in the list; False when there is no such thing."""
    mine = (Handled.cohort_id == who.cohort.id, Handled.person_id == who.person.id)
    gone = delete(Handled).where(Handled.id == handled_id, *mine).returning(Handled.id)
    return db.session.execute(gone.execution_options(synchronize_session=False)).first() is not None


def set_thresholds(cohort: Cohort, thresholds: Thresholds, actor_id: int) -> None:
    """Change when the rules speak in a cohort."""
    row = _dialect().insert(CoachingSettings).values(cohort_id=cohort.id, **vars(thresholds))
    db.session.execute(row.on_conflict_do_update(index_elements=["cohort_id"], set_=vars(thresholds)))
    db.session.add(Audit(action="coaching-settings", actor_id=actor_id, detail=cohort.name))


def _settle(who: Following, reasons: Iterable[Key], act: Mapping[str, Any]) -> None:
    """What is done last about a reason replaces what was done before."""
    same = {"cohort_id": who.cohort.id, "person_id": who.person.id, "by_id": who.coach.id, **act}
    rows = [{"kind": kind, "subject": subject, **same} for kind, subject in dict.fromkeys(reasons)]
    if rows:
        insert = _dialect().insert(Handled).values(rows)
        changed = {name: insert.excluded[name] for name in ("how", "by_id", "at", "until")}
        unique = ["cohort_id", "person_id", "kind", "subject"]
        db.session.execute(insert.on_conflict_do_update(index_elements=unique, set_=changed))


def _mark(token: str, *written: object) -> str:
    """What names a form as it was sent: a second click has the same; sent again with other words, it has another."""
    return hashlib.sha256(repr((token, *written)).encode()).hexdigest()[:32]


def _added(table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row unless its form was sent already, with the same words."""
    row = _dialect().insert(table).values(**values).on_conflict_do_nothing(index_elements=["token"])
    return db.session.scalar(row.returning(table.__table__.c.id)) is not None


def _dialect() -> Any:
    return sqlite if db.engine.dialect.name == "sqlite" else postgresql


def _lock(who: Following) -> None:
    """One coach at a time for a person."""
    db.session.execute(select(Membership.id).where(Membership.id == who.membership.id).with_for_update())


def _write(who: Following, to: Person, subject: str, template: str, **more: object) -> None:
    """A message to one of the two, answered to the other."""
    other = who.person if to is who.coach else who.coach
    values = {"name": to.name, "who": who, "url": _settings().url.rstrip("/"), "reply_to": other.email, **more}
    mail.queue(to.email, subject, template, kind=mail.Kind.COACH, person_id=to.id, **values)


def _tell(
    who: Following,
    appointment: Appointment,
    subject: str,
    at: datetime,
    unheard: Collection[int] = (),
    **more: object,
) -> None:
    """Tell both of an appointment, with its event; at once when the next working hours would be too late.

    Who never heard of it hears nothing of its end.
    """
    zone, starts = who.cohort.time_zone, appointment.starts_at
    soon = starts < at + SOON or is_urgent(starts, calendars([who.cohort])[0], zone, at)
    what, event = "cancelled" if appointment.cancelled_at else "made", event_file(appointment, who, _settings())
    values = {"appointment": appointment, "calendar": event.decode(), "urgent": soon, **more}
    for to, page in ((who.person, "/compte/accompagnement"), (who.coach, who.path)):
        if not to.disabled and to.id not in unheard:
            key = _key(appointment, what, to.id)
            _write(who, to, subject, "coach_appointment", unique_key=key, page=page, **values)


def _key(appointment: Appointment, *rest: object) -> str:
    """What makes a message about an appointment unique, or the beginning of it."""
    return ":".join(map(str, ("appointment", appointment.id, *rest))) + ":"


def _note(action: str, who: Following, by: Person | None = None) -> None:
    actor = by or who.coach
    db.session.add(Audit(action=action, actor_id=actor.id, person_id=who.person.id, detail=who.cohort.name))


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found
