"""Connections that stop listening to a PostgreSQL that says nothing: frozen, or beyond a dead network.

Its own `statement_timeout` is of no help there: who would count is who is frozen.
"""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from course.patience import Patience

LOCKED = 3.0
"""Seconds that the server waits for a lock: it must give up before we stop listening."""
OPTIONS = {
    "pool_pre_ping": True,
    "connect_args": {"connect_timeout": 3, "options": f"-c lock_timeout={int(LOCKED * 1000)}ms"},
}
_SILENT = "the database does not answer"


class PatientConnection(psycopg.Connection[Any]):
    """A connection that raises OperationalError when an answer takes longer than its process waits."""

    patience: Patience
    answers: Callable[[], bool]

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What the driver calls for whatever it sends."""
        patience = getattr(self, "patience", None)
        if patience is None or patience.usual is None:
            return super().wait(gen, interval, timeout)
        if patience.silent:
            raise psycopg.OperationalError(_SILENT)
        seconds = patience.seconds
        try:
            return super().wait(gen, interval, timeout or seconds)
        except psycopg.errors.LockNotAvailable:
            patience.in_vain()
            raise
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self._give_up(whole=seconds == patience.usual)
            raise

    def _give_up(self, whole: bool) -> None:
        """Close what may still answer to nobody; after a whole wait, it is the server that is silent."""
        self.pgconn.finish()
        self.patience.in_vain()
        if whole:
            self.patience.until(self.answers)


def connect(
    patience: Patience, _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]
) -> PatientConnection:
    """Open a connection that knows how long to wait; raises OperationalError. For SQLAlchemy's `do_connect`."""

    def answers() -> bool:
        try:
            psycopg.connect(*arguments, **options).close()
        except psycopg.OperationalError:
            return False
        return True

    if patience.silent:
        raise psycopg.OperationalError(_SILENT)
    try:
        connection = PatientConnection.connect(*arguments, **options)
    except psycopg.errors.ConnectionTimeout:
        if patience.usual:
            patience.until(answers)
        raise
    connection.patience, connection.answers = patience, answers
    return connection
