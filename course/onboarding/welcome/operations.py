"""Every write about arrivals: read the welcome, close it, name a buddy. The caller commits."""

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from course import mail
from course.cohorts.models import Cohort, Membership
from course.cohorts.operations import RefusedError, note
from course.cohorts.queries import belongs
from course.config import Settings
from course.db import db
from course.mail import Kind
from course.onboarding.welcome.models import Arrival
from course.people.models import Person


def read(cohort: Cohort, person_id: int, at: datetime) -> None:
    """The person has met the cohort."""
    _set(cohort, person_id, read_at=at)


def close(cohort: Cohort, person_id: int, at: datetime) -> None:
    """The person needs the welcome no more."""
    _set(cohort, person_id, read_at=at, closed_at=at)


def name_buddy(cohort: Cohort, person: Person, buddy_id: int, actor_id: int, at: datetime) -> bool:
    """Give a person a buddy among the members, who is told by mail; False when it is already that one.

    May raise RefusedError. The person's row is locked, so that two clicks send one message.
    """
    db.session.get(Person, person.id, with_for_update=True)
    there = select(Person).join(Membership, Membership.person_id == Person.id)
    mine = there.where(Membership.cohort_id == cohort.id, belongs(at), Person.disabled.is_(False))
    buddy = db.session.scalars(mine.where(Person.id == buddy_id, Person.id != person.id)).first()
    if buddy is None:
        raise RefusedError("Choisissez un membre de la cohorte.", "buddy")
    held = select(Arrival.buddy_id).where(Arrival.cohort_id == cohort.id, Arrival.person_id == person.id)
    if db.session.scalar(held) == buddy.id:
        return False
    _set(cohort, person.id, buddy_id=buddy.id, named_by=actor_id, named_at=at)
    note("buddy-named", cohort, actor_id, person.id, f" : {buddy.name}")
    _tell(cohort, person, buddy)
    return True


def _tell(cohort: Cohort, person: Person, buddy: Person) -> None:
    """Once, however often the person hesitates between two buddies."""
    settings: Settings = current_app.extensions["relais_settings"]
    message = mail.written(
        buddy.email,
        f"{person.name} arrive dans {cohort.name} : vous êtes son binôme",
        "buddy",
        kind=Kind.COHORT,
        person_id=buddy.id,
        name=buddy.name,
        reply_to=person.email,
        unique_key=f"buddy:{cohort.id}:{person.id}:{buddy.id}",
        newcomer=person,
        cohort=cohort,
        url=f"{settings.url.rstrip('/')}/cohortes/{cohort.id}",
    )
    mail.queue_once([message])


def _set(cohort: Cohort, person_id: int, **values: Any) -> None:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(Arrival).values(cohort_id=cohort.id, person_id=person_id, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["cohort_id", "person_id"], set_=values))
