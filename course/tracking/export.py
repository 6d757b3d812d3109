"""The grid as a table: its columns, its rows, and what a spreadsheet must not run."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from course.csvfile import Cell, csv_of
from course.modules.schema import Module
from course.progress.catalog import Step
from course.progress.rules import Progress, Standing

STATES = {"done": "Terminé", "started": "Commencé", "waived": "Dispensé", "todo": "À faire"}
COLUMNS = ("Nom", "Service", "Dernière activité", "Avancement (%)", "Prochaine étape", "Besoins")
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|;\r\n\t\x00', "-"))

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


def csv_chunks(first: Sequence[Cell], following: Iterator[Iterable[Sequence[Cell]]]) -> Iterator[bytes]:
    """The file piece by piece; its first signs tell spreadsheets that it is UTF-8."""
    yield b"\xef\xbb\xbf" + csv_of([first]).encode()
    for rows in following:
        yield csv_of(rows).encode()


def file_name(cohort: str, at: datetime, zone: ZoneInfo) -> str:
    """« Suivi Occitanie 2026-11-21 », without its ending: accents stay, what file systems refuse does not."""
    return f"Suivi {cohort.translate(_FORBIDDEN).strip(' .')} {at.astimezone(zone):%Y-%m-%d}"
