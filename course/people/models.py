"""Tables: persons, their open sessions, the links mailed to them, the audit trail, and the counters of tries."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Float, ForeignKey, String, Text, event, false
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from course.clock import now
from course.db import Base
from course.people.rules import folded


class Role(StrEnum):
    """What a person may do; each role includes the learner's pages.

    COACH is never kept: a visitor has it while a term of theirs runs (docs/decisions/0019).
    """

    LEARNER = "learner"
    COACH = "coach"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """How the role is called on the pages."""
        return {"learner": "Suit le parcours", "coach": "Coach", "admin": "Administration"}[self]


GIVEN = (Role.LEARNER, Role.ADMIN)
"""The roles that a row may hold, and that an administrator gives."""


class Person(Base):
    """Someone with an account; `session_key` changes to sign out everywhere, whatever is being opened.

    `version` grows with every fact shown to the person: it is half of the pages' ETag.
    `search` is the name, service and address without accents or capitals.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    service: Mapped[str] = mapped_column(String(160), default="")
    role: Mapped[str] = mapped_column(String(16), default=Role.LEARNER)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    session_key: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    disabled: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)
    search: Mapped[str] = mapped_column(Text, default="", server_default="")

    @property
    def state(self) -> str:
        """`disabled`, `active`, or `invited` until a first password is set."""
        if self.disabled:
            return "disabled"
        return "active" if self.password_hash else "invited"


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _index(_mapper: Mapper[Person], _connection: Connection, person: Person) -> None:
    person.search = folded(f"{person.name} {person.service or ''} {person.email}")


class OpenSession(Base):
    """One browser where a person is signed in; ending it is deleting its row (docs/decisions/0003).

    `seen_at` follows its visits from a few minutes behind.
    """

    __tablename__ = "open_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(43), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(60), default="")
    began_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now, index=True)


class MailedLink(Base):
    """A link that works once and expires; only the hash of its secret is kept."""

    __tablename__ = "mailed_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AddressChange(Base):
    """An address that is to replace another: the new one proves itself by a link, the former one may refuse by another.

    Only the hashes of the two secrets are kept. `done_at` is when the new address took its place.
    """

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    former: Mapped[str] = mapped_column(String(254))
    wanted: Mapped[str] = mapped_column(String(254))
    proof: Mapped[str] = mapped_column(String(64), unique=True)
    refusal: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]


class Audit(Base):
    """Who did what to whom, when; rows are only ever added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")


class Throttle(Base):
    """How many tries since the window opened; the key is a hash, and `expires_at` counts seconds of Unix time."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[float] = mapped_column(Float(53), index=True)


class Press(Base):
    """A form that somebody sent: where it led, and what was said; the hashes tell neither who nor what.

    `location` is None while it is being done; `said` are the messages of its answer, as JSON.
    """

    __tablename__ = "press"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str | None] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
