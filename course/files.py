"""Read content files: YAML, and Markdown with a YAML head; what cannot be read is a problem."""

import re
from collections.abc import Set
from pathlib import Path
from typing import Any

import yaml

from course.problems import Problem

HEAD = "---\n"

WRITTEN = {".md", ".markdown", ".txt", ".yml", ".yaml", ".docx", ".odt", ".xlsx"}
"""Endings of files that an author believes to be read."""

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
"""Signs without width that a word processor leaves: they show nothing, and hide what follows from Markdown."""
_TYPOGRAPHIC = re.compile(r"^[ \-]*(?:[a-z_]+: *)?[“”„][^\n]*[“”][ \t]*$", re.MULTILINE)
"""A value between the quotes that a word processor puts: YAML would keep them in the text."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_REASONS = {
    "mapping values are not allowed": "deux-points inattendus : mettez ce texte entre guillemets",
    "did not find expected key": "un champ mal aligné, ou un guillemet au milieu du texte",
    "could not find expected ':'": "deux-points absents après le nom du champ",
    "cannot start any token": "signe refusé au début d'une valeur : une tabulation, % ou @",
    "unexpected end of stream": "guillemet jamais refermé",
    "did not find expected ',' or ']'": "crochet jamais refermé, ou virgule oubliée",
    "did not find expected ',' or '}'": "accolade jamais refermée, ou virgule oubliée",
    "did not find expected '-' indicator": "tiret de liste mal aligné",
    "block sequence entries are not allowed": "tiret de liste à une place inattendue",
    "unknown escape character": "barre inverse dans un texte entre guillemets : doublez-la",
    "undefined alias": "astérisque au début d'une valeur : mettez-la entre guillemets",
    "could not determine a constructor": "point d'exclamation au début d'une valeur : mettez-la entre guillemets",
    "did not find expected alphabetic": "signe & ou * au début d'une valeur : mettez-la entre guillemets",
    "found a tab character": "tabulation : remplacez-la par des espaces",
    "violates indentation": "tabulation : remplacez-la par des espaces",
    "indentation": "indentation inattendue",
    "unexpected document indicator": "--- au milieu du texte",
    "did not find expected <document start>": "texte en trop après la première valeur",
    "control characters are not allowed": "signe de contrôle invisible",
}
"""What PyYAML says, and what it means to an author."""


class _Loader(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice instead of keeping the last silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.MarkedYAMLError(problem=f"« {key} » est écrit deux fois", problem_mark=key_node.start_mark)
            if isinstance(key, str):
                seen.add(key)
        return super().construct_mapping(node, deep)


def parse_yaml(text: str, file: str, first_line: int = 1) -> tuple[Any, list[Problem]]:
    """The value of a YAML text, or the problem that prevents reading it, with its line in the file."""
    if quoted := [text.count("\n", 0, found.start()) for found in _TYPOGRAPHIC.finditer(text)]:
        message, cure = "guillemets typographiques autour d'une valeur", 'remplacez-les par " et "'
        return None, [Problem(file, f"ligne {first_line + line}", message, cure) for line in quoted]
    try:
        return yaml.load(text, Loader=_Loader), []  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        reason = _in_french(getattr(error, "problem", None) or "")
        cure = "vérifiez l'indentation, les deux-points et les guillemets"
        return None, [Problem(file, f"ligne {line}", f"YAML illisible ({reason})", cure)]


def _in_french(reason: str) -> str:
    if reason.startswith("« "):
        return reason
    return next((said for known, said in _REASONS.items() if known in reason), "écriture inattendue")


class Lines:
    """Where the fields of a YAML text are written; nothing is read before the first question."""

    def __init__(self, text: str, first: int = 1, path: Path | None = None) -> None:
        self._text, self._first, self._path = text, first, path

    @classmethod
    def of(cls, path: Path) -> "Lines":
        """Those of a YAML file, or of a page's head."""
        return cls("", 1, path)

    def _read(self, path: Path) -> None:
        self._text, self._path = read_text(path, path.name)[0], None
        if self._text.startswith(HEAD):
            self._text, self._first = self._text.removeprefix(HEAD).partition("\n" + HEAD)[0], 2

    def __call__(self, location: tuple[str | int, ...]) -> int:
        """The line of a field, or of the nearest thing that holds it."""
        if self._path:
            self._read(self._path)
        node = yaml.compose(self._text, Loader=_Loader)
        line = self._first
        for step in location:
            found = _entry(node, step)
            if found is None:
                break
            line, node = self._first + found[0], found[1]
        return line


def _entry(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    """The line and the value of one entry of a list or of a mapping."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == step), None)
    return None


def read_text(path: Path, name: str) -> tuple[str, list[Problem]]:
    """A file's text with Unix line ends, or the problem that prevents reading it."""
    try:
        text = _INVISIBLE.sub("", path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return "", [Problem(name, "fichier", "absent", "créez-le")]
    except (OSError, UnicodeDecodeError):
        return "", [Problem(name, "fichier", "illisible", "enregistrez-le en UTF-8")]
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return "", [Problem(name, "texte", "signe de contrôle invisible", "effacez et récrivez la ligne", line)]
    return text, []


def ignored(folder: Path, name: str, cure: str, read: Set[str] = frozenset()) -> list[Problem]:
    """The texts of a folder that nobody would read because of their file's ending."""
    found = [path for path in sorted(folder.glob("*")) if path.name[0] not in ".~" and path.name not in read]
    lost = [path for path in found if path.suffix.lower() in WRITTEN and path.suffix != ".yaml"]
    return [Problem(f"{name}/{path.name}", "nom du fichier", "fichier que rien ne lit", cure) for path in lost]


def read_yaml(path: Path, name: str) -> tuple[Any, list[Problem]]:
    """A YAML file's value and its problems."""
    text, problems = read_text(path, name)
    return (None, problems) if problems else parse_yaml(text, name)


def read_page(path: Path, name: str) -> tuple[Any, str, int, list[Problem]]:
    """A Markdown file's head (a value), its body and the line where it begins, and its problems."""
    text, problems = read_text(path, name)
    if problems:
        return None, "", 0, problems
    head, mark, body = text.removeprefix(HEAD).partition("\n" + HEAD)
    if not text.startswith(HEAD) or not mark:
        return None, "", 0, [Problem(name, "ligne 1", "en-tête absent", "commencez par --- , les champs, puis ---")]
    value, problems = parse_yaml(head, name, first_line=2)
    return value, body, head.count("\n") + 4, problems
