"""Any text of a foreign question as the Markdown of ours, with what changed on the way."""

import re
from collections.abc import Sequence
from html import unescape

import nh3

from course.exchange.album import Album
from course.exchange.bounds import QUESTION_CHARACTERS, TEXT_BRACKETS, TEXT_CHARACTERS
from course.exchange.formulas import split_formulas
from course.exchange.html_text import escape, to_markdown, words_of
from course.exchange.html_tree import Node, clean_tree
from course.exchange.moodle import Rich
from course.richtext import to_html

_TAG = re.compile(r"<[a-zA-Z/!]|&#?\w{1,10};")
_LINES = re.compile(r"<(?:p|br|div|ul|ol|table|h[1-6])\b", re.IGNORECASE)
_ACTIVE = re.compile(r"<\s*(?:script|style|iframe|object|embed|form|svg|math|video|audio)\b", re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\]\(([^()\s]{1,1000})\)")
_STRAIGHT = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})


class Texts:
    """The texts of one question; `remarks` gathers what they lost or changed, in French, without repeating itself."""

    def __init__(self, album: Album) -> None:
        self._album = album
        self._remarks: dict[str, None] = {}

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to tell."""
        return tuple(self._remarks)

    def note(self, remark: str) -> None:
        """Something that changed."""
        self._remarks[remark] = None

    def markdown(self, rich: Rich) -> str:
        """The text as Markdown; ValueError, in French, when it is too heavy to be one."""
        if len(rich.text) > QUESTION_CHARACTERS:
            raise ValueError(f"texte de plus de {QUESTION_CHARACTERS} signes ; coupez-le")
        if rich.text.count("[") > TEXT_BRACKETS:
            raise ValueError(f"plus de {TEXT_BRACKETS} crochets ouverts dans un texte ; retirez-en")
        if len(split_formulas(rich.text)) > 1:
            self.note("formule TeX gardée telle quelle : Relais n'affiche pas les formules")
        if rich.format == "markdown":
            return self._as_it_is(rich)
        if rich.format == "html" or (rich.format == "moodle" and _TAG.search(rich.text)):
            return self._from_html(rich)
        return self._from_plain(rich.text)

    def _as_it_is(self, rich: Rich) -> str:
        if _ACTIVE.search(rich.text):
            self.note("balises HTML que Relais n'affiche pas")
        return _IMAGE.sub(lambda match: self._same_picture(rich, match), rich.text)

    def _same_picture(self, rich: Rich, match: re.Match[str]) -> str:
        """In a Markdown text, an image that is not there leaves the text as it is."""
        kept, remark = self._album.keep(match[2], dict(rich.files))
        if remark:
            self.note(remark)
        return f"![{match[1]}]({kept})" if kept else match[0]

    def _from_plain(self, text: str) -> str:
        """Untouched when it already reads as Markdown would show it."""
        if len(text) > TEXT_CHARACTERS:
            return text
        if len(split_formulas(text)) == 1 and _shown(text) == _bare(text):
            return text
        root = [Node("p", children=[Node(text=line)]) for line in text.split("\n\n")]
        return to_markdown(Node("div", children=root), self._without_picture)

    def _from_html(self, rich: Rich) -> str:
        html = rich.text
        if rich.format == "moodle" and not _LINES.search(html):
            html = html.replace("\n", "<br>")
        root, left_out = clean_tree(html)
        for name in left_out:
            self.note(f"balise « {name} » retirée")
        markdown = to_markdown(root, lambda source, alternative: self._picture(rich, source, alternative))
        if len(markdown) > TEXT_CHARACTERS or _has(root, ("img", "a")) or _shown(markdown) == _bare(words_of(root)):
            return markdown
        self.note("mise en forme retirée : elle ne se lisait pas pareil ici")
        return self._from_plain(" ".join(words_of(root).split()))

    def _picture(self, rich: Rich, source: str, alternative: str) -> str:
        kept, remark = self._album.keep(source, dict(rich.files))
        if remark:
            self.note(remark)
        if not kept:
            return escape(f"[image : {alternative or source[:80]}]")
        if not alternative.strip():
            self.note("image sans texte de remplacement ; écrivez-le entre les crochets")
        words = re.sub(r"[\[\]\\\s]+", " ", alternative).strip()
        return f"![{words}]({kept})"

    def _without_picture(self, _source: str, alternative: str) -> str:
        return escape(alternative)


def _has(node: Node, names: Sequence[str]) -> bool:
    return node.name in names or any(_has(child, names) for child in node.children)


def _shown(markdown: str) -> str:
    """The words of a Markdown text as a page shows them, spaces and French marks left aside."""
    return _bare(unescape(nh3.clean(to_html(markdown), tags=set())))


def _bare(text: str) -> str:
    return "".join(text.translate(_STRAIGHT).replace("…", "...").split())
