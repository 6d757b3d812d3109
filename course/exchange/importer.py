"""A file read whole, whatever its format: every question listed, none lost silently."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice

from course.exchange import archive
from course.exchange.aiken_reader import read_aiken
from course.exchange.album import Album
from course.exchange.bounds import FILE_BYTES, QUESTIONS, TEXT_BYTES, RefusedFileError
from course.exchange.encoding import decoded
from course.exchange.gift_reader import read_gift
from course.exchange.incoming import take
from course.exchange.moodle import Asked
from course.exchange.moodle_reader import read_moodle
from course.exchange.names import Names
from course.exchange.schema import Item, Reading

Report = Callable[[int, int], None]
_AIKEN = re.compile(r"^[ \t]*ANSWER:[ \t]*[A-Za-z]?[ \t]*$", re.MULTILINE)
_EVERY = 25


def read_file(
    data: bytes,
    names: Collection[str] = (),
    taken: Mapping[str, bytes] | None = None,
    report: Report = lambda _done, _total: None,
) -> Reading:
    """Every question of a GIFT, Moodle XML, Aiken or zip file; `names` and `taken` are those of the bank it joins.

    RefusedFileError when the whole file is refused. `report` is told how many questions of how many are done.
    """
    if len(data) > FILE_BYTES:
        raise RefusedFileError(f"Le fichier dépasse {FILE_BYTES // 1_000_000} Mo : coupez-le, ou réduisez ses images.")
    files: dict[str, bytes] = {}
    remarks: tuple[str, ...] = ()
    if data.startswith(archive.MAGIC):
        _, data, files, remarks = archive.unpack(data)
    name, asked, more = _questions(data)
    album = Album(files, taken or {})
    items = _take_all(asked, album, Names(names), report)
    if not items:
        raise RefusedFileError("Aucune question dans ce fichier : ni GIFT, ni Moodle XML, ni Aiken.")
    return Reading(name, (*remarks, *more), items, album.images)


def _questions(data: bytes) -> tuple[str, Iterable[Asked], tuple[str, ...]]:
    """The format's name, its questions, and remarks on the file."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RefusedFileError("Le fichier est vide.")
    if _is_xml(data):
        return "Moodle XML", read_moodle(data.lstrip() if data[:1].isspace() else data), ()
    if len(data) > TEXT_BYTES:
        raise RefusedFileError(f"Le texte dépasse {TEXT_BYTES // 1_000_000} Mo : coupez-le.")
    if b"%PDF" in data[:8] or data[:4] == b"\xd0\xcf\x11\xe0" or b"\0\0\0\0" in data[:2000]:
        raise RefusedFileError("Ce n'est pas un fichier de texte : enregistrez vos questions en texte brut.")
    text, remarks = decoded(data)
    if "{" not in text and _AIKEN.search(text):
        return "Aiken", read_aiken(text), remarks
    return "GIFT", read_gift(text), remarks


def _is_xml(data: bytes) -> bool:
    """True for what begins as XML does; a GIFT text may begin with a tag of HTML."""
    start = decoded(data[:2000])[0].lstrip()
    return start.startswith("<") and (start.startswith(("<?xml", "<!")) or "<quiz" in start or b"{" not in data)


def _take_all(asked: Iterable[Asked], album: Album, names: Names, report: Report) -> tuple[Item, ...]:
    questions = list(islice(asked, QUESTIONS + 1))
    if len(questions) > QUESTIONS:
        raise RefusedFileError(f"Plus de {QUESTIONS} questions : coupez le fichier en plusieurs.")
    items = []
    for done, question in enumerate(questions, 1):
        items.append(take(question, album, names))
        if not done % _EVERY:
            report(done, len(questions))
    return tuple(items)
