"""Orders the digests that fall due, and writes them, a batch a transaction."""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Executable, Row, select

from course import jobs, mail
from course.clock import now
from course.cohorts.rules import begins
from course.config import Settings
from course.db import db
from course.digest import queries, rules
from course.jobs import Job
from course.mail import Kind

BATCH = 200


@jobs.sweeps
def order_due() -> None:
    """Order, once, the digests of each group whose hour has come."""
    at = now()
    due: dict[str, tuple[int, str]] = {}
    for group in queries.groups(at):
        if week := rules.week_due(at, group.zone, group.calendar.is_off):
            due[f"digest:{week}:{group.cohort_id}"] = group.cohort_id, week
    ordered = set(db.session.scalars(select(Job.key).where(Job.key.in_(due)))) if due else set()
    for key in due.keys() - ordered:
        cohort, week = due[key]
        jobs.order("digest", key=key, payload={"cohort": cohort, "week": week})
    db.session.commit()


@jobs.handles("digest", "Résumés de la semaine")
def write(payload: jobs.Payload, report: jobs.Report) -> None:
    """Write the digests of a group; whoever has theirs is passed over, so that it may be started again."""
    cohort, week, at = payload["cohort"], payload["week"], now()
    total, done, last = queries.count(cohort, at), 0, 0
    zone = queries.zone_of(cohort)
    while batch := _read(queries.people(cohort, zone, week, at, last).limit(BATCH)):
        known = queries.facts(batch, at)
        db.session.rollback()  # nobody waits for the lock while the messages are written out
        rows = [_row(week, zone, person, known[person.id]) for person in batch if rules.is_worth(known[person.id], at)]
        mail.queue_once(rows)
        db.session.commit()
        last, done = batch[-1].id, done + len(batch)
        report(done, max(done, total))
    db.session.rollback()


def _read(people: Executable) -> list[Row[Any]]:
    return list(db.session.execute(people))


def _row(week: str, zone: str, person: Row[Any], facts: rules.Facts) -> mail.Columns:
    settings: Settings = current_app.extensions["relais_settings"]
    return mail.written(
        person.email,
        rules.subject(facts),
        "digest",
        kind=Kind.DIGEST,
        person_id=person.id,
        name=person.name,
        facts=facts,
        people=rules.people(facts.needing),
        url=settings.url.rstrip("/"),
        unique_key=queries.key(week, person.id),
        useless_after=_over(week, zone),
    )


def _over(week: str, zone: str) -> datetime:
    """When a week is over there: nobody wants its digest any more."""
    monday = datetime.strptime(f"{week}-1", "%G-W%V-%u").date()
    return begins(monday + timedelta(days=7), zone)
