"""Administrators ask for a module's package, follow its making, take it."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.db import db
from course.modules.schema import Module
from course.people.session import visitor
from course.progress.queries import catalog
from course.scorm import operations
from course.web.access import only

bp = Blueprint("scorm", __name__)

_KINDS = {"entier": True, "sans-evaluation": False}
_KIND = "<any(entier, 'sans-evaluation'):kind>"


def _module(slug: str) -> Module:
    return catalog().course.module(slug) or abort(404)


@bp.get("/modules/<slug>/scorm")
@only("admin")
def ask(slug: str) -> str:
    """What the package holds, what it cannot hide, and the two ways to have it."""
    module = _module(slug)
    return render_template("scorm/ask.html", module=module, quiz=catalog().quizzes[module.head.quiz])


@bp.post("/modules/<slug>/scorm")
@only("admin")
def order(slug: str) -> AnyResponse:
    """Have it made."""
    module = _module(slug)
    kind = request.form.get("kind", "")
    operations.order(module.slug, _KINDS[kind] if kind in _KINDS else abort(400), visitor().id)
    db.session.commit()
    return redirect(f"/modules/{slug}/scorm/{kind}", 303)


@bp.get(f"/modules/<slug>/scorm/{_KIND}")
@only("admin")
def show(slug: str, kind: str) -> Response:
    """Where it is; the page reloads itself until it is ready."""
    module, made = _module(slug), operations.key(slug, _KINDS[kind])
    ready = operations.file_of(made).is_file()
    job = None if ready else jobs.latest(made)
    if not ready and job is None:
        abort(404)
    state = "ready" if ready else "failed" if job and job.failed else "waiting"
    response = make_response(render_template("scorm/show.html", module=module, kind=kind, state=state, job=job))
    if state == "waiting":
        response.headers["Refresh"] = "2"
    return response


@bp.get(f"/modules/<slug>/scorm/{_KIND}/zip")
@only("admin")
def download(slug: str, kind: str) -> Response:
    """The package itself."""
    module = _module(slug)
    path = operations.file_of(operations.key(slug, _KINDS[kind]))
    if not path.is_file():
        abort(404)
    name = f"{module.slug}-{kind}-scorm12.zip"
    response = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
