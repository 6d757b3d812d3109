"""Feedbacks that Moodle has no field for, written after the explanation as a list, and read back."""

import re
from collections.abc import Sequence

HEADING = "### Retours"
_ITEM = re.compile(r"\d{1,2}\. ")


def join(explanation: str, feedbacks: Sequence[str]) -> str:
    """The explanation, then each feedback as an item; its further lines are indented."""
    items = [f"{number}. " + text.replace("\n", "\n    ") for number, text in enumerate(feedbacks, 1)]
    return "\n".join([*([explanation, ""] if explanation else []), HEADING, "", *items])


def split(text: str, count: int) -> tuple[str, list[str]]:
    """What `join` was given; no feedback when the text does not hold `count` of them."""
    before, mark, after = f"\n{text}".rpartition(f"\n{HEADING}\n\n")
    feedbacks: list[str] = []
    for line in after.split("\n") if mark else ():
        item = _ITEM.match(line)
        if item:
            feedbacks.append(line[item.end() :])
        elif feedbacks and line.startswith("    "):
            feedbacks[-1] += "\n" + line[4:]
        else:
            return text, []
    return (before.strip("\n"), feedbacks) if len(feedbacks) == count else (text, [])
