"""Table: how far a person is in their arrival in a cohort, and who is their buddy."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base


class Arrival(Base):
    """A person's arrival in a cohort: when they read the welcome, when they closed it; their buddy, named by whom."""

    __tablename__ = "arrival"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    read_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    buddy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    named_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    named_at: Mapped[datetime | None]
