"""The people of the tests: Alice and Bob learn, Chloé coaches, Diane administers.

Chloé holds a term in a cohort which is empty until a test brings somebody in.
"""

from datetime import UTC, date, datetime
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from course.cohorts.models import Cohort, Term
from course.cohorts.rules import Stage
from course.db import db
from course.people import passwords
from course.people.models import Person, Role
from tests.signing_in import signed_in_client

PASSWORD = "une phrase de passe pour les essais"
_PEOPLE = {
    "alice": ("Alice N’Guyên-Le Goff", "DDT du Lot", Role.LEARNER),
    "bob": ("Bob Œuvrard", "CCAS de Cahors", Role.LEARNER),
    "chloe": ("Chloé Maillet", "DREETS Occitanie", Role.LEARNER),
    "diane": ("Diane Ferhat", "SGAR Occitanie", Role.ADMIN),
}


@cache
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)


class Cast:
    """`cast.alice` is a signed-in client, `cast.person("alice")` her row, `cast.id("alice")` its key."""

    alice: FlaskClient
    bob: FlaskClient
    chloe: FlaskClient
    diane: FlaskClient

    def __init__(self, app: Flask) -> None:
        self._ids: dict[str, int] = {}
        for key, (name, service, role) in _PEOPLE.items():
            person = Person(email=f"{key}@example.org", name=name, service=service, role=role, session_key=f"key-{key}")
            db.session.add(person)
            db.session.commit()
            self._ids[key] = person.id
            setattr(self, key, self.client(app, key))
        cohort = Cohort(name="Occitanie", starts=date(2026, 9, 1))
        db.session.add(cohort)
        db.session.flush()
        self.cohort: int = cohort.id
        always = {"starts_at": datetime(2020, 1, 1, tzinfo=UTC), "ends_at": datetime(2040, 1, 1, tzinfo=UTC)}
        db.session.add(Term(cohort_id=self.cohort, person_id=self.id("chloe"), told=Stage.RUNNING, **always))
        db.session.commit()

    def client(self, app: Flask, key: str) -> FlaskClient:
        """Another browser of the same person."""
        return signed_in_client(app, self._ids[key], f"key-{key}")

    def give_password(self, key: str) -> str:
        """Let the person sign in with PASSWORD; their address."""
        person = self.person(key)
        person.password_hash = _password_hash()
        db.session.commit()
        return person.email

    def id(self, key: str) -> int:
        """The person's id."""
        return self._ids[key]

    def person(self, key: str) -> Person:
        """The person's row, read again."""
        person = db.session.get(Person, self._ids[key], populate_existing=True)
        assert person
        return person

    def add(self, app: Flask, *keys: str) -> None:
        """More people who learn, each with a client of theirs."""
        for key in keys:
            person = Person(email=f"{key}@example.org", name=key.title(), session_key=f"key-{key}")
            db.session.add(person)
            db.session.commit()
            self._ids[key] = person.id
            setattr(self, key, self.client(app, key))
