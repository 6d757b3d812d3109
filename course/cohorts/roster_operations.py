"""Every write about a list of people: keep it to be looked at, start it, bring its people in. Callers commit."""

import json
from dataclasses import asdict
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, update

from course import jobs, mail
from course.clock import now
from course.cohorts import operations
from course.cohorts.models import Cohort, RosterFile
from course.cohorts.roster import Roster
from course.cohorts.roster_queries import CLOSED, JOINS, NEW, THERE, Fate, fates, lines_of
from course.config import Settings
from course.db import db
from course.mail import Kind
from course.people import operations as people
from course.people.models import Person

KEPT = timedelta(days=1)
"""How long a list waits for a yes."""
AT_ONCE = 10
"""Lines for each commit: how far a worker that dies goes back."""
_COUNTS = {NEW: "invited", JOINS: "joined", THERE: "unchanged", CLOSED: "refused"}


def keep(cohort: Cohort, roster: Roster, actor_id: int) -> RosterFile:
    """Keep a list that was read, so that it can be looked at before it is used."""
    lines, problems = ([asdict(item) for item in items] for items in (roster.lines, roster.problems))
    kept = RosterFile(
        cohort_id=cohort.id,
        person_id=actor_id,
        lines=json.dumps(lines),
        problems=json.dumps(problems),
        headings=json.dumps(roster.headings),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def start(roster: RosterFile) -> None:
    """Order the work; a second click changes nothing."""
    mine = update(RosterFile).where(RosterFile.id == roster.id, RosterFile.started_at.is_(None))
    db.session.execute(mine.values(started_at=now()))
    jobs.order("roster", key=job_key(roster.id), payload={"id": roster.id}, person_id=roster.person_id)


def job_key(number: int) -> str:
    """The key of the job that brings these people in."""
    return f"roster:{number}"


@jobs.handles("roster", "Invitations d'une liste")
def bring_in(payload: jobs.Payload, report: jobs.Report) -> None:
    """Invite or bring in each person of a list, a few at a time; what is done is done once, whoever dies."""
    while (left := _some(payload["id"])) is not None:
        report(*left)


def _some(number: int) -> tuple[int, int] | None:
    """Take the first lines left; how many are done out of how many, or None when nothing was left."""
    roster = db.session.get_one(RosterFile, number, with_for_update=True)
    lines = lines_of(roster)
    if not lines:
        roster.finished_at = roster.finished_at or now()
        db.session.commit()
        return None
    cohort = db.session.get_one(Cohort, roster.cohort_id)
    for fate in fates(cohort.id, lines[:AT_ONCE], now()):
        _bring(cohort, fate, roster.person_id)
        counter = _COUNTS[fate.state]
        setattr(roster, counter, getattr(roster, counter) + 1)
    roster.lines = json.dumps([asdict(line) for line in lines[AT_ONCE:]])
    done = roster.invited + roster.joined + roster.unchanged + roster.refused
    db.session.commit()
    return done, done + len(lines[AT_ONCE:])


def _bring(cohort: Cohort, fate: Fate, actor_id: int) -> None:
    if fate.state == NEW:
        line = fate.line
        invited = people.invite_to(cohort.name, line.email, line.name, line.service, actor_id=actor_id)
        operations.join(cohort, invited.id, actor_id, now())
    elif fate.state == JOINS:
        person = db.session.get_one(Person, fate.person_id)
        if operations.join(cohort, person.id, actor_id, now()):
            welcome(cohort, person)


def welcome(cohort: Cohort, person: Person) -> None:
    """Tell somebody who had an account that they are in a cohort now."""
    settings: Settings = current_app.extensions["relais_settings"]
    url = f"{settings.url.rstrip('/')}/cohortes/{cohort.id}/accueil"
    values = {"name": person.name, "cohort": cohort, "url": url, "about": operations.joined(cohort, person.id)}
    subject = f"Vous rejoignez {cohort.name}"
    mail.queue(person.email, subject, "cohort_joined", kind=Kind.COHORT, person_id=person.id, **values)


@jobs.sweeps
def forget_old() -> None:
    """Delete the lists that nobody said yes to, and what was wrong in the others; they hold people's addresses."""
    old = RosterFile.created_at <= now() - KEPT
    db.session.execute(delete(RosterFile).where(RosterFile.started_at.is_(None), old))
    told = update(RosterFile).where(RosterFile.finished_at.is_not(None), RosterFile.problems != "[]", old)
    db.session.execute(told.values(problems="[]"))
    db.session.commit()
