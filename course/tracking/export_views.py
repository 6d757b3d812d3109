"""The grid taken away by who looks after the cohort: CSV at once, a workbook as soon as it is made."""

from collections.abc import Iterator
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.clock import now
from course.cohorts.models import Cohort
from course.cohorts.views import led
from course.db import db
from course.people.session import visitor
from course.tracking import export_operations as operations
from course.tracking.export import file_name
from course.tracking.forms import asked_in
from course.tracking.needs import needs_of
from course.tracking.views import GRID

bp = Blueprint("tracking_export", __name__, url_prefix="/cohortes")

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.post(f"{GRID}/export")
def export(cohort_id: int) -> AnyResponse:
    """The list as it was asked for, whole."""
    cohort, at, me = led(cohort_id).cohort, now(), visitor()
    asked = asked_in(request.form, needs_of(cohort, at))
    form = request.form.get("format", "csv")
    if form == "xlsx":
        operations.order(cohort, asked, me.id)
        db.session.commit()
        return redirect(f"/cohortes/{cohort_id}/suivi/classeur", 303)
    if form != "csv":
        abort(400)
    pieces = operations.csv(cohort, asked, me.id, at)
    db.session.commit()
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(_within(application, pieces), mimetype="text/csv")
    name = quote(f"{_name(cohort)}.csv")
    response.headers["Content-Disposition"] = f"attachment; filename=suivi.csv; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get(f"{GRID}/classeur")
def workbook(cohort_id: int) -> Response:
    """Where one's own workbook is; the page reloads itself until it is ready."""
    cohort = led(cohort_id).cohort
    made = operations.key(cohort.id, visitor().id)
    job = jobs.latest(made)
    ready = operations.file_of(made).is_file()
    state = (
        "ready"
        if ready
        else "failed"
        if job and job.failed
        else "waiting"
        if job and job.state in ("queued", "running")
        else "none"
    )
    response = make_response(render_template("tracking/workbook.html", cohort=cohort, state=state, job=job))
    if state == "waiting":
        response.headers["Refresh"] = "2"
    return response


@bp.get(f"{GRID}/classeur/xlsx")
def download(cohort_id: int) -> Response:
    """One's own workbook."""
    cohort = led(cohort_id).cohort
    path = operations.file_of(operations.key(cohort.id, visitor().id))
    if not path.is_file():
        abort(404)
    response = send_file(path, _WORKBOOK, as_attachment=True, download_name=f"{_name(cohort)}.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


def _within(application: Flask, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, made while the server sends them: the request is over by then."""
    while True:
        with application.app_context():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _name(cohort: Cohort) -> str:
    return file_name(cohort.name, now(), ZoneInfo(cohort.time_zone))
