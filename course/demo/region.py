"""A region: one cohort of any size with its history, made from a seed and told back from now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from flask import current_app
from sqlalchemy import select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Membership
from course.cohorts.queries import calendar
from course.db import db, in_session
from course.demo import care, coaching, election, gatherings, levels, newcomers
from course.demo.content import prepared
from course.demo.histories import ABSENT
from course.demo.members import Member, Setting, lives, members, working_days
from course.demo.people import account
from course.demo.writing import dated, freeze_questions, put, write
from course.people.models import Audit, Person
from course.progress.queries import catalog
from course.tracking import mirror_operations as mirror
from course.tracking import mirror_queries
from course.tracking.operations import sum_up

SIZE, SEED = 47, "Occitanie"
LENGTH, TARGETS = timedelta(days=364), (15, 41, 50)
"""How long the cohort lasts, and how many weeks after its beginning each module is to be finished."""
BATCH = 200
"""People written together: what is held in memory does not grow with the region."""
_SEASONS = ("d'hiver", "de printemps", "d'été", "d'automne")


def populate(size: int = SIZE, seed: str = SEED) -> None:
    """Make a region of that many people, in an instance where there is nobody; at least twenty."""
    if db.session.scalars(select(Person.id).limit(1)).first():
        return
    settings = current_app.extensions["relais_settings"]
    setting = Setting(prepared(catalog(), settings.time_zone), settings, now(), ())
    administrator = account("administration", setting.starts - timedelta(days=20))
    cohort = _cohort(setting, administrator)
    working = working_days(calendar(cohort), setting.starts.date(), setting.today - timedelta(days=1))
    setting = replace(setting, working=working)
    freeze_questions(setting.content)
    found = members(size - len(newcomers.KEYS), setting, Random(seed))
    numbers = _write(found, cohort, setting, administrator, seed)
    arrived = newcomers.arrive(cohort, setting, administrator)
    term = coaching.terms(cohort, numbers[:3], setting, administrator)
    came = [number for number, member in zip(numbers, found, strict=True) if member.profile is not ABSENT]
    election.hold(cohort, term, came[3 : 3 + election.VOTERS], setting)
    cast = list(zip(numbers, found, strict=True))
    gatherings.meet(cohort, cast, setting, Random(seed))
    levels.exempt(cast, found[2], setting)
    for person in db.session.scalars(select(Person.id)):
        sum_up(person, in_session, "")
    levels.position(cast, setting, seed)
    care.look_after(cohort, cast, arrived, setting)
    db.session.commit()
    care.check_plans(cast, arrived, setting)
    mirror.refresh(cohort.id, mirror_queries.today(cohort.id, setting.at), setting.at)
    db.session.commit()


def _cohort(setting: Setting, actor_id: int) -> Cohort:
    """A year from the day when it began, with its target dates and its closures."""
    starts = setting.starts.date()
    season = _SEASONS[starts.month % 12 // 3]
    values = {
        "name": f"Occitanie, promotion {season}",
        "starts": starts,
        "ends": starts + LENGTH,
        "created_at": setting.starts - timedelta(days=10),
    }
    with dated(setting.starts - timedelta(days=10)):
        cohort = cohorts.create(values, actor_id)
    cohorts.set_days_off(cohort, _closures(starts))
    required = [module for module in setting.content.modules if not module.head.optional]
    dates = {it.slug: starts + timedelta(weeks=count, days=4) for it, count in zip(required, TARGETS, strict=False)}
    cohorts.set_targets(cohort, dates)
    return cohort


def _closures(starts: date) -> list[tuple[date, date, str]]:
    """The weeks of the year when nobody meets."""
    every = [
        days
        for year in (starts.year, starts.year + 1)
        for days in (
            (date(year, 8, 3), date(year, 8, 16), "Fermeture d'été"),
            (date(year, 12, 24), date(year, 12, 31), "Fermeture de fin d'année"),
        )
    ]
    return [days for days in every if starts <= days[0] < starts + LENGTH]


def _write(found: Sequence[Member], cohort: Cohort, setting: Setting, actor_id: int, seed: str) -> list[int]:
    """Everyone's rows, batch by batch; their ids, in the same order."""
    numbers: list[int] = []
    for first in range(0, len(found), BATCH):
        batch = found[first : first + BATCH]
        ids = write(list(lives(batch, setting, seed)))
        pairs = list(zip(ids, batch, strict=True))
        there = {"cohort_id": cohort.id}
        put(Membership, [{**there, "person_id": n, "starts_at": it.joined, "ends_at": it.left} for n, it in pairs])
        trace = {"action": "cohort-joined", "actor_id": actor_id, "detail": cohort.name}
        put(Audit, [{**trace, "person_id": number, "at": it.joined} for number, it in pairs])
        numbers += ids
    return numbers
