"""Background work: a row says what is to do and how far it is; huey only wakes the workers.

The row is written in the same transaction as the fact that asks for the work, so nothing is lost
when the queue, or a worker, dies: a sweep every minute finds what is waiting (docs/decisions/0005).
"""

import json
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import ForeignKey, Index, Row, String, Text, Update, event, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from course.clock import now
from course.config import Settings
from course.db import Base, db, lane

if TYPE_CHECKING:
    from huey import Huey

TRIES = 3
LEASE = timedelta(minutes=1)
STOP_SECONDS = 15
INSISTENCE = 5
Payload = dict[str, Any]
Report = Callable[[int, int], None]
Handler = Callable[[Payload, Report], None]

_OPEN = text("state IN ('queued', 'running')")
_handlers: dict[str, Handler] = {}
_sweeps: list[Callable[[], None]] = []
_log = logging.getLogger("relais.jobs")


class Job(Base):
    """One piece of work; at most one with the same key waits or runs at a time.

    `state` is queued, running, done or failed; `done` out of `total` is its visible progress.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_open_key", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_job_state_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160), index=True)
    payload: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    alive_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Declare the function that does this kind of work: it commits what it does, and may run twice.

    It starts outside any transaction, must not keep one open while it does something slow, and commits
    before it reports.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def sweeps(sweep: Callable[[], None]) -> Callable[[], None]:
    """Declare what runs before each look at the queue: it orders work that fell due, or tidies; it commits."""
    _sweeps.append(sweep)
    return sweep


def order(kind: str, key: str, payload: Payload | None = None, person_id: int | None = None) -> None:
    """Ask for work within the current transaction; the same open key twice is asked once."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    values = {"kind": kind, "key": key, "payload": json.dumps(payload or {}), "person_id": person_id}
    row = dialect.insert(Job).values(**values).on_conflict_do_nothing(index_elements=["key"], index_where=_OPEN)
    db.session.execute(row)
    db.session().info["wake"] = True


def latest(key: str) -> Job | None:
    """The last job asked with this key, to show its progress."""
    return db.session.scalars(select(Job).where(Job.key == key).order_by(Job.id.desc()).limit(1)).first()


def retry(job: Job) -> None:
    """Ask again for the work of a failed job."""
    order(job.kind, job.key, json.loads(job.payload), job.person_id)
    db.session.delete(job)


def run_waiting(stopping: Callable[[], bool] = lambda: False) -> int:
    """Do the work that is due, one job after the other, until told to stop; how many were run."""
    _free_abandoned()
    for sweep in _sweeps:
        _sweep(sweep)
    count = 0
    while not stopping() and (claimed := _claim()):
        if not count and _more_waiting():
            wake()
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


def wake() -> None:
    """Wake one sleeping worker."""
    _waking()()


def _free_abandoned() -> None:
    """Take back the jobs whose worker died: they showed no life for the length of a lease."""
    dead = (Job.state == "running", Job.alive_at < now() - LEASE)
    error = "le programme qui faisait ce travail s'est arrêté en route"
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
        _handlers[kind](json.loads(payload), lambda done, total: _report(mine, done, total))
        db.session.rollback()
        _settle(mine, state="done", error="", finished_at=now())
    except Exception as error:
        db.session.rollback()
        _log.exception("job %s (%s) failed", number, kind)
        reason = f"{type(error).__name__} : {error}"[:2000]
        if tries >= TRIES:
            _settle(mine, state="failed", error=reason, finished_at=now())
        else:
            pause = 10 * 3**tries
            _settle(mine, state="queued", error=reason, due_at=now() + timedelta(seconds=pause))
            _waking().schedule(delay=pause)
    except KeyboardInterrupt:
        db.session.rollback()
        _settle(mine, state="queued")
        raise


def _report(mine: Update, done: int, total: int) -> None:
    """Show progress, and that the worker lives."""
    _settle(mine, done=done, total=total, alive_at=now())


def _settle(mine: Update, **values: object) -> None:
    """Write on the job, unless its lease ran out and another worker took it; a locked database is waited for."""
    for left in range(INSISTENCE, -1, -1):
        try:
            db.session.execute(mine.values(**values).execution_options(synchronize_session=False))
            db.session.commit()
            return
        except OperationalError:
            db.session.rollback()
            if not left:
                raise
            time.sleep(1)


def work(app: Flask, workers: int) -> None:
    """Run worker processes in the foreground until SIGTERM, which lets each finish the job at hand.

    Each process opens its own connections: none is open when they are forked.
    """
    with app.app_context():
        lane().close()
        db.engine.dispose()
        consumer = queue().create_consumer(
            workers=workers,
            worker_type="process",
            max_delay=0.4,
            health_check_interval=1,
            graceful_signal="TERM",
            shutdown_timeout=STOP_SECONDS,
        )
    app.extensions["relais_stopping"] = consumer.stop_flag.is_set
    consumer.run()


def queue() -> "Huey":
    """The application's huey, made at its first use: it loads drivers that a server starting has no need of."""
    if "relais_queue" not in current_app.extensions:
        _make_queue(current_app._get_current_object())  # type: ignore[attr-defined]
    found: Huey = current_app.extensions["relais_queue"]
    return found


def _waking() -> Any:
    """The task that wakes a worker."""
    if "relais_wake" not in current_app.extensions:
        queue()
    return current_app.extensions["relais_wake"]


def _make_queue(app: Flask) -> None:
    """SQLite in the instance folder, or Redis, with its two tasks."""
    from huey import RedisHuey, SqliteHuey, crontab

    settings: Settings = app.extensions["relais_settings"]
    huey = (
        RedisHuey("relais", results=False, url=settings.redis_url)
        if settings.redis_url
        else SqliteHuey("relais", results=False, filename=str(settings.instance / "queue.db"))
    )

    def run() -> None:
        with app.app_context():
            run_waiting(app.extensions.get("relais_stopping", lambda: False))

    app.extensions["relais_queue"] = huey
    app.extensions["relais_wake"] = huey.task(name="work", retries=20, retry_delay=3)(run)
    huey.periodic_task(crontab(minute="*"), name="sweep")(run)


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if not session.info.pop("wake", False):
        return
    try:
        wake()
    except Exception:  # the sweep will find the row
        _log.exception("the queue could not be woken")


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("wake", None)
