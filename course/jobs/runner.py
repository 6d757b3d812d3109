"""Take what is due, do it, and write what became of it."""

import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Delete, Row, Update, delete, select, update
from sqlalchemy.exc import OperationalError

from course.clock import now
from course.db import db
from course.jobs import registry, waking
from course.jobs.models import Job
from course.jobs.reasons import explain

TRIES = 3
LEASE = timedelta(minutes=1)
INSISTENCE = 5
KEPT = timedelta(days=30)

_log = logging.getLogger("relais.jobs")


def run_waiting(stopping: Callable[[], bool] = lambda: False) -> int:
    """Do the work that is due, one job after the other, until told to stop; how many were run."""
    _free_abandoned()
    for sweep in registry.all_sweeps:
        _sweep(sweep)
    count = 0
    while not stopping() and (claimed := _claim()):
        if not count and _more_waiting():
            waking.nudge()
        _run(*claimed)
        count += 1
    return count


def _sweep(sweep: Callable[[], None]) -> None:
    """One that fails is said in the log and stops neither the others nor the work."""
    try:
        sweep()
    except Exception:
        db.session.rollback()
        _log.exception("a sweep failed")


@registry.sweeps
def _forget_old() -> None:
    """Forget the work that was done, or given up, a month ago."""
    over = (Job.state.in_(("done", "abandoned")), Job.due_at < now() - KEPT)
    db.session.execute(delete(Job).where(*over))
    db.session.commit()


def _free_abandoned() -> None:
    """Take back the jobs whose worker died: they showed no life for the length of a lease."""
    dead = (Job.state == "running", Job.alive_at < now() - LEASE)
    error = "Le programme qui faisait ce travail s'est arrêté en route, trois fois."
    fatal = update(Job).where(*dead, Job.tries >= TRIES)
    db.session.execute(fatal.values(state="failed", error=error, finished_at=now()))
    db.session.execute(update(Job).where(*dead).values(state="queued"))
    db.session.commit()


def _claim() -> Row[int, str, str, int] | None:
    """Take the oldest job that is due: its id, kind, payload and number of tries."""
    waiting = select(Job.id).where(Job.state == "queued", Job.due_at <= now()).order_by(Job.id).limit(1)
    claim = (
        update(Job)
        .where(Job.id == waiting.with_for_update(skip_locked=True).scalar_subquery(), Job.state == "queued")
        .values(state="running", alive_at=now(), tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.tries)
        .execution_options(synchronize_session=False)
    )
    found = db.session.execute(claim).one_or_none()
    db.session.commit()
    return found


def _more_waiting() -> bool:
    waiting = select(Job.id).where(Job.state == "queued", Job.due_at <= now()).limit(1)
    found = db.session.execute(waiting).scalar()
    db.session.commit()
    return found is not None


def _run(number: int, kind: str, payload: str, tries: int) -> None:
    mine = update(Job).where(Job.id == number, Job.state == "running", Job.tries == tries)
    try:
        registry.handler(kind)(json.loads(payload), lambda done, total: _report(mine, done, total))
        db.session.rollback()
        _finish(mine, number, state="done", error="")
    except Exception as error:
        db.session.rollback()
        _log.exception("job %s (%s) failed", number, kind)
        reason = explain(error)[:2000]
        if tries >= TRIES:
            _finish(mine, number, state="failed", error=reason)
        else:
            pause = 10 * 3**tries
            _settle(mine, state="queued", error=reason, due_at=now() + timedelta(seconds=pause))
            waking.nudge(pause)
    except KeyboardInterrupt:
        db.session.rollback()
        _settle(mine, state="queued")
        raise


def _finish(mine: Update, number: int, state: str, error: str) -> None:
    """Write how it ended; what failed before under the same key is settled, or said again by this one."""
    _settle(mine, state=state, error=error, finished_at=now())
    key = select(Job.key).where(Job.id == number).scalar_subquery()
    former = delete(Job).where(Job.key == key, Job.state == "failed", Job.id < number)
    insist(former)


def _report(mine: Update, done: int, total: int) -> None:
    """Show progress, and that the worker lives."""
    _settle(mine, done=done, total=total, alive_at=now())


def _settle(mine: Update, **values: object) -> None:
    """Write on the job, unless its lease ran out and another worker took it."""
    insist(mine.values(**values))


def insist(change: Update | Delete) -> None:
    """Write what must not be lost, such as what happened outside the database; a locked one is waited for."""
    for left in range(INSISTENCE, -1, -1):
        try:
            db.session.execute(change.execution_options(synchronize_session=False))
            db.session.commit()
            return
        except OperationalError:
            db.session.rollback()
            if not left:
                raise
            time.sleep(1)
