"""The follow-up sheet: one A4 page to prepare and hold a meeting, made in the background, forgotten after a day.

What it shows is read when it is made, and only if the coach still follows the person then.
"""

import time
from datetime import datetime
from typing import Any

from flask import current_app

from course import jobs
from course.certificates import store
from course.clock import now
from course.coaching import queries, week_queries
from course.coaching.models import PRIVATE
from course.coaching.queries import Following
from course.cohorts.rules import first_day
from course.db import db
from course.handouts import operations as handouts
from course.handouts.rules import Handout, mark
from course.people.models import Audit
from course.progress.queries import catalog, record
from course.progress.rules import path_steps, progress
from course.typography import date_time, long_date

KEPT_SECONDS = 86400
MOST_NOTES, NOTE_LONGEST = 4, 280


def handout_of(who: Following, version: str) -> Handout:
    """One version of the sheet of one coach about one person."""
    return Handout("suivi", f"{who.cohort.id}-{who.person.id}-{who.coach.id}", version)


def order(who: Following, at: datetime) -> Handout:
    """Have the sheet made as things stand now."""
    found = handout_of(who, mark(current_app.extensions["relais_version"], values(who, at)))
    if not handouts.file_of(found).is_file():
        numbers = {"cohort": who.cohort.id, "person": who.person.id, "coach": who.coach.id, "mark": found.mark}
        jobs.order("follow-up", key=found.key, payload=numbers, person_id=who.coach.id)
    db.session.add(Audit(action="follow-up-sheet", actor_id=who.coach.id, person_id=who.person.id))
    return found


@jobs.handles("follow-up", "Fiche de suivi")
def make(payload: jobs.Payload, report: jobs.Report) -> None:
    """Lay the sheet out and put it on disk; nothing when the coach follows the person no more."""
    from course.handouts import document  # weasyprint is heavy: only workers load it

    at = now()
    who = queries.following(payload["cohort"], payload["person"], payload["coach"], at)
    if who is None:
        return
    shown, target = values(who, at), handouts.file_of(handout_of(who, payload["mark"]))
    db.session.rollback()
    report(1, 3)
    content = document.printed("follow_up", shown)
    report(2, 3)
    store.write(target, content)
    for old in target.parent.glob("suivi-*.pdf"):
        if old != target and old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)


def values(who: Following, at: datetime) -> dict[str, Any]:
    """What the sheet shows: facts as the person sees them, reasons, the notes that other coaches may read too."""
    zone, facts, content = who.cohort.time_zone, record(who.person.id), catalog()
    about, journal = week_queries.about(who, at), queries.journal(who)
    whole = progress(path_steps(content), facts)
    modules = [(module.head.title, progress(content.steps(module), facts)) for module in content.course.modules]
    notes = [entry for entry in journal if entry.kind == "note" and entry.visibility != PRIVATE]
    meetings = [entry for entry in journal if entry.kind == "appointment" and entry.at > at and not entry.cancelled]
    letters = [entry for entry in journal if entry.kind == "letter"]
    return {
        "name": who.person.name,
        "service": who.person.service,
        "cohort": who.cohort.name,
        "coach": who.coach.name,
        "day": long_date(at, zone),
        "joined": long_date(first_day(who.membership.starts_at, zone)),
        "percent": whole.percent,
        "step": about.step,
        "reasons": [signal.reason for signal in about.signals],
        "modules": [(title, found.percent, found.steps_done, len(found.standings)) for title, found in modules],
        "notes": [(long_date(entry.at, zone), entry.author or "", _short(entry.text)) for entry in notes[:MOST_NOTES]],
        "letter": f"{long_date(letters[0].at, zone)}, {letters[0].author or ''}" if letters else "",
        "meeting": date_time(meetings[-1].at, zone) if meetings else "",
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NOTE_LONGEST else f"{line[:NOTE_LONGEST]}…"
