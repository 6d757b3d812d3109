"""Questions as YAML, in the form of our banks; joined to a bank without touching the rest of its file."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from course.exchange.schema import Item
from course.files import parse_yaml
from course.questions.schema import QUESTION, AnyQuestion

_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_UNSAFE = re.compile("[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_FIRST = ("id", "type", "competence", "difficulty", "situation", "lesson", "tags", "text")


class BankError(ValueError):
    """The bank cannot be joined; the message, in French, says why and what to do."""


@dataclass(frozen=True)
class Defaults:
    """What to give the questions that say nothing of it."""

    competence: str = ""
    lesson: str = ""

    def applied(self, question: AnyQuestion) -> AnyQuestion:
        """The question with what it lacked."""
        missing = {
            name: value
            for name, value in (("competence", self.competence), ("lesson", self.lesson))
            if value and getattr(question, name) is None
        }
        return QUESTION.validate_python(question.model_dump() | missing) if missing else question


def fields(question: AnyQuestion) -> dict[str, Any]:
    """What an author would write: what differs from the usual, in the order of the guide."""
    values = question.model_dump(mode="json", exclude_defaults=True)
    first = {name: values.pop(name) for name in _FIRST if name in values}
    last = {name: values.pop(name) for name in ("explanation",) if name in values}
    return first | values | last


def write_question(question: AnyQuestion, indent: int = 2, step: int = 2) -> str:
    """One item of the « questions » list."""
    return "\n".join(_item(fields(question), indent, step)) + "\n"


def _item(values: Mapping[str, Any], indent: int, step: int) -> list[str]:
    lines = _mapping(values, indent + step)
    lines[0] = " " * indent + "-".ljust(step) + lines[0].lstrip(" ")
    return lines


def _mapping(values: Mapping[str, Any], indent: int) -> list[str]:
    lines = []
    for name, value in values.items():
        head = f"{' ' * indent}{_scalar(name) if not _PLAIN.fullmatch(name) else name}:"
        if isinstance(value, dict):
            lines += [head, *_mapping(value, indent + 2)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [head, *(line for item in value for line in _item(item, indent + 2, 2))]
        elif isinstance(value, list):
            lines.append(f"{head} [{', '.join(map(_scalar, value))}]")
        else:
            lines.append(f"{head} {_scalar(value)}")
    return lines


def _scalar(value: object) -> str:
    """A name bare, any other text between double quotes; YAML wants a point in a number with an exponent."""
    if isinstance(value, float):
        return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
    if not isinstance(value, str):
        return json.dumps(value)
    if (_PLAIN.fullmatch(value) and value not in _WORDS) or re.fullmatch(r"[A-F][1-4]", value):
        return value
    return _UNSAFE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    """No-break spaces stay as they are: authors type them."""
    return match[0] if match[0] == "\xa0" else f"\\u{ord(match[0]):04x}"


def new_bank(source: str, items: Sequence[Item], questions: Sequence[AnyQuestion], counts: str) -> str:
    """A whole file; its head says what to complete. `questions` are those of the items taken, in their order."""
    wanted = sorted({question.competence[0] for question in questions if question.competence})
    draw = f"{{{', '.join(f'{letter}: 1' for letter in wanted)}}}" if wanted else "[{count: 1}]"
    taken = [item for item in items if item.question]
    head = [
        f"# Importé de {_comment(source)} : {counts}.",
        "# À compléter : le titre, le module, la durée, le tirage ; puis lancez « relais check ».",
        f"title: {_scalar(_title(source))}",
        "module: a-completer",
        "minutes: 20",
        f"draw: {draw}",
        "questions:",
    ]
    body = [f"\n{_remarks(item)}{write_question(question)}" for item, question in zip(taken, questions, strict=True)]
    return "\n".join(head) + "\n" + "".join(body)


def _title(source: str) -> str:
    return " ".join(source.rpartition("/")[2].split())[:200] or "Banque importée"


def _comment(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:200]


def _remarks(item: Item) -> str:
    """What the author has to look at, as comments above the question."""
    lines = [*([f"catégorie : {item.category}"] if item.category else []), *item.remarks]
    return "".join(f"  # {_comment(line)}\n" for line in lines)


def names_in(text: str) -> set[str]:
    """The names that a bank's questions have already; BankError when the file cannot be read."""
    return {str(item.get("id")) for item in _load(text)["questions"] if isinstance(item, dict)}


def _load(text: str) -> dict[str, Any]:
    value, problems = parse_yaml(text.removeprefix("\ufeff"), "banque")
    if problems:
        raise BankError(f"La banque ne se lit pas : {problems[0]}.")
    if not isinstance(value, dict) or not isinstance(value.get("questions"), list) or not value["questions"]:
        raise BankError("La banque n'a pas de liste « questions » : ajoutez-la d'abord.")
    return value


def join(text: str, questions: Iterable[AnyQuestion]) -> str:
    """The bank's text with these questions after its own; every other sign stays where it was."""
    before = _load(text)
    added = tuple(questions)
    start = len(text) - len(text.removeprefix("\ufeff"))
    indent, place = _place(text[start:])
    place += start
    ends = "\r\n" if "\r\n" in text else "\n"
    block = "".join("\n" + write_question(question, indent) for question in added).replace("\n", ends)
    if place and text[place - 1] != "\n":
        block = ends + block
    joined = text[:place] + block + text[place:]
    _verify(before, added, joined)
    return joined


def _place(text: str) -> tuple[int, int]:
    """The indentation of the bank's items, and the start of the line after the last one."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    found = next(value for key, value in root.value if key.value == "questions")
    if found.flow_style:
        raise BankError("La liste « questions » est entre crochets : écrivez une question par tiret.")
    last = found
    while not isinstance(last, yaml.ScalarNode) and last.value and not last.flow_style:
        last = last.value[-1] if isinstance(last, yaml.SequenceNode) else last.value[-1][1]
    index: int = last.end_mark.index
    if last.end_mark.column:
        newline = text.find("\n", index)
        index = len(text) if newline < 0 else newline + 1
    dash = text.rfind("-", 0, found.value[0].start_mark.index)
    return dash - (text.rfind("\n", 0, dash) + 1), index


def _verify(before: Mapping[str, Any], added: Sequence[AnyQuestion], joined: str) -> None:
    """Read the result again: the bank's own content, then the questions, and nothing else."""
    after = _load(joined)
    own = len(before["questions"])
    same = {**after, "questions": after["questions"][:own]} == before
    back = [QUESTION.validate_python(item) for item in after["questions"][own:]]
    if not same or back != list(added):
        raise BankError("La banque a une forme que l'import ne sait pas compléter : collez les questions à la main.")
