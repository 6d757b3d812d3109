"""Links sent by mail: each works once and expires, and only the hash of its secret is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import bindparam, func, select, update

from course.clock import now
from course.db import Prepared, db
from course.people.models import MailedLink, Person
from course.people.queries import Account


class Purpose(StrEnum):
    """What a link is for; the value is the first part of its path."""

    INVITATION = "invitation"
    RESET = "reinitialisation"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was mailed: whose it is, and whether it is `open`, `used`, `expired` or `closed` with the account."""

    account: Account
    state: str


_LINK = Prepared(
    select(
        Person.id,
        Person.email,
        Person.name,
        Person.password_hash,
        Person.service,
        MailedLink.used_at.is_not(None),
        MailedLink.expires_at <= bindparam("now"),
        Person.disabled,
    )
    .join(MailedLink, MailedLink.person_id == Person.id)
    .where(MailedLink.digest == bindparam("digest"), MailedLink.purpose == bindparam("purpose"))
)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str, purpose: Purpose) -> Link | None:
    """The link that has this secret, whatever its state, read without a transaction; None if there never was one."""
    row = _LINK.one(digest=digest(secret), purpose=purpose, now=now())
    if row is None:
        return None
    used, expired, closed = row[5:]
    return Link(Account(*row[:5]), "closed" if closed else "used" if used else "expired" if expired else "open")


def make(person: Person, purpose: Purpose, life: timedelta) -> str:
    """A link for the person: its path. Those of its kind that wait go on working, so that nobody ends one by asking."""
    secret = secrets.token_urlsafe(32)
    db.session.add(MailedLink(digest=digest(secret), person_id=person.id, purpose=purpose, expires_at=now() + life))
    return f"/{purpose}/{secret}"


def waiting(person: Person, purpose: Purpose) -> int:
    """How many links of this kind the person could use now."""
    mine = (MailedLink.person_id == person.id, MailedLink.purpose == purpose)
    count = select(func.count()).where(*mine, MailedLink.used_at.is_(None), MailedLink.expires_at > now())
    return db.session.scalar(count) or 0


def use(secret: str, purpose: Purpose) -> Person | None:
    """Consume the link, once whatever the number of simultaneous clicks; its person, or None."""
    used = (
        update(MailedLink)
        .where(
            MailedLink.digest == digest(secret),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > now(),
        )
        .values(used_at=now())
        .returning(MailedLink.person_id)
        .execution_options(synchronize_session=False)
    )
    person_id = db.session.scalar(used)
    person = db.session.get(Person, person_id) if person_id else None
    return person if person and not person.disabled else None


def end(person: Person, *purposes: Purpose) -> None:
    """Close the person's open links of these kinds."""
    waiting = update(MailedLink).where(
        MailedLink.person_id == person.id, MailedLink.purpose.in_(purposes), MailedLink.used_at.is_(None)
    )
    db.session.execute(waiting.values(used_at=now()).execution_options(synchronize_session=False))
