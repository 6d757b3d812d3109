"""Foreign HTML, cleaned, as a small tree."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from course.exchange.bounds import TEXT_TAGS

_TAGS = set(
    "p br hr strong b em i code pre blockquote ul ol li dl dt dd a img div span sup sub "
    "h1 h2 h3 h4 h5 h6 table thead tbody tr th td".split()
)
_HARMLESS = {"html", "body", "section", "article", "font", "u", "center", "tfoot", "caption", "small", "tt", "big"}
"""What only dresses the words, which are kept."""
_VOID = {"br", "hr", "img"}
_DEPTH = 60
_NAME = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]{0,20})")


class DeepError(ValueError):
    """The text is nested too deeply, or too heavy, to be a question's."""


@dataclass
class Node:
    """An element, or a text when it has no name."""

    name: str = ""
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)


def clean_tree(html: str) -> tuple[Node, tuple[str, ...]]:
    """The tree of what a question may show, and the names of the elements left out."""
    if html.count("<") > TEXT_TAGS:
        raise DeepError(f"plus de {TEXT_TAGS} balises dans un texte ; simplifiez-le")
    names = {name.lower() for name in _NAME.findall(html)}
    attributes = {"a": {"href"}, "img": {"src", "alt"}}
    schemes = {"https", "http", "mailto", "data"}
    clean = nh3.clean(html, tags=_TAGS, attributes=attributes, url_schemes=schemes, link_rel=None)
    builder = _Builder()
    builder.feed(clean)
    builder.close()
    return builder.root, tuple(sorted(names - _TAGS - _HARMLESS))


class _Builder(HTMLParser):
    """nh3 has closed every element: what is open is what surrounds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, attributes={name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)
            if len(self._open) > _DEPTH:
                raise DeepError(f"plus de {_DEPTH} balises l'une dans l'autre ; simplifiez le texte")

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].name == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(Node(text=data))
