"""Order a package, make it, and forget old ones: any of them can be made again."""

import time
from pathlib import Path

from flask import current_app

from course import jobs
from course.certificates import store
from course.progress.queries import catalog
from course.scorm.package import package

KEPT_DAYS = 30
_PREFIX = "scorm-"


def key(slug: str, assessment: bool) -> str:
    """The name of the package's file and of the job that makes it: changes with the content."""
    kind = "entier" if assessment else "sans-evaluation"
    return f"{_PREFIX}{slug}-{kind}-{current_app.extensions['relais_version']}"


def file_of(made: str) -> Path:
    """Where the package of that key is, or will be."""
    return store.path(current_app.extensions["relais_settings"].instance, made).with_suffix(".zip")


def order(slug: str, assessment: bool, person_id: int) -> None:
    """Have the package made, unless it is there or waits already."""
    made = key(slug, assessment)
    if not file_of(made).is_file():
        jobs.order("scorm", key=made, payload={"slug": slug, "assessment": assessment}, person_id=person_id)


def archive(slug: str, assessment: bool, report: jobs.Report) -> bytes:
    """The package itself; KeyError when there is no such module."""
    content = catalog()
    module = content.course.module(slug)
    if module is None:
        raise KeyError(slug)
    return package(module, content.quizzes[module.head.quiz] if assessment else None, report)


@jobs.handles("scorm", "Paquet SCORM")
def make(payload: jobs.Payload, report: jobs.Report) -> None:
    """Make the package and put it on disk, whole or not at all."""
    slug, assessment = payload["slug"], payload["assessment"]
    target = file_of(key(slug, assessment))
    store.write(target, archive(slug, assessment, report))
    _forget_old(target.parent)


def _forget_old(folder: Path) -> None:
    limit = time.time() - KEPT_DAYS * 86400
    for path in folder.glob(f"{_PREFIX}*.zip"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
