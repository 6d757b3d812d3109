"""A positioning filled in as a browser does."""

from collections.abc import Callable

from flask.testing import FlaskClient

from course.db import db
from course.onboarding.positioning.queries import items, under_way
from course.questions.base import COMPETENCES, Answer
from course.questions.schema import AnyQuestion
from tests.answering import right, typed

GROUPS = "ABCDEF"


def begin(client: FlaskClient) -> None:
    """Open the positioning that is due."""
    assert client.post("/positionnement").headers["Location"] == "/positionnement/A"


def say(client: FlaskClient, level: int = 3, **levels: int) -> None:
    """Give every competence this level, but for some."""
    for group in GROUPS:
        said = {code: str(levels.get(code, level)) for code in COMPETENCES if code[0] == group}
        assert client.post(f"/positionnement/{group}", data=said).status_code == 303


def test_fields(person_id: int, answers: Callable[[AnyQuestion], Answer]) -> dict[str, list[str]]:
    """What the test's page posts once everything is answered."""
    db.session.rollback()
    found = under_way(person_id)
    assert found
    fields: dict[str, list[str]] = {}
    for item in items(found.id):
        fields |= typed(item.question, answers(item.question), item.prefix)
    db.session.rollback()
    return fields


test_fields.__test__ = False  # type: ignore[attr-defined]


def position(
    client: FlaskClient,
    person_id: int,
    answers: Callable[[AnyQuestion], Answer] = right,
    story: dict[str, str] | None = None,
    level: int = 3,
    **levels: int,
) -> None:
    """A whole positioning, finished."""
    begin(client)
    say(client, level, **levels)
    assert client.post("/positionnement/test", data=test_fields(person_id, answers)).status_code == 303
    finished = client.post("/positionnement/fin", data={"training": "", "field": "", **(story or {}), "finish": "1"})
    assert finished.headers["Location"] == "/positionnement"
