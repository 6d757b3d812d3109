"""Table: the waivers of each person, from their proposal to what became of them."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db import Base
from course.waivers.rules import LIVE, Reason, Scope, State

_IS_LIVE = text(f"state IN {LIVE}")


class Waiver(Base):
    """What a person need not follow, and why; `lesson` is « module/lesson », or "" for the whole module.

    `title` is what is waived in the words of the day it was proposed, `grounds` the facts it was proposed from,
    `evidence` what the person wrote, `was` what was asked where the decision changed it. The decider's role and
    service are kept as they were: an attestation tells them.
    """

    __tablename__ = "waiver"
    __table_args__ = (
        Index(
            "uq_waiver_live",
            "person_id",
            "module",
            "lesson",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        Index("ix_waiver_person_id", "person_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    module: Mapped[str] = mapped_column(String(60))
    lesson: Mapped[str] = mapped_column(String(130), default="")
    assessment: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(16))
    grounds: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default=State.PROPOSED)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_role: Mapped[str] = mapped_column(String(16), default="")
    decided_service: Mapped[str] = mapped_column(String(160), default="")
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(Text, default="")
    was: Mapped[str] = mapped_column(Text, default="")

    @property
    def scope(self) -> Scope:
        """What it leaves out."""
        return Scope(self.module, self.lesson, self.assessment)

    @property
    def why(self) -> str:
        """Its reason in French."""
        return Reason(self.reason).label
