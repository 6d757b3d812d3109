"""The people who are named on the command line, whom one can become."""

import secrets
from datetime import datetime
from functools import cache

from course.db import db
from course.demo.names import DOMAIN
from course.people import passwords
from course.people.models import Person, Role

PEOPLE = {
    "referente": ("Amel Ferhat", "DDT du Lot", Role.LEARNER, "référente à mi-parcours"),
    "coach": ("Bruno Maillet", "DREETS Occitanie", Role.LEARNER, "coach depuis dix jours"),
    "nouvelle": ("Claire Nougaret", "Rectorat de Toulouse", Role.LEARNER, "arrivée cette semaine"),
    "administration": ("Inès Caron", "SGAR Occitanie", Role.ADMIN, "administration"),
}


@cache
def unknown_password() -> str:
    """The hash of a password that nobody knows: their accounts are open, and only the links lead in."""
    return passwords.hashed(secrets.token_urlsafe(32))


def address(key: str) -> str:
    """The address of one of them."""
    return f"{key}@{DOMAIN}"


def account(key: str, created_at: datetime) -> int:
    """Open the account of one of them; its id."""
    name, service, role, _ = PEOPLE[key]
    person = Person(
        email=address(key),
        name=name,
        service=service,
        role=role,
        password_hash=unknown_password(),
        session_key=secrets.token_hex(16),
        created_at=created_at,
    )
    db.session.add(person)
    db.session.flush()
    return person.id
