"""Table: what a cohort's lists sort and filter on, one row per person, kept in the transaction of each fact."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base


class RollUp(Base):
    """One person's progress, summed up; whoever never did anything may have none (docs/decisions/0021).

    `content` names the path that it was counted over. `active_at` is their last activity, at most a quarter of an
    hour late; `advanced_at` when they last finished a lesson, passed an assessment or were exempted from something.
    `done` counts the steps really done, `settled` those for which nothing more is asked. `step` is the slug of their
    next step, "" when nothing remains; `started` tells that it is under way. `failures` counts the attempts at
    `failed`, the assessment that they most often failed and did not pass since; `failed_at` is the last one.
    """

    __tablename__ = "roll_up"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[str] = mapped_column(String(16), default="", server_default="")
    active_at: Mapped[datetime | None]
    advanced_at: Mapped[datetime | None]
    percent: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    settled: Mapped[int] = mapped_column(default=0, server_default="0")
    step: Mapped[str] = mapped_column(String(130), default="", server_default="")
    started: Mapped[bool] = mapped_column(default=False, server_default=false())
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    failed: Mapped[str] = mapped_column(String(60), default="", server_default="")
    failed_at: Mapped[datetime | None]


class MirrorFigure(Base):
    """What a cohort as a whole knows of one competence, as its mirror shows it until enough people moved.

    `source` is what it is counted from, assessments or the levels that people give themselves. `percent` is rounded
    (course/tracking/mirror.py); `counted` is JSON, the exact score of each person who made it: never shown, it tells
    when enough of them moved to count again.
    """

    __tablename__ = "mirror_figure"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(String(12), primary_key=True)
    competence: Mapped[str] = mapped_column(String(2), primary_key=True)
    made_at: Mapped[datetime]
    people: Mapped[int]
    percent: Mapped[int]
    counted: Mapped[str] = mapped_column(Text, deferred=True)
