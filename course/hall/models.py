"""Tables: the halls, the words left in them, and what an animator decided about a word."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.db import Base
from course.hall.rules import KEY_LONGEST, LONGEST, TOKEN_LENGTH


class Hall(Base):
    """One session and its wall; the capsule's standing wall is the row without animator nor end.

    `version` grows with whatever the animator changes on the wall.
    """

    __tablename__ = "hall"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    animator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]
    wall_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    version: Mapped[int] = mapped_column(default=0, server_default="0")


class Word(Base):
    """One word of one participant, whom nothing here names: the token is a form's, made at random.

    `key` is what makes two spellings one word; `place` counts the words of a token from 1.
    """

    __tablename__ = "hall_word"
    __table_args__ = (UniqueConstraint("hall_id", "token", "key"),)

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(LONGEST))
    key: Mapped[str] = mapped_column(String(KEY_LONGEST))
    at: Mapped[datetime]


class Verdict(Base):
    """A word shown on a wall, or kept off it, whoever left it and however often."""

    __tablename__ = "hall_verdict"

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LONGEST), primary_key=True)
    shown: Mapped[bool]
