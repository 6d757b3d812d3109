"""Tables: the time that a person declares, when they are away, what they chose, and whose plan does not hold."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.db import Base

SUBJECT_LONGEST, BEFORE_LONGEST = 90, 200


class PlanPace(Base):
    """What a person declares: minutes a week (the cohort's when None), and when they mean to have finished."""

    __tablename__ = "plan_pace"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    minutes: Mapped[int | None]
    goal: Mapped[date | None]
    declared_at: Mapped[datetime] = mapped_column(default=now)


class PlanAbsence(Base):
    """Days when a person is away, both included; nobody asks why."""

    __tablename__ = "plan_absence"
    __table_args__ = (UniqueConstraint("person_id", "starts", "ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    starts: Mapped[date]
    ends: Mapped[date]


class PlanChoice(Base):
    """That a person leaves for afterwards what does not fit before a deadline."""

    __tablename__ = "plan_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(SUBJECT_LONGEST), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


class PlanCheck(Base):
    """Whether a plan still held when it was last checked; `checked_at` is None once a fact changed since.

    `minutes` miss before `before`, the first date that is not left for afterwards, which comes at `until`; 0 when the
    plan holds. `since` is when this was first seen.
    """

    __tablename__ = "plan_check"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    checked_at: Mapped[datetime | None]
    minutes: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    before: Mapped[str] = mapped_column(String(BEFORE_LONGEST), default="", server_default="")
    until: Mapped[datetime | None]
    since: Mapped[datetime | None]
