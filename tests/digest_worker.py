"""A worker of the tests, which is killed at a given step: `python -m tests.digest_worker INSTANCE DATABASE SMTP STEP`.

`batch` is after a batch was written and before it is committed; `before` and `after` are just before a message is
handed to the server and just after the server took it; "" is never.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from course import jobs, smtp
from course.app import create_app
from course.config import Settings
from course.db import db, forget_connections
from course.digest import operations as digests

WHICH = 4
"""The batch, or the message, at which it dies."""


def die(*_: object) -> None:
    """What a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(step: str) -> None:
    """Arrange for this process to be killed at this step."""
    if step == "batch":
        written = iter(range(1, WHICH))

        def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith("INSERT INTO outbox") and next(written, None) is None:
                die()

        event.listen(db.engine, "after_cursor_execute", count)
    elif step:
        send, sent = smtp.Line.send, iter(range(1, WHICH))

        def deadly_send(line: smtp.Line, message: Any) -> None:
            fatal = next(sent, None) is None
            if fatal and step == "before":
                die()
            send(line, message)
            if fatal:
                die()

        smtp.Line.send = deadly_send  # type: ignore[method-assign]


if __name__ == "__main__":
    instance, database, address, step = sys.argv[1:]
    chosen = Settings(
        secret_key="s" * 32, instance=Path(instance), database_url=database, smtp_url=address, mail_from="r@example.org"
    )
    digests.BATCH = 5
    app = create_app(chosen)
    with app.app_context():
        deadly(step)
        jobs.run_waiting()
    forget_connections(app)
