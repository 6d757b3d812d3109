"""What is read about people: passwords on the fast lane, lists and histories for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from course.db import TOGETHER, Prepared, db
from course.mail import Message
from course.people.models import Audit, MailedLink, Person
from course.people.rules import folded

PAGE = TOGETHER
HISTORY = 30

_COLUMNS = select(Person.id, Person.email, Person.name, Person.password_hash, Person.service)
_BY_EMAIL = Prepared(_COLUMNS.where(Person.email == bindparam("email"), Person.disabled.is_(False)))
_BY_ID = Prepared(_COLUMNS.where(Person.id == bindparam("id")))
_INVITATION = (
    select(func.max(MailedLink.expires_at))
    .where(MailedLink.person_id == Person.id, MailedLink.purpose == "invitation", MailedLink.used_at.is_(None))
    .correlate(Person)
    .scalar_subquery()
)
_STATES: dict[str, list[ColumnElement[bool]]] = {
    "invited": [Person.disabled.is_(False), Person.password_hash.is_(None)],
    "active": [Person.disabled.is_(False), Person.password_hash.is_not(None)],
    "disabled": [Person.disabled.is_(True)],
}


@dataclass(frozen=True, slots=True)
class Account:
    """What checking or choosing a password needs, read without opening a transaction."""

    id: int
    email: str
    name: str
    password_hash: str | None
    service: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its rows, its number from 1, the number of the last, and how many rows there are."""

    rows: list[Row[Any]]
    number: int
    last: int
    total: int


def account_of(email: str) -> Account | None:
    """The account that may sign in with this address."""
    row = _BY_EMAIL.one(email=email)
    return Account(*row) if row else None


def account(person_id: int) -> Account:
    """A signed-in person's account."""
    return Account(*_BY_ID.one(id=person_id))


def signed_in_before(person_id: int) -> bool:
    """True when a browser of theirs is already in the trail."""
    seen = (Audit.person_id == person_id, Audit.action == "signed-in", Audit.detail != "")
    return db.session.scalar(select(Audit.id).where(*seen).limit(1)) is not None


def people(search: str, state: str, number: int) -> Page:
    """Persons by name, each with the expiry of their open invitation, filtered by words and by state."""
    found = [Person.search.contains(word, autoescape=True) for word in folded(search).split()[:8]]
    statement = select(Person, _INVITATION.label("expires_at")).where(*found, *_STATES.get(state, []))
    return page_of(statement, number, Person.search, Person.id)


def messages(number: int) -> Page:
    """The outbox, latest first."""
    return page_of(select(Message), number, Message.id.desc())


def page_of(statement: Select[*tuple[Any, ...]], number: int, *order: Any) -> Page:
    """One page of what a statement finds, in this order."""
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    last = max(1, -(-total // PAGE))
    number = min(max(1, number), last)
    rows = db.session.execute(statement.order_by(*order).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(list(rows), number, last, total)


def history(person_id: int) -> list[Row[Any]]:
    """The last acts on a person, each with the name of who did it."""
    actor = aliased(Person)
    statement = select(Audit, actor.name).outerjoin(actor, Audit.actor_id == actor.id)
    latest = statement.where(Audit.person_id == person_id).order_by(Audit.id.desc()).limit(HISTORY)
    return list(db.session.execute(latest))


def invitation_expiry(person_id: int) -> datetime | None:
    """When the person's open invitation expires, or expired; None when there is none."""
    found: datetime | None = db.session.scalar(select(_INVITATION).where(Person.id == person_id))
    return found


def namesake(name: str, email: str) -> str:
    """The address of somebody else of this name who has an open account; "" if there is none."""
    spelt = folded(name)
    near = select(Person.name, Person.email).where(Person.search.contains(spelt, autoescape=True))
    others = near.where(Person.email != email, Person.disabled.is_(False)).order_by(Person.id)
    return next((row.email for row in db.session.execute(others) if folded(row.name) == spelt), "")
