"""Tables: the outbox, and the kinds of messages that people refuse."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.db import Base
from course.mail.kinds import Kind

SUBJECT_LONGEST = 200


class Message(Base):
    """One message to one person; `due_at` is its next try, and empty once it was given up.

    `urgent` ones leave on any day; past `useless_after` one is not worth sending. `withheld` says why
    one was not sent: `refused` by the person, or `stale`. `unique_key` makes a second one impossible.
    `calendar` is the text of the calendar file (RFC 5545) that goes with it, if any. `reply_to` is the
    address of the person on whose behalf it leaves, "" for the platform's own messages.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "sent_at", "due_at"),
        Index("ix_outbox_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), default=Kind.ACCOUNT, server_default=Kind.ACCOUNT)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    recipient_name: Mapped[str] = mapped_column(String(160))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LONGEST))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="", server_default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="", server_default="")
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    unique_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime | None] = mapped_column(default=now)
    useless_after: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    withheld: Mapped[str] = mapped_column(String(10), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")

    @property
    def state(self) -> str:
        """`sent`, `withheld`, `failed` (given up), `late` (tried, will be tried again) or `waiting`."""
        if self.sent_at:
            return "sent"
        if self.withheld:
            return "withheld"
        if self.due_at is None:
            return "failed"
        return "late" if self.last_error else "waiting"


class Refusal(Base):
    """A kind of messages that a person no longer wants."""

    __tablename__ = "mail_refusal"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
