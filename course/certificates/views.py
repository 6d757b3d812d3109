"""One's own attestations, and the public page where a stranger checks one."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.certificates import operations, store
from course.certificates.models import Certificate
from course.certificates.queries import checked, own
from course.certificates.rules import Stage, day, file_name, outcome, period, stage, waivers
from course.db import db
from course.jobs import Job
from course.people.session import visitor
from course.progress.queries import completion
from course.web.access import public

bp = Blueprint("certificates", __name__)
for wording in (day, period, outcome, waivers):
    bp.add_app_template_filter(wording)

REFRESH_SECONDS = {Stage.WAITING: 2, Stage.RETRYING: 15}
"""How often the page reloads by itself where scripts do not run."""


@bp.post("/attestations/<module>")
def obtain(module: str) -> AnyResponse:
    """Issue my attestation, or have a lost document made again; says what is missing otherwise."""
    me = visitor()
    certificate = own(me.id, module)
    if certificate is None:
        done = completion(me.id, module) or abort(404)
        if not done.complete or not done.minutes:
            return make_response(render_template("certificates/missing.html", missing=done.missing), 409)
        operations.issue(me.id, me.name, done)
    elif _standing(certificate)[0] in (Stage.FAILED, Stage.LOST):
        operations.remake(certificate)
    db.session.commit()
    return redirect(f"/attestations/{module}", 303)


@bp.get("/attestations/<module>")
def show(module: str) -> Response:
    """Where my attestation is, and how to download it."""
    certificate = own(visitor().id, module) or abort(404)
    reached, job = _standing(certificate)
    page = render_template(
        "certificates/show.html", certificate=certificate, facts=certificate.frozen, stage=reached, job=job
    )
    response = make_response(page)
    if reached in REFRESH_SECONDS:
        response.headers["Refresh"] = str(REFRESH_SECONDS[reached])
    return response


@bp.get("/attestations/<module>/pdf")
def download(module: str) -> AnyResponse:
    """My attestation's document."""
    certificate = own(visitor().id, module) or abort(404)
    if _standing(certificate)[0] is not Stage.READY:
        return redirect(f"/attestations/{module}", 303)
    name = file_name(certificate.frozen)
    response = send_file(_path(certificate), mimetype="application/pdf", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/verifier")
@public
def ask() -> AnyResponse:
    """Where a stranger types the code of a document."""
    typed = request.args.get("code", "").strip()[:60]
    found = checked(typed)
    if found:
        return redirect(f"/verifier/{found.code}", 303)
    return _unlisted(render_template("certificates/ask.html", typed=typed, unknown=bool(typed)), 404 if typed else 200)


@bp.get("/verifier/<typed>")
@public
def check(typed: str) -> Response:
    """Every fact of the document of that code, to compare with."""
    found = checked(typed)
    if found is None:
        return _unlisted(render_template("certificates/ask.html", typed=typed[:60], unknown=True), 404)
    return _unlisted(render_template("certificates/check.html", certificate=found, facts=found.frozen), 200)


def _unlisted(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _path(certificate: Certificate) -> Path:
    return store.path(current_app.extensions["relais_settings"].instance, certificate.code)


def _standing(certificate: Certificate) -> tuple[Stage, Job | None]:
    """Where the document is, and the last job that made it."""
    job = jobs.latest(operations.job_key(certificate.id))
    present = _path(certificate).is_file()
    return stage(bool(certificate.ready_at), present, job.state if job else "", bool(certificate.error)), job
