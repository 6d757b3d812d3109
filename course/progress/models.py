"""Table: what a person's plan puts first."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base


class Pressing(Base):
    """The steps that a date asks for, in the order of the person's plan; no row when none does.

    `steps` is JSON, a list of Pressed (course/progress/rules.py).
    """

    __tablename__ = "pressing"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    steps: Mapped[str] = mapped_column(Text)
