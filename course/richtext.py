"""Markdown in, clean HTML out: the only door through which written text reaches a page."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from course.typography import typo_html

_TAGS = set(
    "p br hr strong em del code pre blockquote ul ol li dl dt dd a img div span sup sub "
    "h2 h3 h4 table thead tbody tr th td".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "th": {"align", "scope"},
    "td": {"align"},
    "ol": {"start"},
}
_CLASSES = {"div": {"scene", "example", "try", "sources"}, "span": {"quiet", "small"}}
_TABLE = {
    "<th>": '<th scope="col">',
    "<table>": '<div class="scroll" tabindex="0" role="group" aria-label="Tableau"><table>',
    "</table>": "</table></div>",
}
_QUESTION_IMAGE = re.compile(r'src="(img/[a-z0-9-]{1,60}\.(?:png|jpg|gif|webp))"')
"""An image of a question is served beside its bank; diagrams of lessons are SVG, put in the page itself."""
_PARAGRAPH = re.compile(r"^<p>(.*)</p>$", re.DOTALL)


Through = Callable[[Callable[[str], str], str], str]


class _Titled(Block):  # type: ignore[misc]
    """A block that is a division with a class and, where it has one, a heading."""

    ARGUMENT: bool | None = False
    OPTIONS: Mapping[str, object] = {}
    css = ""

    def heading(self) -> str:
        return ""

    def on_create(self, parent: Element) -> Element:
        division = SubElement(parent, "div", {"class": self.css})
        if title := self.heading():
            SubElement(division, "h2").text = title
        return division


class _Scene(_Titled):
    NAME, css = "scene", "scene"


class _Example(_Titled):
    NAME, css, ARGUMENT = "exemple", "example", None

    def heading(self) -> str:
        return self.argument or "Un exemple complet"


class _Try(_Titled):
    NAME, css = "essai", "try"

    def heading(self) -> str:
        return "À essayer cette semaine"


class _Sources(_Titled):
    NAME, css = "sources", "sources"

    def heading(self) -> str:
        return "Pour aller plus loin"


class _LessonBlocks(BlocksExtension):  # type: ignore[misc]
    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        for block in (_Scene, _Example, _Try, _Sources):
            block_mgr.register(block, self.getConfigs())


class _Engine(threading.local):
    """Markdown, made once a thread: it keeps state while it works, and to make it takes a millisecond."""

    def __init__(self) -> None:
        self.markdown = Markdown(extensions=["tables", "sane_lists", _LessonBlocks()], output_format="html")


_engine = _Engine()


_through: Through | None = None


@contextmanager
def through(remember: Through) -> Iterator[None]:
    """Within it, `remember` is asked first: it is given the rendering and the text."""
    global _through  # noqa: PLW0603
    _through = remember
    try:
        yield
    finally:
        _through = None


def to_html(source: str) -> str:
    """A Markdown text as clean HTML with French typography; scripts and foreign tags are dropped."""
    return _through(_render, source) if _through else _render(source)


def plain_html(source: str) -> str:
    """A Markdown text as clean HTML and nothing more: no typography, no address of ours; for a file that leaves."""
    return nh3.clean(
        _engine.markdown.reset().convert(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"https", "mailto"},
        link_rel=None,
    )


def _render(source: str) -> str:
    clean = plain_html(source)
    for written, shown in _TABLE.items():
        clean = clean.replace(written, shown)
    return typo_html(_QUESTION_IMAGE.sub(r'src="/questions/\1"', clean))


@lru_cache(maxsize=8192)
def inline(source: str) -> str:
    """A short text as HTML without its paragraph, for a choice, a label or a legend."""
    html = to_html(source).strip()
    match = _PARAGRAPH.match(html)
    return match[1] if match and "<p>" not in match[1] else html
