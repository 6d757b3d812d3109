"""Files made to harm: refused at once, with a sentence, and with little memory."""

import io
import stat
import tracemalloc
import zipfile

import pytest

from course.exchange import bounds, texts
from course.exchange.archive import pack
from course.exchange.bounds import RefusedFileError
from course.exchange.importer import read_file
from course.exchange.schema import Status
from course.richtext import to_html
from tests.test_exchange_reading import CORPUS

GIFT = b"Vrai ? {T#a#b}\n"


def zipped(*members, **more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def link():
    info = zipfile.ZipInfo("a.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def overlapping():
    """A member that declares 10 bytes and holds 60 MB."""
    data = bytearray(zipped(("q.gift", GIFT), ("a.gift.png", b"0" * 60_000_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.rfind(mark)
        data[place + offset : place + offset + 4] = (10).to_bytes(4, "little")
    return bytes(data)


HOSTILE = {
    "entities": ((CORPUS / "bomb.xml").read_bytes(), "DTD"),
    "external": ((CORPUS / "external.xml").read_bytes(), "DTD"),
    "large": (b"a" * (bounds.FILE_BYTES + 1), "20 Mo"),
    "long text": (b"a\n" * (bounds.TEXT_BYTES // 2 + 1), "5 Mo"),
    "many questions": (b"a {T}\n\n" * (bounds.QUESTIONS + 1), "Plus de 2000 questions"),
    "deep": (b"<quiz>" + b"<question>" * 100_000, "l'une dans l'autre"),
    "wide": (b"<quiz>" + b"<a/>" * 1_000_000, "200000 balises"),
    "attributes": (b"<quiz " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"<", "mal formé"),
    "slip": (zipped(("q.gift", GIFT), ("../../a.png", b"")), "sort d'elle"),
    "absolute": (zipped(("/q.gift", GIFT)), "sort d'elle"),
    "windows": (zipped(("q.gift", GIFT), ("c:\\a.png", b"")), "sort d'elle"),
    "link": (zipped(("q.gift", GIFT), (link(), b"/etc/passwd")), "lien symbolique"),
    "zip bomb": (zipped(("q.gift", b"0" * 60_000_000)), "se déplie"),
    "many files": (zipped(*((f"{n}.png", b"") for n in range(600))), "plus de 500 fichiers"),
    "two files": (zipped(("a.gift", GIFT), ("b.gift", GIFT)), "2 fichiers"),
    "no file": (zipped(("a.png", b"")), "0 fichiers"),
    "cut zip": (zipped(("q.gift", GIFT))[:-30], "abîmée"),
    "zip of zips": (zipped(("q.zip", zipped(("q.gift", GIFT)))), "0 fichiers"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_little_memory(name):
    data, reason = HOSTILE[name]
    tracemalloc.start()
    try:
        with pytest.raises(RefusedFileError) as refusal:
            read_file(data)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert reason in str(refusal.value)


def test_a_size_that_lies_gives_no_more_than_it_says():
    try:
        reading = read_file(overlapping())
    except RefusedFileError as error:
        assert "abîmée" in str(error)
    else:
        assert reading.images == {}


def test_a_zip_brings_the_images_that_its_questions_show():
    png = next(iter(read_file((CORPUS / "kinds.xml").read_bytes()).images.values()))
    text = b'[html]<img src\\="img/a.png" alt\\="Un point"> ? {T#a#b}'
    reading = read_file(pack({"cours/q.gift": text, "cours/img/a.png": png, "lisez-moi.doc": b""}))
    assert reading.images == {"img/a.png": png}
    assert reading.items[0].question.text == "![Un point](img/a.png) ?"
    assert reading.remarks == ("« lisez-moi.doc » laissé de côté",)


@pytest.mark.parametrize("piece", ["<a ", "a\n---\n", ">", "*a", "`a``", "&a;", "[](", "<div>"])
@pytest.mark.parametrize("form", ["", "[plain]", "[html]", "[markdown]"])
def test_a_long_text_is_refused_and_never_rendered(monkeypatch, form, piece):
    rendered = []
    monkeypatch.setattr(texts, "to_html", lambda markdown: rendered.append(len(markdown)) or to_html(markdown))
    item = read_file((form + piece.replace("\n", "\\n") * 10_000).encode()[:50_000] + b" {=a#b ~c#d}").items[0]
    assert item.status == Status.REFUSED
    assert max(rendered, default=0) <= bounds.TEXT_CHARACTERS
