"""A cohort's workshops as its members read them: what comes, what was, one of them, and the cohort's history."""

from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, send_file

from course.agendas import queries as agendas
from course.agendas.models import Agenda
from course.agendas.rules import Printed
from course.clock import now
from course.cohorts import queries as cohorts
from course.cohorts.models import Cohort
from course.cohorts.views import ID, own
from course.db import db
from course.people.models import Person
from course.people.session import visitor
from course.progress.queries import catalog, record
from course.workshops import codes, queries, rules
from course.workshops.ics import workshop_text
from course.workshops.models import Attendance, Workshop
from course.workshops.preparation import parts, remaining
from course.workshops.written import to_page

bp = Blueprint("workshops", __name__, url_prefix="/cohortes")
bp.add_app_template_filter(rules.day_in_words, "day_in_words")
bp.add_app_template_filter(
    lambda item, zone: rules.hours_in_words(item.starts_at, item.ends_at, zone), "hours_in_words"
)
bp.add_app_template_filter(rules.clock, "clock")
bp.add_app_template_filter(to_page, "written")

WORKSHOP = f"{ID}/ateliers/<int(max=2147483647):workshop_id>"


def workshop_of(cohort_id: int, workshop_id: int) -> Workshop:
    """A workshop of this cohort; another's is not found."""
    return queries.workshop(cohort_id, workshop_id) or abort(404)


@bp.get(f"{ID}/ateliers")
def workshops(cohort_id: int) -> str:
    """What comes, the next first; what was, the last first."""
    standing, at = own(cohort_id), now()
    return render_template(
        "workshops/workshops.html",
        standing=standing,
        cohort=standing.cohort,
        upcoming=queries.upcoming(cohort_id, at),
        past=queries.past(cohort_id, at),
    )


@bp.get(WORKSHOP)
def workshop(cohort_id: int, workshop_id: int) -> str:
    """When, where, what for, what to do before, how it will go; then what came out of it."""
    standing, found, at = own(cohort_id), workshop_of(cohort_id, workshop_id), now()
    cohort, asked = standing.cohort, parts(catalog(), queries.prerequisites([workshop_id])[workshop_id])
    return render_template(
        "workshops/workshop.html",
        standing=standing,
        cohort=cohort,
        workshop=found,
        asked=asked,
        left=remaining(asked, record(visitor().id)) if standing.member and asked else (),
        agenda=_agenda(found, cohort),
        mine=db.session.get(Attendance, (workshop_id, visitor().id)) if standing.member else None,
        author=db.session.get(Person, found.written_by) if found.written_by else None,
        day_off=rules.day_off(found.starts_at, cohorts.calendar(cohort), cohort.time_zone) if standing.leads else "",
        may_open=codes.may_open(found.starts_at, found.ends_at, at),
        now=at,
    )


def _agenda(workshop: Workshop, cohort: Cohort) -> Printed | None:
    """The workshop's agenda, at the workshop's own hours."""
    agenda = db.session.get(Agenda, workshop.agenda_id) if workshop.agenda_id else None
    if agenda is None:
        return None
    starts = workshop.starts_at.astimezone(ZoneInfo(cohort.time_zone))
    minutes = int((workshop.ends_at - workshop.starts_at).total_seconds() // 60)
    return replace(agendas.printed(agenda), day=starts.date(), starts=starts.time(), planned=minutes)


@bp.get(f"{WORKSHOP}/atelier.ics")
def calendar(cohort_id: int, workshop_id: int) -> Response:
    """The workshop as one event of a calendar."""
    cohort, found = own(cohort_id).cohort, workshop_of(cohort_id, workshop_id)
    body = workshop_text(found, cohort, queries.prerequisites([workshop_id])[workshop_id])
    return send_file(BytesIO(body), "text/calendar", as_attachment=True, download_name="atelier.ics")


@bp.get(f"{ID}/histoire")
def history(cohort_id: int) -> str:
    """What the cohort did, produced and decided, the last first: whoever joins reads it."""
    cohort = own(cohort_id).cohort
    return render_template("workshops/history.html", cohort=cohort, events=queries.history(cohort_id, now()))
