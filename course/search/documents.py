"""From the content to what can be found: plain text, cut where a page has anchors."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import unescape

from course.methods.rules import PHASES
from course.methods.schema import Method
from course.modules.schema import Body, Course, Lesson
from course.search.schema import Document, Place
from course.search.stems import stems
from course.typography import typo

LESSON, METHOD, CAPSULE = "Leçon", "Fiche méthode", "Capsule"

_SECTION = re.compile(r'<h2 id="([^"]*)">.*?</h2>', re.DOTALL)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_ASIDE = re.compile(r"<details><summary>.*?</summary>(.*?)</details>", re.DOTALL)
_CELL_END = re.compile(r"</t[dh]>")
_WITHIN_A_WORD = re.compile(r"</?(?:a|code|del|em|span|strong|sub|sup)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[ \t\n]+")


def documents(course: Course, methods: Mapping[str, Method]) -> tuple[Document, ...]:
    """Every passage, in the order of the path; check questions are left out, and their explanations with them."""
    return tuple(_documents(course, methods))


def _documents(course: Course, methods: Mapping[str, Method]) -> Iterator[Document]:
    for module in course.modules:
        for lesson in module.lessons:
            yield from _lesson(lesson)
    for slug, method in methods.items():
        yield _method(slug, method)
    capsule = course.capsule
    place = Place(CAPSULE, "", typo(capsule.head.title), "/capsule")
    yield from _page(place, typo(capsule.head.summary), capsule.body)


def _lesson(lesson: Lesson) -> Iterator[Document]:
    head = lesson.head
    place = Place(LESSON, "", typo(head.title), f"/lecons/{lesson.slug}")
    yield from _page(place, typo(f"{head.situation} {head.objective}."), lesson.body, " ".join(head.competences))


def _page(place: Place, about: str, body: Body, more: str = "") -> Iterator[Document]:
    """The head of a page, then each of its sections; `more` finds the head but is not shown."""
    html = "\n".join(part for part in body.parts if isinstance(part, str))
    opening, *pieces = _SECTION.split(html)
    yield _document(place, f"{about} {_text(opening)}", more)
    titles = dict(body.sections)
    for anchor, section in zip(pieces[::2], pieces[1::2], strict=True):
        yield _document(Place(place.kind, place.title, titles[anchor], f"{place.url}#{anchor}"), _text(section))


def _method(slug: str, method: Method) -> Document:
    steps = [f"{step.title}. {step.text}" for step in method.steps]
    said = [method.purpose, method.when, method.when_not, *steps, *method.say, method.room]
    said += [f"{'; '.join(method.material)}."] if method.material else []
    said += [method.remote_variant, method.accessible_variant, *method.pitfalls, method.harvest, method.origin]
    more = " ".join([slug, *method.competences, *map(PHASES.__getitem__, method.phases)])
    return _document(Place(METHOD, "", typo(method.title), f"/fiches/{slug}"), typo(" ".join(said)), more)


def _document(place: Place, text: str, more: str = "") -> Document:
    title, text = (unicodedata.normalize("NFC", part) for part in (place.title, text))
    heading = tuple(stems(title))
    found = (*heading, *stems(text), *stems(f"{place.kind} {more}"))
    return Document(place, text, found, frozenset(heading))


def _text(html: str) -> str:
    """What a fragment of HTML says, on one line; the descriptions of diagrams come last."""
    html = _CELL_END.sub(" · ", _DRAWING.sub(" ", html))
    html = " ".join([_ASIDE.sub(" ", html), *_ASIDE.findall(html)])
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", _WITHIN_A_WORD.sub("", html)))).strip(" ·")
