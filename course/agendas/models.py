"""Tables: a person's agendas, and their rows in order."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from course.agendas.rules import LONGEST
from course.db import Base


class Agenda(Base):
    """One agenda; `starts` is the wall clock of the instance's time zone, `planned` counts minutes."""

    __tablename__ = "agenda"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(LONGEST["title"]))
    day: Mapped[date | None]
    starts: Mapped[time]
    planned: Mapped[int]
    place: Mapped[str] = mapped_column(String(LONGEST["place"]), default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AgendaItem(Base):
    """One row; `method` names the sheet it came from, which may exist no longer."""

    __tablename__ = "agenda_item"

    agenda_id: Mapped[int] = mapped_column(ForeignKey("agenda.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(LONGEST["title"]), default="")
    minutes: Mapped[int]
    method: Mapped[str | None] = mapped_column(String(60))
    who: Mapped[str] = mapped_column(String(LONGEST["who"]), default="")
    note: Mapped[str] = mapped_column(Text, default="")
