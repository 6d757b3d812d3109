"""Tables: workshops, what to do before, who came, and the secret addresses of calendars."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.db import Base
from course.workshops.rules import LONGEST, News, Reminder

_PLANNED = text("cancelled_at IS NULL")


class Workshop(Base):
    """A time when a cohort meets; `sequence` grows with every change that a calendar shows.

    `reminded` is the last reminder ordered, `news` what is still to be told, and `former_at` when it was to
    begin, as people were told; `known` is JSON, when and where they know it to be while a change is told.
    Attendance is open until `signing_until`, by codes drawn from `signing_key`.
    """

    __tablename__ = "workshop"
    __table_args__ = (
        Index(
            "uq_workshop_planned",
            "cohort_id",
            "starts_at",
            "title",
            unique=True,
            sqlite_where=_PLANNED,
            postgresql_where=_PLANNED,
        ),
        Index("ix_workshop_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(LONGEST["title"]))
    objective: Mapped[str] = mapped_column(Text, default="")
    prepare: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(LONGEST["place"]), default="")
    link: Mapped[str] = mapped_column(String(LONGEST["link"]), default="")
    agenda_id: Mapped[int | None] = mapped_column(ForeignKey("agenda.id", ondelete="SET NULL"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    sequence: Mapped[int] = mapped_column(default=0)
    reminded: Mapped[int] = mapped_column(default=Reminder.NONE)
    news: Mapped[str] = mapped_column(String(10), default=News.NONE)
    former_at: Mapped[datetime | None]
    known: Mapped[str] = mapped_column(Text, default="", server_default="")
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(LONGEST["reason"]), default="")
    signing_key: Mapped[str] = mapped_column(String(64), default="")
    signing_until: Mapped[datetime | None]
    deliverables: Mapped[str] = mapped_column(Text, default="")
    decisions: Mapped[str] = mapped_column(Text, default="")
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    written_at: Mapped[datetime | None]


class WorkshopPrerequisite(Base):
    """A module to finish before a workshop, or one lesson of it (« module/lesson »)."""

    __tablename__ = "workshop_prerequisite"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(String(60))
    lesson: Mapped[str | None] = mapped_column(String(130))


class Attendance(Base):
    """That a person came; `how` is signed (by themselves, with the code) or ticked (by `by`)."""

    __tablename__ = "workshop_attendance"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    how: Mapped[str] = mapped_column(String(8))
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)


class CalendarAddress(Base):
    """The secret of a person's calendar address, until they renew it."""

    __tablename__ = "calendar_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
