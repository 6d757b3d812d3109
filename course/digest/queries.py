"""What digests tell, read for many people at once: as many queries for two hundred as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, exists, func, literal, or_, select, union_all

from course.cohorts.models import Cohort, Membership, Target, Term
from course.cohorts.queries import belongs, calendars, holds
from course.cohorts.rules import Calendar, first_day
from course.db import db
from course.digest.coaches import needing
from course.digest.rules import SOON, Due, Facts, Meeting
from course.mail import Kind, Message, Refusal
from course.onboarding.plan.models import PlanAbsence
from course.people.models import Person
from course.progress.models import Pressing
from course.progress.queries import catalog, pressed
from course.tracking.models import RollUp
from course.tracking.queries import route
from course.typography import date_time
from course.workshops.models import Workshop

ALONE = 0
"""Stands for no cohort: the people who learn alone."""


@dataclass(frozen=True)
class Group:
    """People whose digest leaves at the same time: a cohort's, or those who learn alone."""

    cohort_id: int
    zone: str
    calendar: Calendar


def groups(at: datetime) -> list[Group]:
    """The cohorts that are going on, and the people alone."""
    going = _going(at)
    alone = Group(ALONE, zone_of(ALONE), Calendar())
    found = zip(going, calendars(going), strict=True)
    return [alone, *(Group(cohort.id, cohort.time_zone, calendar) for cohort, calendar in found)]


def zone_of(cohort_id: int) -> str:
    """The time zone of a group."""
    found = db.session.scalar(select(Cohort.time_zone).where(Cohort.id == cohort_id)) if cohort_id else None
    platform: str = current_app.extensions["relais_settings"].time_zone
    return found or platform


def key(week: str, person_id: int) -> str:
    """What makes a second digest of the same week impossible."""
    return f"digest:{week}:{person_id}"


def people(
    cohort_id: int, zone: str, week: str, at: datetime, after: int
) -> Select[int, str, str, datetime | None, str, bool, int, str]:
    """The people of a group who may be written to, are not away and have no digest of that week, by number."""
    written = literal(f"digest:{week}:") + cast(Person.id, String)
    refused = exists().where(Refusal.person_id == Person.id, Refusal.kind == Kind.DIGEST)
    today = first_day(at, zone)
    away = exists().where(PlanAbsence.person_id == Person.id, PlanAbsence.starts <= today, PlanAbsence.ends >= today)
    summed = (RollUp.active_at, RollUp.step, RollUp.started, RollUp.percent, Pressing.steps.label("pressed"))
    found = select(Person.id, Person.email, Person.name, *summed)
    found = found.outerjoin(RollUp, RollUp.person_id == Person.id)
    found = found.outerjoin(Pressing, Pressing.person_id == Person.id).where(
        Person.id > after,
        Person.disabled.is_(False),
        Person.password_hash.is_not(None),
        ~refused,
        ~away,
        ~exists().where(Message.unique_key == written),
        _in_group(cohort_id, at),
    )
    return found.order_by(Person.id)


def count(cohort_id: int, at: datetime) -> int:
    """How many people a group has."""
    return db.session.scalar(select(func.count()).select_from(Person).where(_in_group(cohort_id, at))) or 0


@dataclass(frozen=True)
class _Known:
    """What was read about some people: their cohorts and since when, the next workshop and the targets
    of each, how many people need those who coach."""

    at: datetime
    cohorts: Mapping[int, Mapping[int, datetime]]
    meetings: Mapping[int, tuple[datetime, Meeting]]
    targets: Mapping[int, Mapping[str, date]]
    needing: Mapping[int, int]


def facts(rows: Sequence[Row[Any]], at: datetime) -> dict[int, Facts]:
    """What may be told to each of these people."""
    cohorts = _cohorts([row.id for row in rows], at)
    every = {number for joined in cohorts.values() for number in joined}
    known = _Known(at, cohorts, _meetings(every, at), _targets(every, at), needing([row.id for row in rows], at))
    return {row.id: _facts(row, known) for row in rows}


def _facts(row: Row[Any], known: _Known) -> Facts:
    cohorts = known.cohorts.get(row.id, {})
    slug = route().counted[0].slug if row.percent is None else "" if row.percent >= 100 else row.step
    step = next((step for step in route().every if step.slug == slug), None)
    coming = [known.meetings[number] for number in cohorts if number in known.meetings]
    signs = [row.active_at, *cohorts.values()]
    return Facts(
        seen_at=max((sign for sign in signs if sign), default=None),
        step=step,
        why=next((item.why for item in pressed(row.pressed) if item.slug == slug), ""),
        started=bool(row.started),
        meeting=min(coming, key=lambda item: item[0])[1] if coming else None,
        due=_due(step.module, [known.targets.get(number, {}) for number in cohorts]) if step else None,
        needing=known.needing.get(row.id, 0),
    )


def _due(slug: str, targets: Sequence[Mapping[str, date]]) -> Due | None:
    """The day aimed at for a module that is not finished."""
    soon = [found[slug] for found in targets if slug in found]
    module = catalog().course.module(slug)
    return Due(module.head.title, min(soon)) if module and soon else None


def _cohorts(people: Sequence[int], at: datetime) -> dict[int, dict[int, datetime]]:
    """The cohorts where each of these people is, or which they coach, with since when."""
    found: dict[int, dict[int, datetime]] = {}
    there = select(Membership.person_id, Membership.cohort_id, Membership.starts_at)
    held = select(Term.person_id, Term.cohort_id, Term.starts_at)
    both = union_all(
        there.where(Membership.person_id.in_(people), belongs(at)), held.where(Term.person_id.in_(people), holds(at))
    )
    for person, cohort, since in db.session.execute(both):
        found.setdefault(person, {})[cohort] = since
    return found


def _meetings(cohorts: set[int], at: datetime) -> dict[int, tuple[datetime, Meeting]]:
    """The next workshop of each cohort, within two weeks."""
    soon = select(Workshop.id, Workshop.cohort_id, Workshop.title, Workshop.starts_at, Cohort.time_zone)
    soon = soon.join(Cohort, Cohort.id == Workshop.cohort_id).where(
        Workshop.cohort_id.in_(cohorts),
        Workshop.cancelled_at.is_(None),
        Workshop.starts_at > at,
        Workshop.starts_at < at + SOON,
    )
    found: dict[int, tuple[datetime, Meeting]] = {}
    for row in db.session.execute(soon.order_by(Workshop.starts_at.desc(), Workshop.id.desc())):
        url = f"/cohortes/{row.cohort_id}/ateliers/{row.id}"
        found[row.cohort_id] = row.starts_at, Meeting(row.title, date_time(row.starts_at, row.time_zone), url)
    return found


def _targets(cohorts: set[int], at: datetime) -> dict[int, dict[str, date]]:
    """The days aimed at in each cohort, within two weeks."""
    found: dict[int, dict[str, date]] = {}
    aimed = select(Target.cohort_id, Target.module, Target.due, Cohort.time_zone)
    aimed = aimed.join(Cohort, Cohort.id == Target.cohort_id).where(Target.cohort_id.in_(cohorts))
    for row in db.session.execute(aimed):
        today = first_day(at, row.time_zone)
        if today <= row.due <= today + SOON:
            found.setdefault(row.cohort_id, {})[row.module] = row.due
    return found


def _going(at: datetime) -> list[Cohort]:
    """The cohorts that are going on, each by the day that it is there."""
    today, eve = at.date(), at.date() - timedelta(days=1)
    near = and_(Cohort.starts <= today + timedelta(days=1), or_(Cohort.ends.is_(None), Cohort.ends >= eve))
    found = db.session.scalars(select(Cohort).where(near).order_by(Cohort.id))
    return [cohort for cohort in found if _goes_on(cohort, first_day(at, cohort.time_zone))]


def _goes_on(cohort: Cohort, day: date) -> bool:
    return cohort.starts <= day and (cohort.ends is None or cohort.ends >= day)


def _in_group(cohort_id: int, at: datetime) -> ColumnElement[bool]:
    """That a Person is in this cohort or coaches it, or, for the people alone, does so in none that is going on."""
    there = [Membership.person_id == Person.id, belongs(at)]
    held = [Term.person_id == Person.id, holds(at)]
    if cohort_id != ALONE:
        there.append(Membership.cohort_id == cohort_id)
        held.append(Term.cohort_id == cohort_id)
        return or_(exists().where(*there), exists().where(*held))
    going = [cohort.id for cohort in _going(at)]
    return and_(
        ~exists().where(*there, Membership.cohort_id.in_(going)), ~exists().where(*held, Term.cohort_id.in_(going))
    )
