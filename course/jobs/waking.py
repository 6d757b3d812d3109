"""huey, on SQLite or Redis: it wakes the workers and starts them; what there is to do is in the table."""

import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from course.config import Settings
from course.db import db, lane

if TYPE_CHECKING:
    from huey import Huey

STOP_SECONDS = 15

_log = logging.getLogger("relais.jobs")


def wake() -> None:
    """Wake one sleeping worker."""
    _task()()


def wake_in(seconds: int) -> None:
    """Wake one worker later: a job will fall due."""
    _task().schedule(delay=seconds)


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


def _task() -> Any:
    """The task that wakes a worker."""
    if "relais_wake" not in current_app.extensions:
        queue()
    return current_app.extensions["relais_wake"]


def _make_queue(app: Flask) -> None:
    """SQLite in the instance folder, or Redis, with its two tasks."""
    from huey import RedisHuey, SqliteHuey, crontab

    from course.jobs.runner import run_waiting

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
