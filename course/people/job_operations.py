"""What an administrator decides of a failed job, with its trace. The caller commits."""

from course import jobs
from course.db import db
from course.jobs import Job
from course.people.models import Audit


def retry(job: Job, actor_id: int) -> None:
    """Put it back in the queue."""
    _note("job-retried", job, actor_id)
    jobs.retry(job)


def abandon(job: Job, actor_id: int) -> None:
    """Give it up: it leaves the list."""
    _note("job-abandoned", job, actor_id)
    jobs.abandon(job)


def _note(action: str, job: Job, actor_id: int) -> None:
    detail = f"{job.label}, n° {job.id}"
    db.session.add(Audit(action=action, person_id=job.person_id, actor_id=actor_id, detail=detail))
