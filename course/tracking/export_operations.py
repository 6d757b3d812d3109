"""Makes the grid leave: as CSV while it is read, as a workbook in the background; and forgets workbooks."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Row

from course import jobs
from course.certificates import store
from course.clock import now
from course.cohorts.models import Cohort
from course.cohorts.operations import note
from course.csvfile import FORMULAS, Cell
from course.db import TOGETHER, db
from course.progress.queries import catalog
from course.tracking import export, queries
from course.tracking.needs import Need, needs_of
from course.tracking.queries import Asked

KEPT_SECONDS = 24 * 3600


def csv(cohort: Cohort, asked: Asked, actor_id: int, at: datetime) -> Iterator[bytes]:
    """The file, read from the database as it is sent; the list of people is read, and the trace kept, at once."""
    needs = needs_of(cohort, at)
    rows = queries.everyone(cohort, asked, needs, at)
    note("grid-exported", cohort, actor_id, more=f", {len(rows)} personnes, CSV")
    return export.csv_chunks(_header(), _rows(rows, needs, ZoneInfo(cohort.time_zone)))


def _header() -> list[str]:
    content = catalog()
    return export.header((module, content.steps(module)) for module in content.course.modules)


def _rows(rows: Sequence[Row[Any]], needs: Sequence[Need], zone: ZoneInfo) -> Iterator[list[list[Cell]]]:
    """The rows of the table, fifty by fifty, so that few are held at once."""
    for first in range(0, len(rows), TOGETHER):
        found = queries.lines(rows[first : first + TOGETHER], needs)
        yield [export.row(line.described, zone) for line in found]


def key(cohort_id: int, person_id: int) -> str:
    """The name of somebody's workbook, and of the job that makes it."""
    return f"suivi-{cohort_id}-{person_id}"


def file_of(made: str) -> Path:
    """Where that workbook is, or will be."""
    return _folder() / f"{made}.xlsx"


def _folder() -> Path:
    instance: Path = current_app.extensions["relais_settings"].instance
    return instance.resolve() / "exports"


def order(cohort: Cohort, asked: Asked, actor_id: int) -> None:
    """Have the workbook made anew; asked twice while it waits, it is made once."""
    made = key(cohort.id, actor_id)
    file_of(made).unlink(missing_ok=True)
    jobs.order("grid", key=made, payload={"cohort": cohort.id, "asked": asdict(asked), "key": made}, person_id=actor_id)
    note("grid-exported", cohort, actor_id, more=", XLSX")


@jobs.handles("grid", "Grille d'une cohorte")
def make(payload: jobs.Payload, report: jobs.Report) -> None:
    """Write the workbook, whole or not at all."""
    from openpyxl import Workbook

    at, cohort = now(), db.session.get_one(Cohort, payload["cohort"])
    needs, zone = needs_of(cohort, at), ZoneInfo(cohort.time_zone)
    rows = queries.everyone(cohort, Asked(**payload["asked"]), needs, at)
    db.session.rollback()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Suivi")
    sheet.freeze_panes = "B2"
    sheet.append(_header())
    done = 0
    for lines in _rows(rows, needs, zone):
        for line in lines:
            sheet.append([_cell(sheet, cell) for cell in line])
        done += len(lines)
        report(done, len(rows))
    content = BytesIO()
    book.save(content)
    store.write(file_of(payload["key"]), content.getvalue())


def _cell(sheet: Any, cell: Cell) -> Any:
    """Text stays text, whatever it begins with; what XML cannot carry is left out."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(cell, str) or not cell.startswith(FORMULAS):
        return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell
    found = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell))
    found.data_type = "s"
    return found


@jobs.sweeps
def forget_workbooks() -> None:
    """Erase the workbooks of yesterday: they hold names."""
    limit = time.time() - KEPT_SECONDS
    for path in _folder().glob("suivi-*.xlsx"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
