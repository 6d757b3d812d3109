"""Tables: who is where in a lesson, who finished it, and the answers to its check questions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base

_FINISHED = text("finished_at IS NOT NULL")


class LessonState(Base):
    """One person and one lesson: the section they stopped at, and the version they finished, for good."""

    __tablename__ = "lesson_state"
    __table_args__ = (
        Index("ix_lesson_state_finished", "lesson", "person_id", sqlite_where=_FINISHED, postgresql_where=_FINISHED),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    lesson: Mapped[str] = mapped_column(String(130), primary_key=True)
    section: Mapped[str] = mapped_column(String(200), default="")
    seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    finished_fingerprint: Mapped[str | None] = mapped_column(String(32))


class CheckAnswer(Base):
    """The last answer given to a check question, with the version that was read."""

    __tablename__ = "check_answer"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    lesson: Mapped[str] = mapped_column(String(130), primary_key=True)
    question: Mapped[str] = mapped_column(String(60), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(Text)
    score: Mapped[float]
    answered_at: Mapped[datetime]
