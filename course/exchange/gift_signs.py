"""What GIFT is made of: blocks apart by blank lines, and signs that a backslash makes plain."""

from collections.abc import Iterator

SPACE = " \t\n\r\0\x0b"
_ESCAPED = ":#={}~>"
_HIDDEN = {sign: chr(1 + index) for index, sign in enumerate(_ESCAPED + "n")}
"""What stands for an escaped sign while the bare ones are looked for; no decoded text has a control sign."""
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Groups of lines that are not blank, trimmed, with the number of the first that is not a comment."""
    block: list[str] = []
    first = 0
    for number, raw in enumerate(text.split("\n"), 1):
        row = raw.strip(SPACE)
        if row:
            first = first or (0 if row.startswith("//") else number)
            block.append(row)
        elif block:
            yield first, block
            block, first = [], 0
    if block:
        yield first, block


def hide(text: str) -> str:
    """Escaped signs put out of sight of what looks for the bare ones."""
    pieces: list[str] = []
    signs = iter(text)
    for sign in signs:
        following = next(signs, "") if sign == "\\" else ""
        if sign != "\\":
            pieces.append(sign)
        elif following == "\\":
            pieces.append("\\")
        else:
            pieces.append(_HIDDEN.get(following, sign + following) if following else sign)
    return "".join(pieces)


def shown(text: str) -> str:
    """The text with the signs that were hidden, trimmed as Moodle does."""
    return text.translate(_SHOWN).strip(SPACE)
