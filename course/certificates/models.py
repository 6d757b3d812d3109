"""Table: the attestations issued, each with its facts as they were that day."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.certificates.schema import Facts
from course.clock import now
from course.db import Base


class Certificate(Base):
    """One person's attestation for one subject (a module's slug); `facts` never change once written."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("person_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(60))
    facts: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(default=now)
    ready_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")

    @property
    def frozen(self) -> Facts:
        """The facts as a value."""
        return Facts.model_validate_json(self.facts)
