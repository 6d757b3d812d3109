"""A class belongs to one room, unless it is a part that several share: a style never leaks from a page into another."""

import re
from collections import defaultdict

from tests.conftest import ROOT

SHARED = set(
    """
actions bar between brand button check choice clock code compact completed done-mark error example explanation
facts field filter finish form hint history kind lead lesson letter lines log message moves name narrow needs
next on-screen pairs panel passage plain programme qr question quiet reading reviewed right row saved scroll
second skip small state tabs tag tick ticks top try two visually-hidden voices waived-mark what where who why
wide wrap
""".split()
)
"""The parts that pages share: each is drawn the same wherever it stands. A name added here is a part, not a chance."""

_CLASS = re.compile(r'class="((?:[^"{}]|\{\{.*?\}\}|\{%.*?%\})*)"')
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_STATEMENT = re.compile(r"\{%.*?%\}")
_TEXT = re.compile(r'"\s*([\w -]*)\s*"')


def rooms() -> dict[str, set[str]]:
    """The folders of templates that use each class; mail has no stylesheet."""
    found = defaultdict(set)
    for path in (ROOT / "templates").rglob("*.html"):
        room = path.relative_to(ROOT / "templates").parts[0]
        for given in _CLASS.findall(path.read_text()) if room != "mail" else ():
            for name in names(given):
                found[name].add(room)
    return found


def names(given: str) -> list[str]:
    """The classes that an attribute may hold, whatever its conditions."""
    chosen = _TEXT.findall(" ".join(_EXPRESSION.findall(given)))
    plain = _EXPRESSION.sub(" ", _STATEMENT.sub(" ", given))
    return [*plain.split(), *" ".join(chosen).split()]


def test_a_class_of_two_rooms_is_a_shared_part():
    assert {name for name, where in rooms().items() if len(where) > 1} - SHARED == set()


def test_every_shared_part_is_still_one():
    assert {name for name in SHARED if len(rooms()[name]) < 2} == set()
