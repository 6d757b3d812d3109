"""A workshop of a cohort, prepared."""

from datetime import datetime, timedelta

from course.clock import now
from course.cohorts.models import Cohort
from course.db import db
from course.workshops import operations

USUAL = {
    "title": "Cadrer le projet",
    "objective": "Un cadre commun",
    "prepare": "Votre carnet",
    "place": "Salle des actes",
    "link": "",
    "agenda_id": None,
}


def prepare(cohort_id: int, asked=(), **values) -> int:
    """The number of a workshop that takes place in ten days, unless `values` say otherwise."""
    starts_at: datetime = values.get("starts_at") or now() + timedelta(days=10)
    cohort = db.session.get_one(Cohort, cohort_id)
    hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    found = operations.create(cohort, {**USUAL, **hours, **values}, asked, None, now())
    number = found.id
    db.session.commit()
    return number
