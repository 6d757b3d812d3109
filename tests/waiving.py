"""Waivers decided, as a coach's page leaves them."""

from course.clock import now
from course.db import db
from course.people.models import Person
from course.waivers.models import Waiver
from course.waivers.rules import State
from tests.cast import Cast


def waive(cast: Cast, module: str = "essai", lesson: str = "", **values: object) -> Waiver:
    """Alice's waiver of a part, decided by Chloé unless `values` say otherwise."""
    usual = {
        "person_id": cast.id("alice"),
        "title": "Ce qui est dispensé",
        "reason": "training",
        "origin": "person",
        "state": State.ACCEPTED,
        "proposed_at": now(),
        "decided_by": cast.id("chloe"),
        "decided_role": "coach",
        "decided_service": "DREETS Occitanie",
        "decided_at": now(),
    }
    waiver = Waiver(module=module, lesson=lesson, **(usual | values))
    db.session.add(waiver)
    person = db.session.get_one(Person, waiver.person_id)
    person.version += 1
    db.session.commit()
    return waiver
