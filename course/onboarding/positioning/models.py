"""Tables: each positioning of a person, frozen once finished, with the levels and the test that made it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base

_IS_OPEN = text("finished_at IS NULL")


class Positioning(Base):
    """One person at one moment: at entry, half-way or at the end; nothing in it changes once it is finished.

    `training` and `field` are what the person wrote of an equivalent training and of what they facilitated.
    """

    __tablename__ = "positioning"
    __table_args__ = (
        UniqueConstraint("person_id", "moment"),
        Index("uq_positioning_open", "person_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    moment: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    training: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[str] = mapped_column(Text, default="")


class PositioningLevel(Base):
    """The level, from 1, that a person gave themselves in a competence, and how it was described that day."""

    __tablename__ = "positioning_level"

    positioning_id: Mapped[int] = mapped_column(ForeignKey("positioning.id", ondelete="CASCADE"), primary_key=True)
    competence: Mapped[str] = mapped_column(String(2), primary_key=True)
    level: Mapped[int]
    described: Mapped[str] = mapped_column(Text)


class PositioningAnswer(Base):
    """One question of the placement test as it was asked, the answer given, and its score from 0 to 1 once finished.

    `layout` and `answer` are JSON.
    """

    __tablename__ = "positioning_answer"

    positioning_id: Mapped[int] = mapped_column(ForeignKey("positioning.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    competence: Mapped[str] = mapped_column(String(2))
    fingerprint: Mapped[str] = mapped_column(ForeignKey("question_version.fingerprint"))
    layout: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float | None]
