"""A file or a pasted text as numbered rows of text: CSV in the encodings of offices, or XLSX.

An XLSX file is a zip of XML, and comes from anyone: its true size is checked before it is opened,
entities are refused by defusedxml (which openpyxl uses where it is installed), and only the first
rows and columns of its first sheets are read.
"""

import codecs
import csv
import re
import warnings
import zipfile
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

MOST_ROWS, MOST_COLUMNS = 2001, 30
MOST_BYTES = 5_000_000
"""Unpacked: forty times what two thousand people take."""
_MOST_PARTS, _MOST_SHEETS = 200, 10
_FORMER_EXCEL = b"\xd0\xcf\x11\xe0"
_SEPARATOR = re.compile(r"\s*sep=(.)\s*\n", re.IGNORECASE)
"""The first line by which Excel tells its separator."""
_DELIMITERS = ";\t,"
Row = tuple[int, list[str]]
"""The number of a line in its file, and its cells."""


class UnreadableError(ValueError):
    """This is no list that can be read; the message, in French, says why and what to do."""


def sheets(content: bytes) -> list[list[Row]]:
    """The rows that are not blank of each sheet of a file; a text is one. May raise UnreadableError."""
    if content.startswith(_FORMER_EXCEL):
        raise UnreadableError("Ce classeur est dans l'ancien format d'Excel (.xls). Enregistrez-le en .xlsx.")
    return _xlsx(content) if content.startswith(b"PK") else [text_rows(_decoded(content))]


def text_rows(text: str) -> list[Row]:
    """The rows of a text whose most regular separator is a semicolon, a tab or a comma, or which says so itself.

    May raise UnreadableError.
    """
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    said = _SEPARATOR.match(text)
    number = 1 + (said is not None)
    text = text[said.end() :] if said else text
    reader = csv.reader(StringIO(text), delimiter=said[1] if said else _delimiter(text))
    skipped, found = number - 1, []
    try:
        for cells in reader:
            found.append((number, cells))
            number = reader.line_num + 1 + skipped
    except csv.Error:
        raise UnreadableError(
            f"La ligne {number} ne se lit pas : un guillemet y est sans doute resté ouvert."
        ) from None
    return _limited(found)


def _delimiter(text: str) -> str:
    """What most of the first lines hold; a title may come before them, and a comma stand in a name."""
    first = [line for line in text.splitlines() if line.strip()][:10]
    return max(_DELIMITERS, key=lambda sign: sum(sign in line for line in first))


def _decoded(content: bytes) -> str:
    """UTF-16 when it says so, UTF-8 when it is, otherwise the encoding of Windows and of Latin-1."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _xlsx(content: bytes) -> list[list[Row]]:
    from openpyxl import load_workbook  # a server starts faster without

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise UnreadableError("Ce classeur est trop grand. Gardez une seule feuille, avec les trois colonnes.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            found = [_rows(sheet) for sheet in book.worksheets[:_MOST_SHEETS]]
    except UnreadableError:
        raise
    except Exception:  # whatever a broken file makes the libraries say, in many types
        raise UnreadableError("Ce fichier n'est pas un classeur lisible. Enregistrez-le en .xlsx ou en .csv.") from None
    return [_limited(rows) for rows in found]


def _rows(sheet: Any) -> list[Row]:
    values = sheet.iter_rows(1, MOST_ROWS + 1, 1, MOST_COLUMNS, values_only=True)
    return [(number, [_cell(value) for value in row]) for number, row in enumerate(values, 1)]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _limited(found: Iterable[Row]) -> list[Row]:
    kept = [(number, cells[:MOST_COLUMNS]) for number, cells in found if any(cell.strip() for cell in cells)]
    if len(kept) > MOST_ROWS:
        raise UnreadableError(f"Cette liste a plus de {MOST_ROWS - 1} personnes : envoyez-la en plusieurs fois.")
    return kept
