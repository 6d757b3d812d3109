"""Table: the questions that a person missed, and when each comes back."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base


class PracticeCard(Base):
    """One person and one question; `due` is None once it is known. What was answered last is kept to explain it."""

    __tablename__ = "practice_card"
    __table_args__ = (
        UniqueConstraint("person_id", "source", "question"),
        Index("ix_practice_card_due", "person_id", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(130))
    question: Mapped[str] = mapped_column(String(60))
    box: Mapped[int]
    due: Mapped[date | None]
    answered_on: Mapped[date | None]
    fingerprint: Mapped[str | None] = mapped_column(String(32))
    answer: Mapped[str | None] = mapped_column(Text)
