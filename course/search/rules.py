"""Which passages answer a query, in which order, and the extract that shows its words."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup, escape

from course.search.schema import Document, Hit
from course.search.stems import COMPOUND, PART, names, stem

Asked = Sequence[frozenset[str]]
"""The words of a query, each as the stems that satisfy it (stems.asked)."""

LENGTH, BEFORE = 260, 70
"""Signs of an extract, and how many of them may come before its first marked word."""


def ordered(documents: Sequence[Document], asked: Asked, ranks: Mapping[int, float]) -> list[int]:
    """The documents to show, by index: all the words first, then most of them; titles before text; then the rank.

    `ranks` are the engine's, by index, the highest the best.
    """
    keys = []
    for index, rank in ranks.items():
        count = _count(asked, documents[index].known)
        if 2 * count >= len(asked):
            keys.append((-count, -_count(asked, documents[index].heading), -rank, index))
    return [key[-1] for key in sorted(keys)]


def _count(asked: Asked, stems: frozenset[str]) -> int:
    return sum(not word.isdisjoint(stems) for word in asked)


def hit(document: Document, asked: Asked) -> Hit:
    """The document as a result."""
    whole = _count(asked, document.known) == len(asked)
    return Hit(**vars(document.place), extract=extract(document.text, asked), whole=whole)


def extract(text: str, asked: Asked) -> Markup:
    """The part of the text that holds most of the words asked, as HTML, with these words marked."""
    found = list(_found(text, asked))
    start, end = _window(text, found)
    pieces, place = [Markup("… " if start else "")], start
    for first, last, _ in found:
        if start <= first and last <= end:
            pieces += [escape(text[place:first]), Markup("<mark>%s</mark>") % text[first:last]]
            place = last
    pieces += [escape(text[place:end]), Markup(" …" if end < len(text) else "")]
    return Markup("").join(pieces)


def _found(text: str, asked: Asked) -> Iterator[tuple[int, int, int]]:
    """Where the words asked are in the text: start, end, and which one."""
    which = {name: number for number, word in reversed(list(enumerate(asked))) for name in word}
    for compound in COMPOUND.finditer(text):
        if which.keys().isdisjoint(names(compound[0])):
            continue
        if (whole := stem(compound[0])) in which:
            yield *compound.span(), which[whole]
            continue
        for part in PART.finditer(text, *compound.span()):
            if (name := stem(part[0])) in which:
                yield *part.span(), which[name]


def _window(text: str, found: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """The start and end of the extract, cut between words."""
    if not found:
        return 0, _cut(text, 0, LENGTH)
    best = max(range(len(found)), key=lambda index: _near(found, index))
    first, last, _ = found[best]
    start = (text.find(" ", first - BEFORE, first) + 1 or first) if first > BEFORE else 0
    return start, _cut(text, last, start + LENGTH)


def _near(found: Sequence[tuple[int, int, int]], index: int) -> int:
    """How many different words an extract that begins with this one would hold."""
    limit = found[index][0] + LENGTH - BEFORE
    return len({number for _, last, number in found[index : index + LENGTH // 2] if last <= limit})


def _cut(text: str, least: int, most: int) -> int:
    """The end of the text, or else the last space between these places."""
    return len(text) if most >= len(text) else max(text.rfind(" ", least, most), least) or most
