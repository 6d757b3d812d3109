"""Every write about agendas: create, fill, save, copy, delete. The caller commits."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time

from sqlalchemy import delete, func, insert, select, update

from course.agendas import queries
from course.agendas.models import Agenda, AgendaItem
from course.agendas.rules import LONGEST, MOST_AGENDAS, MOST_ROWS, Row
from course.db import db
from course.methods.schema import Method
from course.people.models import Audit, Person

STARTS, PLANNED = time(9, 30), 120
"""What a new agenda begins with."""
_COPY = " (copie)"


class RefusedError(ValueError):
    """This cannot be done; the message, in French, says why."""


def create(person_id: int, title: str, at: datetime) -> Agenda:
    """A new agenda, empty. May raise RefusedError."""
    return _added(Agenda(person_id=person_id, title=title, starts=STARTS, planned=PLANNED), at)


def duplicate(agenda: Agenda, at: datetime) -> Agenda:
    """A copy without a date. May raise RefusedError."""
    title = agenda.title[: LONGEST["title"] - len(_COPY)] + _COPY
    same = {"starts": agenda.starts, "planned": agenda.planned, "place": agenda.place}
    copy = _added(Agenda(person_id=agenda.person_id, title=title, **same), at)
    _write(copy, queries.rows(agenda))
    return copy


def save(agenda: Agenda, head: Mapping[str, str | int | date | time | None], rows: Sequence[Row], at: datetime) -> None:
    """Keep the whole agenda as it was typed: its head's fields and its rows."""
    for name, value in head.items():
        setattr(agenda, name, value)
    _write(agenda, rows)
    _touch(agenda, at)


def add_method(agenda: Agenda, slug: str, method: Method, at: datetime) -> int:
    """Add a sheet as the last row; its position. May raise RefusedError."""
    rows = queries.rows(agenda)
    if len(rows) >= MOST_ROWS:
        raise RefusedError(f"Ce déroulé a déjà {MOST_ROWS} lignes : retirez-en une, ou choisissez-en un autre.")
    _write(agenda, [*rows, row_of(slug, method)])
    _touch(agenda, at)
    return len(rows) + 1


def row_of(slug: str, method: Method) -> Row:
    """The row that a sheet makes: its minuted time, and what it is for."""
    return Row(method.title, method.total, slug, note=method.purpose)


def remove(agenda: Agenda) -> None:
    """Delete the agenda and its rows, for good."""
    _note(agenda, "agenda-deleted")
    _show(agenda.person_id)
    db.session.delete(agenda)


def _added(agenda: Agenda, at: datetime) -> Agenda:
    """The person's row is locked, so that two clicks cannot pass the limit together."""
    db.session.get(Person, agenda.person_id, with_for_update=True)
    held = db.session.scalar(select(func.count()).where(Agenda.person_id == agenda.person_id)) or 0
    if held >= MOST_AGENDAS:
        raise RefusedError(f"Vous avez déjà {MOST_AGENDAS} déroulés : supprimez-en un d'abord.")
    agenda.created_at = at
    _touch(agenda, at)
    db.session.add(agenda)
    db.session.flush()
    _note(agenda, "agenda-created")
    return agenda


def _write(agenda: Agenda, rows: Sequence[Row]) -> None:
    db.session.execute(delete(AgendaItem).where(AgendaItem.agenda_id == agenda.id))
    values = [{"agenda_id": agenda.id, "position": place, **asdict(row)} for place, row in enumerate(rows, 1)]
    if values:
        db.session.execute(insert(AgendaItem), values)


def _touch(agenda: Agenda, at: datetime) -> None:
    agenda.updated_at = at
    _show(agenda.person_id)


def _show(person_id: int) -> None:
    """What the person sees has changed: their pages are no longer the ones that browsers hold."""
    db.session.execute(update(Person).where(Person.id == person_id).values(version=Person.version + 1))


def _note(agenda: Agenda, action: str) -> None:
    person = agenda.person_id
    db.session.add(Audit(actor_id=person, person_id=person, action=action, detail=f"déroulé {agenda.id}"))
