"""From a Markdown body to a page's parts: blocks, sections, links, diagrams and check questions."""

import hashlib
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

from pydantic import ValidationError

from course.files import Lines, parse_yaml
from course.modules.blocks import body_losses, unknown_blocks
from course.modules.diagram import figure
from course.modules.schema import Body
from course.problems import Problem, from_validation
from course.questions.images import image_problems
from course.questions.losses import question_losses
from course.questions.schema import QUESTION, AnyQuestion
from course.questions.short import plain
from course.richtext import to_html

_QUESTION = re.compile(r"^```question\n((?:(?!```).*\n)*?)```[ \t]*$", re.MULTILINE)
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_IMAGE = re.compile(r"<p><img ([^>]*)></p>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w[\w’'-]*")


class Reader:
    """Reads one body; gathers its problems in `problems`."""

    def __init__(self, file: str, folder: Path, known: Mapping[str, str]) -> None:
        self.file, self.folder, self.known = file, folder, known
        self.problems: list[Problem] = []
        self.questions: list[AnyQuestion] = []
        self.sections: list[tuple[str, str]] = []
        self.unknown: list[tuple[int, str]] = []
        """The blocks whose name is not one of ours, with their line."""
        self._seen = hashlib.sha256()

    def read(self, source: str, first_line: int = 1) -> Body:
        """The body's parts; `known` (« module/lesson ») are what links may lead to, with their addresses."""
        self._seen.update(source.encode())
        self._first = first_line
        # Nobody can write in a text a mark made from that very text.
        self._mark = f"@@question-{self._seen.hexdigest()[:16].translate(_LETTERS)}"
        text = self._without_losses(_QUESTION.sub(self._kept_lines, source))
        html = to_html(text)
        words = len(_WORD.findall(_TAG.sub(" ", unescape(html)))) - len(self.questions)
        html = _IMAGE.sub(self._image, html)
        html = _HEADING.sub(self._heading, _LINK.sub(self._link, html))
        if "<img" in html:
            self._problem("image", "au milieu d'un texte", "placez-la seule sur sa ligne")
        slot = re.compile(rf"<p>{self._mark}:(\d+)@@</p>")
        parts = tuple(int(part) if index % 2 else part for index, part in enumerate(slot.split(html)) if part.strip())
        return Body(parts, tuple(self.questions), tuple(self.sections), words, self._seen.hexdigest()[:32])

    def _problem(self, place: str, message: str, cure: str, line: int = 0) -> None:
        self.problems.append(Problem(self.file, place, message, cure, line))

    def _without_losses(self, text: str) -> str:
        """The text that can be shown, once what would be lost in it is said."""
        kept, losses = body_losses(text)
        for loss in losses:
            self._problem("texte", loss.message, loss.cure, self._first + loss.line - 1)
        self.unknown = [(self._first + line - 1, name) for line, name in unknown_blocks(kept)]
        return kept

    def _kept_lines(self, match: re.Match[str]) -> str:
        """A question's mark, on as many lines as the question: what follows keeps its place."""
        mark = self._question(match)
        return mark + "\n" * (match[0].count("\n") - mark.count("\n"))

    def _question(self, match: re.Match[str]) -> str:
        line = self._first + match.string.count("\n", 0, match.start()) + 1
        place = f"question {len(self.questions) + 1}"
        value, problems = parse_yaml(match[1], self.file, line)
        self.problems += problems
        if problems:
            return ""
        try:
            question = QUESTION.validate_python(value)
        except ValidationError as error:
            self.problems += from_validation(self.file, place, error, Lines(match[1], line))
            return ""
        if question.id in {item.id for item in self.questions}:
            self._problem(place, f"nom « {question.id} » déjà pris", "donnez-en un autre", line)
        for loss in question_losses(question):
            self._problem(place, loss.message, loss.cure, line)
        self.problems += image_problems([question], self.file, self.folder.parents[1] / "quizzes" / "img")
        self.questions.append(question)
        return f"\n{self._mark}:{len(self.questions) - 1}@@\n"

    def _image(self, match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
        source = attributes.get("src", "")
        if not re.fullmatch(r"img/[a-z0-9-]+\.svg", source):
            self._problem("image", f"« {source} » n'est pas un schéma de img/", "employez img/nom.svg")
            return ""
        path = self.folder / source
        html, problems = figure(path, self.file, attributes.get("alt", ""), attributes.get("title", ""))
        self.problems += [Problem(item.file, f"{item.place} {source}", item.message, item.cure) for item in problems]
        if path.is_file():
            self._seen.update(path.read_bytes())
        return html

    def _heading(self, match: re.Match[str]) -> str:
        title = _TAG.sub("", unescape(match[1]))
        anchor = "-".join(filter(None, (plain(word) for word in re.split(r"[\s’'-]+", title)))) or "section"
        if anchor in {known for known, _ in self.sections}:
            self._problem(f"section « {title} »", "titre déjà employé", "donnez-en un autre")
        self.sections.append((anchor, title))
        return f'<h2 id="{anchor}">{match[1]}</h2>'

    def _link(self, match: re.Match[str]) -> str:
        target = unescape(match[1])
        if target.startswith(("https://", "mailto:")):
            return match[0]
        slug = target if "/" in target else f"{self.folder.name}/{target}"
        if slug not in self.known:
            self._problem("lien", f"« {target} » ne mène nulle part", "corrigez le nom de la leçon")
            return match[0]
        return f'<a href="{self.known[slug]}"'
