"""Ask for a handout, follow its making, take it."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, send_file
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.agendas.queries import own_agenda, printed
from course.db import db
from course.handouts import operations
from course.handouts.rules import KINDS, Handout, mark
from course.people.session import visitor
from course.progress.queries import catalog
from course.typography import duration, long_date

bp = Blueprint("handouts", __name__)


def _current(kind: str, name: str) -> tuple[Handout, str, dict[str, Any]]:
    """The handout as it would be made now, its title and its values; somebody else's agenda is not found."""
    if kind == "deroule":
        agenda = (own_agenda(visitor().id, int(name)) if name.isdecimal() and len(name) < 10 else None) or abort(404)
        shown = printed(agenda)
        values: dict[str, Any] = _agenda_values(shown)
        title = shown.title
    else:
        values = {}
        found = catalog().methods.get(name) if kind == "fiche" else catalog().course.module(name)
        title = getattr(found, "title", "") or getattr(getattr(found, "head", None), "title", "") or abort(404)
    return Handout(kind, name, mark(current_app.extensions["relais_version"], values)), title, values


def _agenda_values(shown: Any) -> dict[str, Any]:
    budget = shown.budget
    return {
        "title": shown.title,
        "day": long_date(shown.day) if shown.day else "",
        "place": shown.place,
        "planned": duration(shown.planned),
        "lines": [
            {"at": at, "minutes": duration(row.minutes), "title": row.title, "who": row.who, "note": row.note}
            for at, row in shown.lines
        ],
        "end": shown.at(shown.planned),
        "total": duration(budget.total) if budget.total else "",
    }


@bp.post("/documents/<any(fiche, deroule, module):kind>/<name>")
def order(kind: str, name: str) -> AnyResponse:
    """Have it made."""
    handout, _, values = _current(kind, name)
    operations.order(handout, values, visitor().id)
    db.session.commit()
    return redirect(handout.url, 303)


@bp.get("/documents/<any(fiche, deroule, module):kind>/<name>/<mark>")
def show(kind: str, name: str, mark: str) -> Response:
    """Where it is; the page reloads itself until it is ready."""
    handout, title = _own(kind, name, mark)
    ready = operations.file_of(handout).is_file()
    job = None if ready else jobs.latest(handout.key)
    if not ready and job is None:
        abort(404)
    state = "ready" if ready else "failed" if job and job.failed else "waiting"
    response = make_response(render_template("handouts/show.html", handout=handout, title=title, state=state, job=job))
    if state == "waiting":
        response.headers["Refresh"] = "2"
    return response


@bp.get("/documents/<any(fiche, deroule, module):kind>/<name>/<mark>/pdf")
def download(kind: str, name: str, mark: str) -> Response:
    """The document itself."""
    handout, title = _own(kind, name, mark)
    path = operations.file_of(handout)
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype="application/pdf", as_attachment=True, download_name=f"{title}.pdf")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _own(kind: str, name: str, mark: str) -> tuple[Handout, str]:
    """A handout that this person may see, whatever version of it; marks are hexadecimal."""
    assert kind in KINDS
    if len(mark) != 16 or not all(sign in "0123456789abcdef" for sign in mark):
        abort(404)
    _, title, _ = _current(kind, name)
    return Handout(kind, name, mark), title
