"""Tables: cohorts and their calendar, who belongs to them, who coaches them, and what is handed over.

Memberships and terms are instants: access is a comparison with the clock, at each request.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text, true
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.cohorts.rules import ITEM_LONGEST, LABEL_LONGEST, NAME_LONGEST, USUAL_MINUTES, Stage
from course.db import Base

OPEN = text("ends_at IS NULL")


class Cohort(Base):
    """People who learn together; `weekdays_off` lists ISO weekdays, as « 67 » for the week-end."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LONGEST))
    starts: Mapped[date]
    ends: Mapped[date | None]
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    minutes_per_week: Mapped[int] = mapped_column(default=USUAL_MINUTES)
    weekdays_off: Mapped[str] = mapped_column(String(7), default="67")
    holidays_off: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(default=now)


class DayOff(Base):
    """Days when the cohort does not work, both ends included."""

    __tablename__ = "cohort_day_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    label: Mapped[str] = mapped_column(String(LABEL_LONGEST), default="")


class Target(Base):
    """When the cohort means to have finished a module."""

    __tablename__ = "cohort_target"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    module: Mapped[str] = mapped_column(String(60), primary_key=True)
    due: Mapped[date]


class Membership(Base):
    """A person's time in a cohort; whoever comes back has another row. Their work is theirs, not its."""

    __tablename__ = "cohort_membership"
    __table_args__ = (
        Index(
            "uq_cohort_membership_open",
            "cohort_id",
            "person_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_cohort_membership_person_id", "person_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]


class Term(Base):
    """Who coaches a cohort from an instant to another; `told` is the last stage that was mailed.

    `note` is the page handed over to the next coach.
    """

    __tablename__ = "coach_term"
    __table_args__ = (Index("ix_coach_term_person_id", "person_id", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    told: Mapped[int] = mapped_column(default=Stage.COMING)
    note: Mapped[str] = mapped_column(Text, default="")
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    noted_at: Mapped[datetime | None]


class HandoverItem(Base):
    """One thing to do before a term ends; ticked by whom, and when."""

    __tablename__ = "handover_item"

    term_id: Mapped[int] = mapped_column(ForeignKey("coach_term.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(ITEM_LONGEST))
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    done_at: Mapped[datetime | None]


class RosterFile(Base):
    """A list of people to bring into a cohort, read, shown, and waiting for a yes; its lines go as they are done.

    `lines`, `problems` and `headings`, by which it was read, are JSON; the counts tell what became of the lines, and
    outlive them.
    """

    __tablename__ = "cohort_roster"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    lines: Mapped[str] = mapped_column(Text)
    problems: Mapped[str] = mapped_column(Text)
    headings: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    invited: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
