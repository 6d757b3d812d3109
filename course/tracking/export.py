"""The grid as a table: its columns, its rows, and what a spreadsheet must not run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from course.modules.schema import Module
from course.progress.catalog import Step
from course.progress.rules import Progress, Standing

STATES = {"done": "Terminé", "started": "Commencé", "waived": "Dispensé", "todo": "À faire"}
COLUMNS = ("Nom", "Service", "Dernière activité", "Avancement (%)", "Prochaine étape", "Besoins")
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula where a CSV file is opened."""
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|;\r\n\t\x00', "-"))

Cell = str | int
Described = tuple[str, str, datetime | None, Sequence[str], Progress, Progress, Standing | None]


def header(modules: Iterable[tuple[Module, tuple[Step, ...]]]) -> list[str]:
    """The title of each column."""
    steps = [
        f"{module.head.short} {number} : {step.short}"
        for module, steps in modules
        for number, step in enumerate(steps, 1)
    ]
    return [*COLUMNS, *steps]


def row(described: Described, zone: ZoneInfo) -> list[Cell]:
    """A person's row, its days in the cohort's time zone."""
    name, service, active_at, needs, counted, whole, following = described
    day = active_at.astimezone(zone).strftime("%d/%m/%Y") if active_at else ""
    following_title = following.step.title if following else ""
    states = [STATES[item.state] for item in whole.standings]
    return [name, service, day, counted.percent, following_title, ", ".join(needs), *states]


def harmless(cell: Cell) -> Cell:
    """The cell as text that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows with semicolons, as French spreadsheets expect them."""
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([harmless(cell) for cell in one] for one in rows)
    return text.getvalue()


def csv_chunks(first: Sequence[Cell], following: Iterator[Iterable[Sequence[Cell]]]) -> Iterator[bytes]:
    """The file piece by piece; its first signs tell spreadsheets that it is UTF-8."""
    yield b"\xef\xbb\xbf" + csv_of([first]).encode()
    for rows in following:
        yield csv_of(rows).encode()


def file_name(cohort: str, at: datetime, zone: ZoneInfo) -> str:
    """« Suivi Occitanie 2026-11-21 », without its ending: accents stay, what file systems refuse does not."""
    return f"Suivi {cohort.translate(_FORBIDDEN).strip(' .')} {at.astimezone(zone):%Y-%m-%d}"
