"""Tables: an election, its ballots, what was proposed, and what each answered."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.clock import now
from course.cohorts.elections.rules import Phase
from course.db import Base

_GOING_ON = text("closed_at IS NULL")


class Election(Base):
    """The choice of a coach by a cohort, one at a time; closed in the phase DONE, or stopped in another.

    `first` and `last` are the days of the term that it gives, `term_id` that term once it is made.
    """

    __tablename__ = "election"
    __table_args__ = (
        Index("uq_election_going_on", "cohort_id", unique=True, sqlite_where=_GOING_ON, postgresql_where=_GOING_ON),
        Index("ix_election_cohort_id", "cohort_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    mandate: Mapped[str] = mapped_column(Text)
    criteria: Mapped[str] = mapped_column(Text)
    first: Mapped[date]
    last: Mapped[date]
    phase: Mapped[str] = mapped_column(String(10), default=Phase.ROLE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    term_id: Mapped[int | None] = mapped_column(ForeignKey("coach_term.id", ondelete="SET NULL"))


class Ballot(Base):
    """Whom a member proposes and why; one row for the ballot, another where they carried their voice over."""

    __tablename__ = "election_ballot"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    reported: Mapped[bool] = mapped_column(primary_key=True)
    choice_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Proposal(Base):
    """A name put to the cohort; `outcome` is empty, `withdrawn` or `elected`."""

    __tablename__ = "election_proposal"
    __table_args__ = (UniqueConstraint("election_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id", ondelete="CASCADE"))
    number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10), default="")


class Answer(Base):
    """What a member answered to a proposal: nothing against it, or an objection, which may be lifted."""

    __tablename__ = "election_answer"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("election_proposal.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    objects: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    lifted: Mapped[str] = mapped_column(Text, default="")
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
