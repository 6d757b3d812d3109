"""A small tree of HTML as the Markdown of our questions."""

import re
from collections.abc import Callable, Sequence

from course.exchange.formulas import split_formulas
from course.exchange.html_tree import Node

Picture = Callable[[str, str], str]
"""From an image's address and alternative to its Markdown."""

_BLOCKS = set("p div ul ol dl dt dd li pre blockquote table thead tbody tr h1 h2 h3 h4 h5 h6 hr".split())
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MEANT = re.compile(r"([\\`*_\[\]])")
_ENTITY = re.compile(r"&(?=#?\w)")
_START = re.compile(r"^([ \t]*)(?:([#>+=~:|!-])|(/{3})|(\d+)([.)]))", re.MULTILINE)


def escape(text: str) -> str:
    """Plain text whose signs mean nothing in Markdown."""
    text = _ENTITY.sub("&amp;", _MEANT.sub(r"\\\1", text)).replace("<", "&lt;")
    return _START.sub(_escape_start, text)


def _escape_start(match: re.Match[str]) -> str:
    margin, sign, slashes, number, mark = match.groups()
    if sign:
        return f"{margin}&#{ord(sign)};"
    return f"{margin}&#47;//" if slashes else f"{margin}{number}&#{ord(mark)};"


def code(text: str) -> str:
    """A code span, its fence longer than any run of backticks inside."""
    text = _SPACES.sub(" ", text)
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    margin = " " if "`" in (text[:1], text[-1:]) else ""
    return f"{fence}{margin}{text}{margin}{fence}"


def to_markdown(root: Node, picture: Picture) -> str:
    """The whole text."""
    return _Writer(picture).blocks(root.children)


class _Writer:
    def __init__(self, picture: Picture) -> None:
        self._picture = picture

    def blocks(self, nodes: Sequence[Node]) -> str:
        """Blocks apart by a blank line; inline nodes that follow each other make a paragraph."""
        found: list[str] = []
        run: list[Node] = []
        for node in [*nodes, Node("hr")]:
            if node.name not in _BLOCKS:
                run.append(node)
                continue
            found += [self._paragraph(run), self._block(node)]
            run = []
        return "\n\n".join(block for block in found[:-1] if block)

    def _paragraph(self, nodes: Sequence[Node]) -> str:
        lines = self._inline(nodes).split("\n")
        return "\n".join(line.lstrip(" ") for line in lines).strip(" \n")

    def _block(self, node: Node) -> str:
        writer = _BLOCK.get(node.name)
        return writer(self, node) if writer else self.blocks(node.children)

    def _verbatim(self, node: Node) -> str:
        return "\n".join("    " + line for line in words_of(node).strip("\n").split("\n"))

    def _quoted(self, node: Node) -> str:
        inner = self.blocks(node.children)
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""

    def _heading(self, node: Node) -> str:
        inner = self.blocks(node.children).replace("\n", " ")
        return f"### {inner}" if inner else ""

    def _list(self, node: Node) -> str:
        items = []
        for number, item in enumerate((child for child in node.children if child.name), 1):
            lines = self.blocks(item.children if item.name == "li" else [item]).split("\n")
            mark = f"{number}." if node.name == "ol" else "-"
            rest = ["    " + line if line else "" for line in lines[1:]]
            items.append("\n".join([f"{mark:<3} {lines[0]}" if rest else f"{mark} {lines[0]}", *rest]))
        return "\n".join(items)

    def _table(self, node: Node) -> str:
        rows = [[self._cell(cell) for cell in row.children if cell.name in ("td", "th")] for row in _rows(node)]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _cell(self, node: Node) -> str:
        return _SPACES.sub(" ", self._inline(node.children)).strip().replace("|", "&#124;")

    def _inline(self, nodes: Sequence[Node]) -> str:
        return "".join(map(self._piece, nodes))

    def _piece(self, node: Node) -> str:
        if not node.name:
            return _text(node.text)
        if node.name == "img":
            return self._picture(node.attributes.get("src", ""), node.attributes.get("alt", ""))
        inner = self._inline(node.children)
        writer = _INLINE.get(node.name)
        return writer(node, inner) if writer else inner


def _rows(node: Node) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        found += [child] if child.name == "tr" else _rows(child)
    return found


def words_of(node: Node) -> str:
    """Its words alone."""
    return node.text or "".join(map(words_of, node.children))


def _text(text: str) -> str:
    """Escaped, but for its formulas, shown as code and kept apart."""
    pieces = split_formulas(_SPACES.sub(" ", text))
    last = len(pieces) - 1
    return "".join(
        code(piece) if index % 2 else escape(piece) or " " * (0 < index < last) for index, piece in enumerate(pieces)
    )


def _wrapped(inner: str, mark: str) -> str:
    """The spaces around the words stay outside the marks, which would mean nothing otherwise."""
    words = inner.strip()
    if not words or mark in words:
        return inner
    start = len(inner) - len(inner.lstrip())
    return f"{inner[:start]}{mark}{words}{mark}{inner[start + len(words) :]}"


def _link(address: str, inner: str) -> str:
    """A link, or its words then its address where Relais would not follow it."""
    if address.startswith(("https://", "mailto:")) and not re.search(r"[\s()<>\\]", address):
        return f"[{inner}]({address})"
    return f"{inner} ({escape(address)})" if address.startswith("http") and address not in inner else inner


def _code(node: Node, _inner: str) -> str:
    words = words_of(node)
    return code(words) if words.strip() else ""


_BLOCK: dict[str, Callable[[_Writer, Node], str]] = {
    "ul": _Writer._list,
    "ol": _Writer._list,
    "pre": _Writer._verbatim,
    "table": _Writer._table,
    "blockquote": _Writer._quoted,
    "hr": lambda _writer, _node: "---",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Writer._heading),
}
_INLINE: dict[str, Callable[[Node, str], str]] = {
    "br": lambda _node, _inner: "  \n",
    "code": _code,
    "strong": lambda _node, inner: _wrapped(inner, "**"),
    "b": lambda _node, inner: _wrapped(inner, "**"),
    "em": lambda _node, inner: _wrapped(inner, "*"),
    "i": lambda _node, inner: _wrapped(inner, "*"),
    "sup": lambda _node, inner: f"<sup>{inner}</sup>",
    "sub": lambda _node, inner: f"<sub>{inner}</sub>",
    "a": lambda node, inner: _link(node.attributes.get("href", ""), inner),
}
