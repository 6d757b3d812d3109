"""Tables: when a cohort's rules speak, what coaches did about whom, their notes, letters and appointments.

`token` is drawn with the form: clicking twice keeps one row.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.db import Base

PRIVATE, COACHES, SHARED = "private", "coaches", "shared"


class CoachingSettings(Base):
    """A cohort's thresholds, once its coach changed them; empty means never. Days are worked days but the last."""

    __tablename__ = "coaching_settings"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    silent_days: Mapped[int | None]
    failures: Mapped[int | None]
    stuck_days: Mapped[int | None]
    workshop_days: Mapped[int | None]
    plan: Mapped[bool] = mapped_column(default=True, server_default=true())


class Handled(Base):
    """The last thing that a coach did about one reason why a person needs them; put off when `until` is set.

    `how` is letter, appointment, done or later.
    """

    __tablename__ = "coaching_handled"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id", "kind", "subject"),
        Index("ix_coaching_handled_week", "cohort_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(20), default="", server_default="")
    how: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    until: Mapped[date | None]


class Note(Base):
    """What a coach wrote about a person: for themselves, for the cohort's coaches, or shared with the person.

    A private note goes with its author; the others stay with the cohort.
    """

    __tablename__ = "coach_note"
    __table_args__ = (Index("ix_coach_note_about", "person_id", "cohort_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    visibility: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    written_at: Mapped[datetime] = mapped_column(default=now)


class Letter(Base):
    """A message that a coach sent to a person; the cohort's other coaches see that it left, not what it says."""

    __tablename__ = "coach_letter"
    __table_args__ = (Index("ix_coach_letter_about", "person_id", "cohort_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    sent_at: Mapped[datetime] = mapped_column(default=now)


class Appointment(Base):
    """When a coach and a person meet, and where; the token names the event in their calendars.

    One that is cancelled stays, with its reason.
    """

    __tablename__ = "coach_appointment"
    __table_args__ = (Index("ix_coach_appointment_about", "person_id", "cohort_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200), default="")
    token: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def closed(self, at: datetime) -> str:
        """Why it can no longer be cancelled at an instant, in words; "" when it can."""
        if self.cancelled_at:
            return "Ce rendez-vous est déjà annulé."
        return "" if self.starts_at > at else "Ce rendez-vous est passé : il ne s'annule plus."
