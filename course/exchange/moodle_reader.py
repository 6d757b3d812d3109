"""Moodle XML in, as MoodleDocs « Moodle XML format » and Moodle's own importer define it; read as a stream."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from course.exchange.album import base64_bytes
from course.exchange.bounds import RefusedFileError
from course.exchange.gift_reader import ordering_options
from course.exchange.moodle import Answer, Asked, Format, Pair, Rich
from course.exchange.xml_stream import Questions

_CHUNK = 65_536
_FORMATS: dict[str, Format] = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
    "wiki_like": "markdown",
}
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_USUAL = {
    "your answer is correct.",
    "your answer is partially correct.",
    "your answer is incorrect.",
    "votre réponse est correcte.",
    "votre réponse est partiellement correcte.",
    "votre réponse est incorrecte.",
    "well done!",
    "parts, but only parts, of your response are correct.",
    "that is not right at all.",
}
"""What Moodle writes by itself: nobody's words."""


def read_moodle(data: bytes) -> Iterator[Asked]:
    """The questions of a Moodle XML file, each with its line; RefusedFileError on a hostile or broken one."""
    target = Questions()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.position = parser.parser
    category = ""
    try:
        for start in range(0, len(data) + 1, _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            for line, element in target.taken():
                if element.get("type") == "category":
                    category = _text(element.find("category"))
                else:
                    yield _Reader(element, line, category).read()
        parser.close()
    except DefusedXmlException as error:
        raise RefusedFileError(
            "Le fichier déclare une DTD ou des entités : retirez-les, Moodle n'en écrit pas."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        if isinstance(error, RefusedFileError):
            raise
        line = getattr(error, "position", (parser.parser.CurrentLineNumber, 0))[0]
        raise RefusedFileError(f"XML mal formé, ligne {line} : le fichier est abîmé ou n'est pas du XML.") from error
    if not target.is_quiz:
        raise RefusedFileError("Ce XML n'est pas un export de questions de Moodle : sa racine n'est pas « quiz ».")


def _text(element: Element | None) -> str:
    """The words of a <text>, or those outside one as old exports have them."""
    if element is None:
        return ""
    inner = element.find("text")
    return ((element if inner is None else inner).text or "").strip(" \t\n\r")


class _Reader:
    """Reads one <question>."""

    def __init__(self, element: Element, line: int, category: str) -> None:
        self._element, self._line, self._category = element, line, category
        self._lost: list[str] = []
        self._text = self._rich("questiontext", "html")
        self._format = self._text.format

    def read(self) -> Asked:
        """The question."""
        kind = self._element.get("type", "")
        answers = tuple(self._answer(item) for item in self._element.findall("answer"))
        groups: tuple[str, ...] = ()
        if kind in ("gapselect", "ddwtos"):
            options = self._element.findall("selectoption") or self._element.findall("dragbox")
            answers = tuple(Answer(Rich(_text(item), "plain")) for item in options)
            groups = tuple(self._word("group", item) for item in options)
        self._note_losses(kind)
        return Asked(
            kind=kind,
            line=self._line,
            name=_text(self._element.find("name")),
            text=self._text,
            general=self._rich("generalfeedback", self._format),
            number=self._word("idnumber"),
            tags=tuple(filter(None, (_text(tag) for tag in self._element.findall("tags/tag")))),
            category=self._category,
            answers=answers,
            pairs=tuple(self._pair(item) for item in self._element.findall("subquestion")),
            groups=groups,
            single=self._word("single") not in ("false", "0"),
            unit=self._unit(),
            lost=tuple(self._lost),
        )

    def _word(self, path: str, element: Element | None = None) -> str:
        return ((self._element if element is None else element).findtext(path) or "").strip()

    def _rich(self, path: str, default: Format) -> Rich:
        return self._rich_of(self._element.find(path), default)

    def _rich_of(self, element: Element | None, default: Format) -> Rich:
        if element is None:
            return Rich("", default)
        files = []
        for file in element.findall("file"):
            name = (file.get("path") or "/").lstrip("/") + (file.get("name") or "")
            data = base64_bytes(file.text or "")
            files.append((name, b"" if data is None else data))
        written = element.get("format", "")
        return Rich(_text(element), _FORMATS.get(written, "html") if written else default, tuple(files))

    def _answer(self, element: Element) -> Answer:
        text = self._rich_of(element, self._format)
        percent = _percent(element.get("fraction") or self._word("fraction", element))
        comment = self._rich_of(element.find("feedback"), self._format)
        return Answer(text, percent, comment, self._word("tolerance", element) or "0")

    def _pair(self, element: Element) -> Pair:
        return Pair(self._rich_of(element, self._format), _text(element.find("answer")))

    def _unit(self) -> str:
        """The unit that counts for one; the others are said to be lost."""
        units = [(_unit_name(item), self._word("multiplier", item)) for item in self._element.findall("units/unit")]
        kept = next((name for name, factor in units if _percent(factor or "1") == 1), "")
        for name, _ in units:
            if name != kept:
                self._lost.append(f"unité « {name[:30]} » retirée : une seule unité ici")
        return kept

    def _note_losses(self, kind: str) -> None:
        if _percent(self._word("defaultgrade") or "1") not in (0.0, 1.0):
            self._lost.append(f"note de {self._word('defaultgrade')[:12]} : toutes les questions comptent autant ici")
        if kind == "shortanswer" and self._word("usecase") == "1":
            self._lost.append("majuscules exigées dans Moodle ; Relais les pardonne")
        if kind == "ordering":
            words = f"{self._word('selecttype')} {self._word('gradingtype')}".upper()
            self._lost += ordering_options(words)
        for name in _COMBINED:
            words = _text(self._element.find(name))
            if words and _bare(words) not in _USUAL:
                self._lost.append(f"retour d'ensemble retiré : « {' '.join(words.split())[:300]} »")
        for hint in self._element.findall("hint"):
            if words := _text(hint):
                self._lost.append(f"indice retiré : « {' '.join(words.split())[:300]} »")
        if self._element.find("image_base64") is not None:
            self._lost.append("image à l'ancienne (avant Moodle 2) non reprise ; ajoutez-la")


def _unit_name(element: Element) -> str:
    return (element.findtext("unit_name") or "").strip()


def _bare(words: str) -> str:
    return words.replace("<p>", "").replace("</p>", "").strip().lower()


def _percent(text: str) -> float:
    """A number as Moodle writes it; what is not one is worth nothing."""
    try:
        found = float(text.strip().replace(",", ".")) if len(text) < 30 else 0.0
    except ValueError:
        return 0.0
    return found if -1e6 < found < 1e6 else 0.0
