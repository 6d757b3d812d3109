"""How far people are in their arrival, who is whose buddy, and who arrives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from course.cohorts.models import Cohort, Membership
from course.cohorts.queries import belongs
from course.db import db
from course.onboarding.plan.models import PlanPace
from course.onboarding.positioning.models import Positioning
from course.onboarding.welcome.models import Arrival
from course.onboarding.welcome.rules import Progress, Stage, arrives
from course.people.landing import expects
from course.people.models import Person
from course.people.rules import WELCOMED
from course.progress.queries import catalog
from course.waivers.models import Waiver
from course.waivers.rules import State


@dataclass(frozen=True)
class Newcomer:
    """A member of a cohort: when they joined, whether they arrive, how far they are, and who is their buddy."""

    person: Person
    arrives: bool
    progress: Progress
    buddy: Person | None


def newcomer(cohort: Cohort, person_id: int, at: datetime) -> Newcomer | None:
    """A member as they arrive in a cohort; None when they are not in it."""
    here = _members(at).where(Membership.cohort_id == cohort.id, Person.id == person_id)
    row = db.session.execute(here).first()
    return _newcomer(cohort, row, at) if row else None


def arrival(person_id: int, at: datetime) -> tuple[Cohort, Newcomer] | None:
    """The cohort where a person arrives, until they are done or closed its welcome, and their arrival in it."""
    mine = _members(at).add_columns(Cohort).join(Cohort, Cohort.id == Membership.cohort_id)
    recent = mine.where(Person.id == person_id, Membership.starts_at > at - WELCOMED)
    for *row, cohort in db.session.execute(recent.order_by(Membership.starts_at.desc())):
        found = _newcomer(cohort, row, at)
        if found.arrives and found.progress.going_on:
            return cohort, found
    return None


def arrivals(cohort: Cohort, at: datetime) -> list[Newcomer]:
    """Who arrives in a cohort, the last joined first."""
    here = _members(at).where(Membership.cohort_id == cohort.id, Person.disabled.is_(False))
    recent = here.where(Membership.starts_at > at - WELCOMED)
    found = [_newcomer(cohort, row, at) for row in db.session.execute(recent.order_by(Membership.starts_at.desc()))]
    return [each for each in found if each.arrives]


def _members(at: datetime) -> Any:
    buddy = aliased(Person)
    asked = select(func.count()).where(Waiver.person_id == Person.id, Waiver.state == State.PROPOSED)
    done = exists().where(Positioning.person_id == Person.id, Positioning.finished_at.is_not(None))
    columns = select(
        Person,
        Membership.starts_at,
        Arrival,
        buddy,
        PlanPace.declared_at,
        done,
        asked.correlate(Person).scalar_subquery(),
    )
    there = columns.join(Membership, Membership.person_id == Person.id)
    there = there.outerjoin(Arrival, (Arrival.person_id == Person.id) & (Arrival.cohort_id == Membership.cohort_id))
    there = there.outerjoin(buddy, buddy.id == Arrival.buddy_id).outerjoin(PlanPace, PlanPace.person_id == Person.id)
    return there.where(belongs(at))


def _newcomer(cohort: Cohort, row: Any, at: datetime) -> Newcomer:
    person, joined_at, arrival, buddy, declared_at, positioned, asked = row
    path = f"/cohortes/{cohort.id}/accueil"
    waits = f"{asked} à décider par le coach" if asked else ""
    stages = (
        Stage("Faire connaissance avec la cohorte", 10, path, bool(arrival and arrival.read_at)),
        Stage("Me positionner", catalog().grid.minutes, "/positionnement", bool(positioned)),
        Stage("Lire les dispenses proposées", 5, "/positionnement#dispenses", bool(positioned and not asked), waits),
        Stage("Dire mon temps et voir mon plan", 5, "/plan", declared_at is not None),
    )
    progress = Progress(stages, closed=bool(arrival and arrival.closed_at))
    return Newcomer(person, arrives(joined_at, cohort.starts, cohort.time_zone, at), progress, buddy)


@expects
def welcome_first(person_id: int, at: datetime) -> str:
    """Whoever arrives in a cohort comes to its welcome, until it is done or closed."""
    found = arrival(person_id, at)
    return f"/cohortes/{found[0].id}/accueil" if found else ""
