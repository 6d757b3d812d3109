"""The demonstration's region, for the tests that need a cohort of any size with its history."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from course.cohorts.models import Cohort
from course.db import db
from course.demo.people import PEOPLE, address
from course.demo.region import populate
from course.people.models import Person
from tests.signing_in import signed_in_client


@dataclass(frozen=True)
class Region:
    """Its cohort, and a signed-in client for each of the people whom the demonstration names, with their id."""

    cohort: int
    ids: Mapping[str, int]
    clients: Mapping[str, FlaskClient]


def region(app: Flask, size: int) -> Region:
    """Make one of that many people, in an empty instance."""
    populate(size)
    found = {key: db.session.scalars(select(Person).where(Person.email == address(key))).one() for key in PEOPLE}
    clients = {key: signed_in_client(app, person.id, person.session_key) for key, person in found.items()}
    ids = {key: person.id for key, person in found.items()}
    cohort = db.session.scalars(select(Cohort.id)).one()
    db.session.rollback()
    return Region(cohort, ids, clients)
