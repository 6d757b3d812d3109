"""Tables for spreadsheets, as CSV: semicolons, and no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula where a CSV file is opened."""

Cell = str | int


def harmless(cell: Cell) -> Cell:
    """The cell as text that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows with semicolons, as French spreadsheets expect them."""
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([harmless(cell) for cell in one] for one in rows)
    return text.getvalue()
