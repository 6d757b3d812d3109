"""Every write about a change of address: ask, prove, refuse, forget. The caller commits."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from course import jobs
from course.clock import now
from course.db import db
from course.people import links, operations, rules
from course.people.models import AddressChange, Person
from course.people.operations import RefusedError

PROOF_LASTS = timedelta(days=2)
REFUSAL_LASTS = timedelta(days=14)
"""The former address may refuse after the change too: whoever holds an account for a moment does not keep it."""


def ask(person: Person, typed: str, actor_id: int) -> str:
    """Write to both addresses; the new one. Nothing changes until it proves itself. May raise RefusedError."""
    address = rules.clean_email(typed)
    if address is None:
        raise RefusedError(rules.EMAIL_PROBLEM, "email")
    if address == person.email:
        raise RefusedError("C'est déjà l'adresse du compte.", "email")
    if db.session.scalar(select(Person.id).where(Person.email == address)):
        raise RefusedError("Cette adresse a déjà un compte. Rien n'a changé.", "email")
    if person.state == "invited":
        return _replace_at_once(person, address, actor_id)
    _forget_waiting(person)
    proof, refusal = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    hashes = {"proof": links.digest(proof), "refusal": links.digest(refusal)}
    db.session.add(AddressChange(person_id=person.id, former=person.email, wanted=address, **hashes))
    operations.audit("address-asked", person, actor_id, f"{person.email} → {address}")
    both = {"former": person.email, "wanted": address}
    hours = int(PROOF_LASTS.total_seconds() // 3600)
    proof_url, refusal_url = operations.address(f"/adresse/{proof}"), operations.address(f"/adresse/{refusal}/refus")
    operations.write_to(address, person, "Confirmez votre adresse", "address_proof", url=proof_url, hours=hours, **both)
    operations.write_to(person.email, person, "Votre adresse va changer", "address_told", url=refusal_url, **both)
    return address


def _replace_at_once(person: Person, address: str, actor_id: int) -> str:
    """Nobody signed in with the former address yet: the invitation goes to the new one instead."""
    operations.audit("address-changed", person, actor_id, f"{person.email} → {address}")
    person.email = address
    operations.invite_again(person, actor_id)
    return address


def waiting(secret: str) -> AddressChange | None:
    """The change that this secret proves, while it may; None otherwise."""
    open_ones = (AddressChange.done_at.is_(None), AddressChange.refused_at.is_(None))
    recent = AddressChange.asked_at > now() - PROOF_LASTS
    found = select(AddressChange).where(AddressChange.proof == links.digest(secret), *open_ones, recent)
    return db.session.scalars(found).first()


def refusable(secret: str) -> AddressChange | None:
    """The change that this secret refuses, before it is done and for some days after; None otherwise."""
    recent = (AddressChange.asked_at > now() - REFUSAL_LASTS, AddressChange.refused_at.is_(None))
    found = select(AddressChange).where(AddressChange.refusal == links.digest(secret), *recent)
    return db.session.scalars(found).first()


def prove(change: AddressChange) -> None:
    """The new address takes the place of the former one. May raise RefusedError."""
    mine = update(AddressChange).where(AddressChange.id == change.id, AddressChange.done_at.is_(None))
    if not db.session.execute(mine.values(done_at=now()).returning(AddressChange.id)).first():
        return
    person = db.session.get_one(Person, change.person_id)
    _take(person, change.wanted)
    operations.audit("address-changed", person, person.id, f"{change.former} → {change.wanted}")


def refuse(change: AddressChange) -> None:
    """The former address stays, or comes back, and every session ends. May raise RefusedError."""
    change.refused_at = now()
    person = db.session.get_one(Person, change.person_id)
    if change.done_at:
        _take(person, change.former)
    operations.sign_out_everywhere(person, person.id)
    operations.audit("address-refused", person, person.id, f"{change.former} → {change.wanted}")


def _take(person: Person, address: str) -> None:
    try:
        with db.session.begin_nested():
            person.email, person.version = address, Person.version + 1
    except IntegrityError:
        raise RefusedError("Cette adresse a un autre compte à présent. Rien n'a changé.") from None
    links.end(person, *links.Purpose)


def _forget_waiting(person: Person) -> None:
    """Only the last change asked may be proved; those that were done may still be refused."""
    mine = (AddressChange.person_id == person.id, AddressChange.done_at.is_(None))
    db.session.execute(delete(AddressChange).where(*mine))


@jobs.sweeps
def forget_old() -> None:
    """Delete what can neither be proved nor refused any more."""
    old = or_(AddressChange.asked_at <= now() - REFUSAL_LASTS, AddressChange.refused_at.is_not(None))
    db.session.execute(delete(AddressChange).where(old))
    db.session.commit()
