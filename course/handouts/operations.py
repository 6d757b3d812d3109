"""Order a handout, make it, and forget old ones: any of them can be made again."""

import time
from pathlib import Path
from typing import Any

from flask import current_app

from course import jobs
from course.certificates import store
from course.handouts.rules import Handout

KEPT_DAYS = 30


def file_of(handout: Handout) -> Path:
    """Where its document is, or will be."""
    return store.path(current_app.extensions["relais_settings"].instance, handout.key)


def order(handout: Handout, values: dict[str, Any], person_id: int) -> None:
    """Have the document made from these very values, unless it is there or waits already."""
    if not file_of(handout).is_file():
        payload = {"kind": handout.kind, "name": handout.name, "mark": handout.mark, "values": values}
        jobs.order("handout", key=handout.key, payload=payload, person_id=person_id)


@jobs.handles("handout", "Document à emporter")
def make(payload: jobs.Payload, report: jobs.Report) -> None:
    """Lay the document out and put it on disk, whole or not at all."""
    from course.handouts import document  # weasyprint is heavy: only workers load it

    handout = Handout(payload["kind"], payload["name"], payload["mark"])
    report(1, 3)
    content = document.MAKERS[handout.kind](handout.name, payload["values"])
    report(2, 3)
    store.write(file_of(handout), content)
    _forget_old(file_of(handout).parent)


def _forget_old(folder: Path) -> None:
    limit = time.time() - KEPT_DAYS * 86400
    for path in folder.iterdir():
        if path.name.startswith(("fiche-", "deroule-", "module-")) and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
