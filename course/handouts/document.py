"""From content to a laid out document; diagrams become pictures with their alternative."""

import base64
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any

from flask import current_app, render_template
from jinja2 import FileSystemLoader
from markupsafe import Markup

from course.certificates.document import Designs, Press
from course.config import Settings
from course.home import content_home
from course.methods.schema import Method
from course.modules.schema import Lesson
from course.palette import ACCENT, WASH, Palette
from course.progress.queries import catalog
from course.questions.short import plain

_FIGURE = re.compile(r'<figure class="diagram"[^>]*>(<svg.*?</svg>)(.*?)<details>.*?</details></figure>', re.DOTALL)
_LABEL = re.compile(r'aria-label="([^"]*)"')
_CLASS = re.compile(r'class="([^"]*)"')
_LINK = re.compile(r'<a href="/[^"]*">(.*?)</a>', re.DOTALL)
_SCROLL = re.compile(r'<div class="scroll"[^>]*>(.*?</table>)</div>', re.DOTALL)
_SECTION = re.compile(r'<h2 id="[^"]*">')
_IMAGE = re.compile(r'src="/questions/img/([^"]*)"')
_FILLS = {
    "ink": "#1d2529",
    "quiet": "#56616a",
    "accent": ACCENT,
    "on-accent": "#ffffff",
    "wash": WASH,
    "sun": "#f6e7c8",
    "card": "#ffffff",
}
_STROKES = {"s-ink": "#1d2529", "s-quiet": "#56616a", "s-line": "#b9b4a6", "s-accent": ACCENT}
"""The light tokens of course/static/relais.css; hair lines a little darker, for paper."""


@cache
def _press(design: str, palette: Palette) -> Press:
    designs = Designs(content_home() / "certificates", palette)
    return Press(designs, design, current_app.jinja_env.overlay(loader=FileSystemLoader(designs.folder)), "handout")


def printed(design: str, values: dict[str, Any]) -> bytes:
    """The document, with the images of its questions in it."""
    settings: Settings = current_app.extensions["relais_settings"]
    press = _press(design, settings.palette)
    return press.pdf(_IMAGE.sub(_embedded, press.html({**values, "source": settings.source})))


def _embedded(match: re.Match[str]) -> str:
    data = (content_home() / "quizzes" / "img" / match[1]).read_bytes()
    return f'src="data:image/*;base64,{base64.b64encode(data).decode()}"'


def sheet(name: str, _values: dict[str, Any]) -> bytes:
    """One method sheet on one A4 page."""
    methods: dict[str, Method] = catalog().methods
    return printed("sheet", {"method": methods[name], "methods": methods})


def agenda(_name: str, values: dict[str, Any]) -> bytes:
    """An agenda as it was when its owner asked."""
    return printed("agenda", values)


def module(name: str, _values: dict[str, Any]) -> bytes:
    """A module to read in a train: contents, lessons with their sources, answers, the sheets that it names."""
    found = catalog().course.module(name)
    assert found
    lessons = [(lesson, printable(lesson)) for lesson in found.lessons]
    text = plain("".join(part for lesson in found.lessons for part in _html(lesson.body.parts)))
    methods = {slug: method for slug, method in catalog().methods.items() if plain(method.title) in text}
    values = {"module": found, "course": catalog().course, "lessons": lessons, "methods": methods}
    introduction = Markup(printable_html("".join(_html(found.body.parts))))
    return printed("handout", {**values, "introduction": introduction})


def _html(parts: tuple[str | int, ...]) -> list[str]:
    return [part for part in parts if isinstance(part, str)]


def printable(lesson: Lesson) -> Markup:
    """A lesson's body for paper: its questions shown in place, their answers left for the end."""
    html = ""
    for part in lesson.body.parts:
        if isinstance(part, str):
            html += printable_html(part)
        else:
            html += render_template("handouts/question.html", question=lesson.body.questions[part], number=part + 1)
    return Markup(html)


def printable_html(html: str) -> str:
    """Diagrams as pictures, tables as they are, links within the site as plain words, sections without a name."""
    html = _SECTION.sub("<h2>", _LINK.sub(r"\1", _SCROLL.sub(r"\1", html)))
    return _FIGURE.sub(_picture, html)


def _picture(match: re.Match[str]) -> str:
    svg, caption = match[1], match[2]
    label = _LABEL.search(svg)
    palette: Palette = current_app.extensions["relais_settings"].palette
    drawn = base64.b64encode(palette.painted(unescape(_CLASS.sub(_paint, svg))).encode()).decode()
    alternative = label[1] if label else ""
    return f'<figure><img alt="{alternative}" src="data:image/svg+xml;base64,{drawn}">{caption}</figure>'


def _paint(match: re.Match[str]) -> str:
    """Colours instead of classes: a picture does not see the page's stylesheet."""
    names = match[1].split()
    fill = next((_FILLS[name] for name in names if name in _FILLS), None)
    stroke = next((_STROKES[name] for name in names if name in _STROKES), None)
    painted = [f'fill="{fill or "none"}"'] if fill or stroke else []
    return " ".join([*painted, *([f'stroke="{stroke}"'] if stroke else [])])


MAKERS: dict[str, Callable[[str, dict[str, Any]], bytes]] = {"fiche": sheet, "deroule": agenda, "module": module}
