"""Read content files: YAML, and Markdown with a YAML head; what cannot be read is a problem."""

from pathlib import Path
from typing import Any

import yaml

from course.problems import Problem

HEAD = "---\n"


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
    try:
        return yaml.load(text, Loader=_Loader), []  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        reason = getattr(error, "problem", None) or "texte illisible"
        cure = "vérifiez l'indentation, les deux-points et les guillemets"
        return None, [Problem(file, f"ligne {line}", f"YAML illisible ({reason})", cure)]


def read_text(path: Path, name: str) -> tuple[str, list[Problem]]:
    """A file's text with Unix line ends, or the problem that prevents reading it."""
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"), []
    except FileNotFoundError:
        return "", [Problem(name, "fichier", "absent", "créez-le")]
    except (OSError, UnicodeDecodeError):
        return "", [Problem(name, "fichier", "illisible", "enregistrez-le en UTF-8")]


def read_yaml(path: Path, name: str) -> tuple[Any, list[Problem]]:
    """A YAML file's value and its problems."""
    text, problems = read_text(path, name)
    return (None, problems) if problems else parse_yaml(text, name)


def read_page(path: Path, name: str) -> tuple[Any, str, list[Problem]]:
    """A Markdown file's head (a value), its body, and its problems."""
    text, problems = read_text(path, name)
    if problems:
        return None, "", problems
    head, mark, body = text.removeprefix(HEAD).partition("\n" + HEAD)
    if not text.startswith(HEAD) or not mark:
        return None, "", [Problem(name, "ligne 1", "en-tête absent", "commencez par --- , les champs, puis ---")]
    value, problems = parse_yaml(head, name, first_line=2)
    return value, body, problems
