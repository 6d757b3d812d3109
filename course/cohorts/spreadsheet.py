"""A file or a pasted text as numbered rows of text: CSV in the encodings of offices, or XLSX.

An XLSX file is a zip of XML, and comes from anyone: its true size is checked before it is opened,
entities are refused by defusedxml (which openpyxl uses where it is installed), and only the first
rows and columns of the first sheet are read.
"""

import codecs
import csv
import warnings
import zipfile
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

MOST_ROWS, MOST_COLUMNS = 2001, 30
MOST_BYTES = 5_000_000
"""Unpacked: forty times what two thousand people take."""
_MOST_PARTS = 200
_DELIMITERS = ";\t,"
Row = tuple[int, list[str]]
"""The number of a line in its file, and its cells."""


class UnreadableError(ValueError):
    """This is no list that can be read; the message, in French, says why and what to do."""


def rows(content: bytes) -> list[Row]:
    """The rows of a file that are not blank. May raise UnreadableError."""
    return _xlsx(content) if content.startswith(b"PK") else text_rows(_decoded(content))


def text_rows(text: str) -> list[Row]:
    """The rows of a text whose first line tells its separator: semicolon, tab or comma. May raise UnreadableError."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    found, number = [], 1
    try:
        for cells in reader:
            found.append((number, cells))
            number = reader.line_num + 1
    except csv.Error:
        raise UnreadableError(
            f"La ligne {number} ne se lit pas : un guillemet y est sans doute resté ouvert."
        ) from None
    return _limited(found)


def _decoded(content: bytes) -> str:
    """UTF-16 when it says so, UTF-8 when it is, otherwise the encoding of Windows and of Latin-1."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _xlsx(content: bytes) -> list[Row]:
    from openpyxl import load_workbook  # a server starts faster without

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise UnreadableError("Ce classeur est trop grand. Gardez une seule feuille, avec les trois colonnes.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            values = book.worksheets[0].iter_rows(1, MOST_ROWS + 1, 1, MOST_COLUMNS, values_only=True)
            found = [(number, [_cell(value) for value in row]) for number, row in enumerate(values, 1)]
    except UnreadableError:
        raise
    except Exception:  # whatever a broken file makes the libraries say, in many types
        raise UnreadableError("Ce fichier n'est pas un classeur lisible. Enregistrez-le en .xlsx ou en .csv.") from None
    return _limited(found)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _limited(found: Iterable[Row]) -> list[Row]:
    kept = [(number, cells[:MOST_COLUMNS]) for number, cells in found if any(cell.strip() for cell in cells)]
    if len(kept) > MOST_ROWS:
        raise UnreadableError(f"Cette liste a plus de {MOST_ROWS - 1} personnes : envoyez-la en plusieurs fois.")
    return kept
