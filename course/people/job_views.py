"""Administrators' page about background work: what waits, runs and failed; do it again, or give it up."""

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from course.clock import now
from course.db import db
from course.jobs import Job
from course.people import job_operations, job_queries
from course.people.models import Role
from course.people.session import visitor
from course.web.access import only

bp = Blueprint("work", __name__, url_prefix="/administration/travaux")
bp.add_app_template_global(job_queries.failed_jobs)

_ID = "<int(max=2147483647):number>"
_LIST = "/administration/travaux"


@bp.get("")
@only(Role.ADMIN)
def show() -> str:
    """What waits, what runs and how far, what failed and why."""
    return render_template("people/jobs.html", work=job_queries.work(), now=now())


@bp.post(f"/{_ID}/relancer")
@only(Role.ADMIN)
def retry(number: int) -> Response:
    """Put a failed job back in the queue."""
    if job := _failed(number):
        job_operations.retry(job, visitor().id)
        db.session.commit()
        flash("Le travail est relancé.", "success")
    return redirect(_LIST, 303)


@bp.post(f"/{_ID}/abandonner")
@only(Role.ADMIN)
def abandon(number: int) -> Response:
    """Give a failed job up: it leaves the list."""
    if job := _failed(number):
        job_operations.abandon(job, visitor().id)
        db.session.commit()
        flash("Le travail est abandonné. Qui l'avait demandé peut le redemander.", "success")
    return redirect(_LIST, 303)


def _failed(number: int) -> Job | None:
    """The job, unless somebody took care of it meanwhile, which is said."""
    job = db.session.get(Job, number, with_for_update=True)
    if job is None or job.state != "failed":
        flash("Ce travail a déjà été relancé ou abandonné.", "error")
        return None
    return job
