"""Whatever the trail keeps, an administrator reads in French."""

import ast
import re
from collections.abc import Iterator

from sqlalchemy import select

from course.db import db
from course.people.acts import ACTS
from course.people.models import Audit
from tests.conftest import ROOT

_CALLS = {"Audit", "_audit", "note", "_note", "_set_by_link", "_decide", "_close"}
_ACT = re.compile("[a-z]+(-[a-z]+)+")


def written() -> Iterator[str]:
    """Every act that the code writes: a word with hyphens among what these functions are given."""
    for path in (ROOT / "course").rglob("*operations.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in _CALLS:
                for found in ast.walk(node):
                    if isinstance(found, ast.Constant) and _ACT.fullmatch(str(found.value)):
                        yield str(found.value)


def test_every_act_that_is_written_has_a_name():
    assert len(set(written())) > 40
    assert set(written()) - ACTS.keys() == set()


def test_the_history_shows_no_code_of_the_machine(cast):
    for action in [*ACTS, "an-act-of-tomorrow"]:
        db.session.add(Audit(action=action, person_id=cast.id("alice"), actor_id=cast.id("alice")))
        db.session.commit()
        page = cast.diane.get(f"/administration/personnes/{cast.id('alice')}").text
        assert not re.search(rf"<br>{action}\b", page)
    assert db.session.scalar(select(Audit.id).limit(1))
