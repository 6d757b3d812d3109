"""Administrators' pages to bring many people in: paste or send a list, look at it, start, follow."""

import json

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.clock import now
from course.cohorts import roster, roster_operations, roster_queries, spreadsheet
from course.cohorts.admin_views import ID, cohort_of
from course.cohorts.forms import RosterForm
from course.cohorts.models import Cohort, RosterFile
from course.cohorts.spreadsheet import UnreadableError
from course.db import db
from course.people.models import Role
from course.people.session import visitor
from course.web.access import only

bp = Blueprint("cohort_rosters", __name__, url_prefix="/administration/cohortes")

_ROSTER = f"{ID}/listes/<int(max=2147483647):roster_id>"
REFRESH_SECONDS = 2
"""How often the page reloads by itself where scripts do not run."""


def _roster(cohort: Cohort, roster_id: int) -> RosterFile:
    found = db.session.get(RosterFile, roster_id)
    return found if found and found.cohort_id == cohort.id else abort(404)


@bp.route(f"{ID}/inviter", methods=["GET", "POST"])
@only(Role.ADMIN)
def invite(cohort_id: int) -> AnyResponse:
    """Paste a list, or send one as a file."""
    cohort, form = cohort_of(cohort_id), RosterForm()
    if form.validate_on_submit():
        try:
            kept = roster_operations.keep(cohort, roster.read(_sheets(form)), visitor().id)
            db.session.commit()
            return redirect(f"/administration/cohortes/{cohort_id}/listes/{kept.id}", 303)
        except UnreadableError as error:
            field = form.file if form.file.data else form.pasted
            field.errors = [str(error)]
    html = render_template("cohorts/invite.html", cohort=cohort, form=form)
    return make_response(html, 422 if form.errors else 200)


def _sheets(form: RosterForm) -> list[list[spreadsheet.Row]]:
    """The file when there is one, the pasted text otherwise. May raise UnreadableError."""
    content, pasted = form.file.data.read() if form.file.data else b"", form.pasted.data or ""
    sheets = spreadsheet.sheets(content) if content else [roster.mailboxes(pasted) or spreadsheet.text_rows(pasted)]
    if not any(sheets):
        raise UnreadableError("Collez une liste, ou choisissez un fichier.")
    return sheets


@bp.get(_ROSTER)
@only(Role.ADMIN)
def show(cohort_id: int, roster_id: int) -> Response:
    """What a list would do, line by line; then how far it is, then what it did."""
    cohort = cohort_of(cohort_id)
    found = _roster(cohort, roster_id)
    job = jobs.latest(roster_operations.job_key(roster_id))
    working = bool(found.started_at) and not found.finished_at and job and job.state in ("queued", "running")
    html = render_template(
        "cohorts/roster.html",
        cohort=cohort,
        roster=found,
        job=job,
        working=working,
        problems=roster_queries.problems_of(found),
        headings=json.loads(found.headings),
        fates=roster_queries.fates(cohort_id, roster_queries.lines_of(found), now()) if not found.started_at else [],
    )
    response = make_response(html)
    if working:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@bp.post(_ROSTER)
@only(Role.ADMIN)
def start(cohort_id: int, roster_id: int) -> AnyResponse:
    """Start inviting; what is wrong in the list stays out."""
    found = _roster(cohort_of(cohort_id), roster_id)
    if not roster_queries.lines_of(found) and not found.started_at:
        flash("Aucune ligne de cette liste ne peut être prise : corrigez-la et renvoyez-la.", "error")
    else:
        roster_operations.start(found)
        db.session.commit()
    return redirect(f"/administration/cohortes/{cohort_id}/listes/{roster_id}", 303)
