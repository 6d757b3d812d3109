"""huey, on SQLite or Redis: it wakes the workers and starts them; what there is to do is in the table."""

import logging
import os
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from course.config import Settings
from course.db import close_in_forks, forget_connections, owned
from course.orphans import stop_with

if TYPE_CHECKING:
    from huey import Huey

STOP_SECONDS = 15
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 2}
"""Seconds that a click may wait for a Redis that does not answer: the order itself is already kept."""

_log = logging.getLogger("relais.jobs")


def wake() -> None:
    """Wake one sleeping worker."""
    _task()()


def nudge(seconds: int = 0) -> None:
    """Wake one worker, perhaps later; a queue that is down is said in the log: the sweep will find the row."""
    try:
        _task().schedule(delay=seconds) if seconds else wake()
    except Exception:
        _log.exception("the queue could not be woken")


def work(app: Flask, workers: int) -> None:
    """Run worker processes in the foreground until SIGTERM, which lets each finish the job at hand.

    Each process opens its own connections: none is open when they are forked.
    """
    forget_connections(app)
    close_in_forks(app)
    with app.app_context():
        # huey forks its workers and its clock, and tells only the workers that they begin.
        os.register_at_fork(after_in_child=partial(stop_with, os.getpid()))
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


def _task() -> Any:
    """The task that wakes a worker."""
    if "relais_wake" not in current_app.extensions:
        queue()
    return current_app.extensions["relais_wake"]


def _make_queue(app: Flask) -> None:
    """SQLite in the instance folder, or Redis, with its two tasks."""
    from huey import RedisHuey, SqliteHuey, crontab
    from huey.serializer import SignedSerializer

    from course.jobs.runner import run_waiting

    settings: Settings = app.extensions["relais_settings"]
    # What huey reads is pickled Python: whoever may write in the queue must not make us run theirs.
    signed = SignedSerializer(settings.secret_key, salt="relais-queue")
    if settings.redis_url:
        from redis import ConnectionPool

        pool = ConnectionPool.from_url(settings.redis_url, **PATIENCE)
        huey = RedisHuey("relais", results=False, serializer=signed, connection_pool=pool)
        owned(app, pool.disconnect)
    else:
        huey = SqliteHuey("relais", results=False, serializer=signed, filename=str(settings.instance / "queue.db"))
        owned(app, huey.storage.close)

    def run() -> None:
        with app.app_context():
            run_waiting(app.extensions.get("relais_stopping", lambda: False))

    app.extensions["relais_queue"] = huey
    app.extensions["relais_wake"] = huey.task(name="work", retries=20, retry_delay=3)(run)
    huey.periodic_task(crontab(minute="*"), name="sweep")(run)


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if session.info.pop("wake", False):
        nudge()


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("wake", None)
