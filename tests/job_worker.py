"""A worker of the tests, with handlers that leave traces: `python -m tests.job_worker INSTANCE [DATABASE [REDIS]]`."""

import os
import sys
import time
from pathlib import Path

from course import jobs
from course.app import create_app
from course.config import Settings


@jobs.handles("write", "Essai : write")
def write(payload: jobs.Payload, report: jobs.Report) -> None:
    """Leave a file with the text and the number of the process, after a while if asked."""
    Path(payload["started"]).write_text(str(os.getpid())) if "started" in payload else None
    time.sleep(payload.get("seconds", 0))
    report(1, 2)
    Path(payload["path"]).write_text(f"{os.getpid()} {payload['text']}")


@jobs.handles("meet", "Essai : meet")
def meet(payload: jobs.Payload, report: jobs.Report) -> None:
    """Finish only while another one runs in another process."""
    folder = Path(payload["folder"])
    (folder / f"met-{os.getpid()}").touch()
    while len(list(folder.glob("met-*"))) < 2:
        time.sleep(0.02)


@jobs.handles("hang", "Essai : hang")
def hang(payload: jobs.Payload, report: jobs.Report) -> None:
    """Hang the first time, succeed the second."""
    marker = Path(payload["path"])
    if not marker.exists():
        marker.write_text(str(os.getpid()))
        time.sleep(600)


@jobs.handles("fail", "Essai : fail")
def fail(payload: jobs.Payload, report: jobs.Report) -> None:
    """Fail each time, and count."""
    with Path(payload["path"]).open("a") as trace:
        trace.write("raté\n")
    raise ValueError("l'imprimante est vide")


if __name__ == "__main__":
    instance, database, redis = [*sys.argv[1:], "", ""][:3]
    chosen = Settings(secret_key="s" * 32, instance=Path(instance), database_url=database, redis_url=redis)
    jobs.work(create_app(chosen), workers=2)
