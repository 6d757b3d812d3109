"""The follow-up sheet of a person: ask for it, follow its making, take it."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, send_file
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.clock import now
from course.coaching import sheet
from course.coaching.person_views import PERSON, followed
from course.coaching.queries import Following
from course.db import db
from course.handouts.operations import file_of
from course.handouts.rules import Handout

bp = Blueprint("coaching_sheet", __name__, url_prefix="/cohortes")

_SHEET = f"{PERSON}/fiche"


@bp.post(_SHEET)
def order(cohort_id: int, person_id: int) -> AnyResponse:
    """Have it made."""
    who = followed(cohort_id, person_id)
    found = sheet.order(who, now())
    db.session.commit()
    return redirect(f"{who.path}/fiche/{found.mark}", 303)


@bp.get(f"{_SHEET}/<mark>")
def show(cohort_id: int, person_id: int, mark: str) -> Response:
    """Where it is; the page reloads itself until it is ready."""
    who, handout = _own(cohort_id, person_id, mark)
    ready = file_of(handout).is_file()
    job = None if ready else jobs.latest(handout.key)
    if not ready and job is None:
        abort(404)
    state = "ready" if ready else "failed" if job and job.state == "failed" else "waiting"
    address = {"url": f"{who.path}/fiche/{mark}", "back": who.path, "again": f"{who.path}/fiche"}
    title = f"Suivi de {who.person.name}"
    html = render_template("handouts/show.html", handout=handout, title=title, state=state, job=job, **address)
    response = make_response(html)
    if state == "waiting":
        response.headers["Refresh"] = "2"
    return response


@bp.get(f"{_SHEET}/<mark>/pdf")
def download(cohort_id: int, person_id: int, mark: str) -> Response:
    """The document itself."""
    who, handout = _own(cohort_id, person_id, mark)
    if not file_of(handout).is_file():
        abort(404)
    name = f"Suivi de {who.person.name}.pdf"
    response = send_file(file_of(handout), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(cohort_id: int, person_id: int, mark: str) -> tuple[Following, Handout]:
    """A sheet that this coach asked for; marks are hexadecimal."""
    if len(mark) != 16 or not all(sign in "0123456789abcdef" for sign in mark):
        abort(404)
    who = followed(cohort_id, person_id)
    return who, sheet.handout_of(who, mark)
