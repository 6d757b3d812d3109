"""How many people need each coach, as their own list says it (course/coaching/week_queries.py)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from course.coaching import needs
from course.coaching.desk import desks
from course.coaching.models import CoachingSettings
from course.cohorts.models import Cohort, Membership, Term
from course.cohorts.queries import belongs, holds
from course.db import db
from course.people.models import Person
from course.tracking.models import RollUp


def needing(people: Sequence[int], at: datetime) -> dict[int, int]:
    """For each of these people who coaches now, how many need them; in six queries, one when nobody coaches."""
    coached: dict[int, set[int]] = defaultdict(set)
    held = select(Term.person_id, Term.cohort_id).where(Term.person_id.in_(people), holds(at))
    for coach, cohort in db.session.execute(held):
        coached[coach].add(cohort)
    if not coached:
        return {}
    who = _who(set().union(*coached.values()), at)
    counted = who.add_columns(func.count()).group_by(Membership.cohort_id)
    counts: dict[int, int] = dict(db.session.execute(counted).all())
    themselves = {tuple(row) for row in db.session.execute(who.add_columns(Person.id).where(Person.id.in_(coached)))}
    return {
        coach: sum(counts.get(cohort, 0) - ((cohort, coach) in themselves) for cohort in cohorts)
        for coach, cohorts in coached.items()
    }


def _who(cohorts: set[int], at: datetime) -> Select[Any]:
    """The memberships of those who need a coach in these cohorts, by cohort."""
    found = select(Cohort, CoachingSettings).outerjoin(CoachingSettings, CoachingSettings.cohort_id == Cohort.id)
    rows = db.session.execute(found.where(Cohort.id.in_(cohorts)).order_by(Cohort.id))
    flags = needs.flags(desks([(cohort, settings) for cohort, settings in rows], at).values())
    who = select(Membership.cohort_id).join(Person, Person.id == Membership.person_id)
    who = who.outerjoin(RollUp, RollUp.person_id == Membership.person_id)
    return who.where(Membership.cohort_id.in_(cohorts), belongs(at), Person.disabled.is_(False), or_(*flags.values()))
