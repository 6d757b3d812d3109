"""Tables: the questions as they were asked, the attempts and their answers, what is granted to a person."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base
from course.quizzes.timing import GRACE

OPEN, DONE = "open", "done"
DEFERRED, IMMEDIATE, CERTAINTY = "deferred", "immediate", "certainty"
IS_OPEN = text(f"state = '{OPEN}'")
_UNUSED = text("attempt_id IS NULL")


class QuestionVersion(Base):
    """A question as it was written on the day it was asked; named after its content, never changed."""

    __tablename__ = "question_version"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)


class Attempt(Base):
    """One try at a quiz; its behaviour and what its result means are frozen with it. `score` is from 0 to 100.

    `bonus` is what certainty added to the share of right answers, in points out of 100. `time_limit` and
    `extra_minutes` are what `deadline` was made of; `timed_out` tells that the attempt was closed by it.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("uq_attempt_open", "person_id", "quiz", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        UniqueConstraint("person_id", "quiz", "number"),
        Index("ix_attempt_deadline", "deadline", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    quiz: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    module: Mapped[str] = mapped_column(String(60))
    pass_mark: Mapped[int]
    state: Mapped[str] = mapped_column(String(4), default=OPEN)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    score: Mapped[float | None]
    passed: Mapped[bool] = mapped_column(default=False, server_default=false())
    behaviour: Mapped[str] = mapped_column(String(10), default=DEFERRED, server_default=DEFERRED)
    bonus: Mapped[float | None]
    time_limit: Mapped[int | None]
    extra_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    deadline: Mapped[datetime | None]
    timed_out: Mapped[bool] = mapped_column(default=False, server_default=false())

    def is_over(self, at: datetime) -> bool:
        """True when it is still open and its time, with the network's grace, is over: nothing more counts."""
        return self.state == OPEN and self.deadline is not None and at > self.deadline + GRACE


class AttemptItem(Base):
    """One question of an attempt: the order of what it shows, the answer given, its score from 0 to 1.

    `layout` and `answer` are JSON; the score is set when the answer is checked or the attempt graded, and the answer
    is then final. `certainty` goes from 1 to 3. `late_answer` is the first one that came after the end: kept, not
    graded.
    """

    __tablename__ = "attempt_item"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(ForeignKey("question_version.fingerprint"))
    layout: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    score: Mapped[float | None]
    certainty: Mapped[int | None]
    late_answer: Mapped[str | None] = mapped_column(Text)
    late_at: Mapped[datetime | None]


class ExtraTime(Base):
    """More time for a person's timed attempts, decided by somebody; the last row holds, 0 takes it back."""

    __tablename__ = "extra_time"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    percent: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    granted_at: Mapped[datetime]


class ExtraAttempt(Base):
    """One more attempt, granted to a person by somebody, and the attempt that it became."""

    __tablename__ = "extra_attempt"
    __table_args__ = (
        Index(
            "uq_extra_attempt_unused",
            "person_id",
            "quiz",
            unique=True,
            sqlite_where=_UNUSED,
            postgresql_where=_UNUSED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    quiz: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(300))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    granted_at: Mapped[datetime]
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), unique=True)
