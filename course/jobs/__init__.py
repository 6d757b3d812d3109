"""Background work: a row says what is to do and how far it is; huey only wakes the workers.

The row is written in the same transaction as the fact that asks for the work, so nothing is lost
when the queue, or a worker, dies: a sweep every minute finds what is waiting (docs/decisions/0005).

models     the row
registry   who does each kind of work, and what runs before each look at the queue
operations order work, ask for it again, give it up
reasons    why it failed, in French
runner     take what is due, do it, write what became of it
waking     huey, on SQLite or Redis: wakes the workers, and starts them
"""

from course.jobs.models import Job
from course.jobs.operations import abandon, latest, order, retry
from course.jobs.reasons import explain
from course.jobs.registry import Payload, Report, handles, sweeps
from course.jobs.runner import LEASE, TRIES, insist, run_waiting
from course.jobs.waking import queue, wake, work

__all__ = [
    "LEASE",
    "TRIES",
    "Job",
    "Payload",
    "Report",
    "abandon",
    "explain",
    "handles",
    "insist",
    "latest",
    "order",
    "queue",
    "retry",
    "run_waiting",
    "sweeps",
    "wake",
    "work",
]
