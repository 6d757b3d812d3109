"""What goes over several lines of a body: fences, blocks, lists and tables that would not be what they look like."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from course.questions.losses import Loss, line_losses

NAMES = ("scene", "exemple", "essai", "sources")

_FENCE = re.compile(r"^[\s>]*(`{3,}|~{3,})\s*(.*?)\s*$")
_BEGINS = re.compile(r"^(?:## |/{3}|@@question-)")
_OPEN = re.compile(r"^ {0,3}/{3,} *([^\s|/]+) *(?:\|.*)?$")
_CLOSE = re.compile(r"^ {0,3}/{3,} *$")
_ITEM = re.compile(r"^([-*+]|\d+\.) +\S")
_NESTED = re.compile(r"^( {1,3})([-*+]|\d+\.) +\S")
_STARTS = re.compile(r"^(?:[-*+] |\d+\. |#|>|\||/{3}|\s)")
_SECRET = re.compile(r"^\s*(?:- +)?\{?\s*(type|right|accept|feedback|choices|steps|pairs|explanation)\s*:(?:\s|$)")
_RULE = re.compile(r"^ {0,3}(=+|-+) *$")
_SEPARATOR = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`[^`]*`")


def body_losses(source: str) -> tuple[str, list[Loss]]:
    """The text without its foreign fences, which may hold answers, and what would be lost; questions are out of it."""
    lines = source.split("\n")
    kept, losses = _without_fences(lines)
    for number, line in enumerate(kept, 1):
        losses += line_losses(line, number)
        if found := _SECRET.match(line):
            losses.append(
                Loss(number, f"« {found[1]}: » hors d'un bloc question", "placez-le entre ```question et ```")
            )
    losses += [*_unclosed(kept), *_lists(kept), *_tables(kept)]
    return "\n".join(kept), sorted(losses)


def _without_fences(lines: list[str]) -> tuple[list[str], list[Loss]]:
    kept, losses, at = list(lines), list[Loss](), 0
    while at < len(lines):
        if match := _FENCE.match(lines[at]):
            end, closed = _end(lines, at + 1)
            losses.append(_fence(at + 1, match[1], match[2], lines[at + 1 : end], closed))
            kept[at : end + closed] = [""] * (end + closed - at)
            at = end
        at += 1
    return kept, losses


def _end(lines: list[str], start: int) -> tuple[int, bool]:
    """Where a fence ends, and whether by its mark: left open, it goes no further than what begins something else."""
    for at in range(start, len(lines)):
        match = _FENCE.match(lines[at])
        if match and not match[2]:
            return at, True
        if match or _BEGINS.match(lines[at]):
            return at, False
    return len(lines), False


def _fence(number: int, mark: str, name: str, inside: list[str], closed: bool) -> Loss:
    asks = any(_SECRET.match(line) for line in inside)
    if not (asks or get_close_matches(name.casefold(), ["question"], 1, 0.6)):
        return Loss(number, f"bloc « {mark}{name} », qui n'est pas affiché", "décalez ce texte de quatre espaces")
    if not closed:
        return Loss(number, "bloc question jamais fermé", "fermez-le par ``` seul sur sa ligne")
    return Loss(number, "bloc question mal ouvert", "écrivez ```question au ras de la marge, sans majuscule ni espace")


def unknown_blocks(source: str) -> list[tuple[int, str]]:
    """The blocks whose name is not one of ours, with their line."""
    found = ((number, _OPEN.match(line)) for number, line in enumerate(source.split("\n"), 1))
    return [(number, match[1]) for number, match in found if match and match[1] not in NAMES]


def _unclosed(lines: list[str]) -> Iterator[Loss]:
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        if match := _OPEN.match(line):
            if opened:
                yield _never_closed(*opened)
            opened = number, match[1]
        elif _CLOSE.match(line):
            if not opened:
                yield Loss(number, "« /// » ne ferme aucun bloc", "retirez-le ou ouvrez le bloc")
            opened = None
    if opened:
        yield _never_closed(*opened)


def _never_closed(number: int, name: str) -> Loss:
    return Loss(number, f"bloc « /// {name} » jamais fermé", "fermez-le par /// seul sur sa ligne")


def _alone(line: str) -> bool:
    """True for what parts two blocks of text: an empty line, the mark of a block."""
    return bool(not line.strip() or _OPEN.match(line) or _CLOSE.match(line))


def _lists(lines: list[str]) -> Iterator[Loss]:
    listed, before = False, ""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            listed, before = False if not before.strip() else listed, line
            continue
        if (nested := _NESTED.match(line)) and listed:
            yield Loss(number, f"sous-liste décalée de {len(nested[1])}", "décalez-la de quatre espaces")
        if _ITEM.match(line):
            if before.strip() and not listed and not _STARTS.match(before):
                yield Loss(
                    number, "liste collée au texte, qui n'en serait pas une", "laissez une ligne vide avant elle"
                )
            listed = True
        elif not before.strip() and not line.startswith(" "):
            listed = False
        if before.strip() and not listed and not _STARTS.match(before) and (rule := _RULE.match(line)):
            yield Loss(number, f"« {rule[1][:5]} » sous un texte, qui en fait un titre", "laissez une ligne vide avant")
        before = line


def _tables(lines: list[str]) -> Iterator[Loss]:
    start = 0
    for end, line in enumerate([*lines, ""]):
        if _alone(line):
            yield from _table(lines[start:end], start + 1)
            start = end + 1


def _table(block: list[str], first: int) -> Iterator[Loss]:
    rows = [at for at, line in enumerate(block) if line.lstrip().startswith("|")]
    if not rows or block[0].startswith("    "):
        return
    if rows[0]:
        yield Loss(first + rows[0], "tableau collé au texte", "laissez une ligne vide avant lui")
    elif len(block) < 2 or not _SEPARATOR.match(block[1]):
        yield Loss(first, "tableau sans sa deuxième ligne de tirets", "ajoutez | --- | --- | sous l'en-tête")
    else:
        wide = _cells(block[0])
        for at in range(1, len(block)):
            if (held := _cells(block[at])) != wide:
                cure = "donnez à chacune autant de cases, entre des barres |"
                yield Loss(first + at, f"tableau : une rangée de {held} cases, {wide} dans l'en-tête", cure)


def _cells(row: str) -> int:
    return len(_CELL.findall("|" + _CODE.sub("", row).strip().strip("|") + "|")) - 1
