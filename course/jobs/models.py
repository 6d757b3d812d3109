"""Table: the work to do."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.db import Base
from course.jobs.registry import labels

OPEN = text("state IN ('queued', 'running')")


class Job(Base):
    """One piece of work; at most one with the same key waits or runs at a time.

    `state` is queued, running, done, failed, or abandoned once somebody gave it up; `done` out of
    `total` is its visible progress.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_open_key", "key", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_job_state_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160), index=True)
    payload: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    alive_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def failed(self) -> bool:
        """True when it will not be done unless it is asked again."""
        return self.state in ("failed", "abandoned")

    @property
    def label(self) -> str:
        """How this kind of work is called on the pages."""
        return labels.get(self.kind, self.kind)
