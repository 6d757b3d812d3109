"""Reads of agendas: a person's list, one agenda with its rows, and what a printed one says."""

from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import func, select

from course.agendas.models import Agenda, AgendaItem
from course.agendas.rules import Printed, Row
from course.db import db


def own_agenda(person: int, agenda: int, *, lock: bool = False) -> Agenda | None:
    """A person's own agenda, or None; `lock` keeps others from changing it until the end of the transaction."""
    query = select(Agenda).where(Agenda.id == agenda, Agenda.person_id == person)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def agendas(person: int) -> list[Record[Any]]:
    """A person's agendas, the last changed first, each with how many rows it has and their minutes."""
    counts = (
        select(AgendaItem.agenda_id, func.count().label("rows"), func.sum(AgendaItem.minutes).label("minutes"))
        .join(Agenda, Agenda.id == AgendaItem.agenda_id)
        .where(Agenda.person_id == person)
        .group_by(AgendaItem.agenda_id)
        .subquery()
    )
    statement = (
        select(Agenda, func.coalesce(counts.c.rows, 0), func.coalesce(counts.c.minutes, 0))
        .outerjoin(counts, counts.c.agenda_id == Agenda.id)
        .where(Agenda.person_id == person)
        .order_by(Agenda.updated_at.desc(), Agenda.id.desc())
    )
    return list(db.session.execute(statement))


def rows(agenda: Agenda) -> list[Row]:
    """The agenda's rows, in order."""
    item = AgendaItem
    columns = select(item.title, item.minutes, item.method, item.who, item.note)
    found = db.session.execute(columns.where(item.agenda_id == agenda.id).order_by(item.position))
    return [Row(*values) for values in found]


def printed(agenda: Agenda) -> Printed:
    """What a printed version of this agenda says."""
    return Printed(agenda.title, agenda.day, agenda.starts, agenda.planned, agenda.place, tuple(rows(agenda)))
