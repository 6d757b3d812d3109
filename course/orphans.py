"""A process ends when the one that started it is gone, even killed: no two servers share a port unknown to anyone."""

import os
import signal
import threading
import time

GRACE = 5
"""Seconds that the work at hand has to end."""


def stop_with(parent: int) -> None:
    """Watch from a thread the process that started this one, and end after it.

    `parent` is told by who starts, since it may be dead already when the first look is taken.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
