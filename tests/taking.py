"""Take an assessment as a browser does: start, answer, hand in."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from course.db import db
from course.questions.base import Answer
from course.questions.schema import AnyQuestion
from course.quizzes.models import Attempt
from course.quizzes.queries import Item, items
from course.quizzes.schema import Quiz
from tests.answering import right, typed


def begin(client: FlaskClient, slug: str = "essai") -> int:
    """Start an attempt, or find the open one; its id."""
    response = client.post(f"/evaluations/{slug}/essai")
    assert response.status_code == 303
    prefix, _, number = response.headers["Location"].rpartition("/")
    assert prefix == "/essais"
    return int(number)


def row(attempt: int) -> Attempt:
    """The attempt as the database has it now; no transaction is left open behind."""
    found = db.session.get(Attempt, attempt, populate_existing=True)
    assert found
    db.session.expunge(found)
    db.session.rollback()
    return found


def asked(attempt: int) -> list[Item]:
    """Its questions and answers as the database has them now."""
    db.session.expire_all()
    found = items(row(attempt))
    db.session.rollback()
    return found


def page_fields(attempt: int, answers: Callable[[AnyQuestion], Answer]) -> dict[str, list[str]]:
    """What the whole page posts once everything is answered."""
    fields: dict[str, list[str]] = {}
    for item in asked(attempt):
        fields[f"{item.prefix}was"] = [item.mark]
        fields |= typed(item.question, answers(item.question), item.prefix)
    return fields


def complete(client: FlaskClient, answers: Callable[[AnyQuestion], Answer] = right, slug: str = "essai") -> int:
    """A whole attempt, handed in."""
    attempt = begin(client, slug)
    client.post(f"/essais/{attempt}", data=page_fields(attempt, answers))
    assert client.post(f"/essais/{attempt}/terminer").headers["Location"] == f"/essais/{attempt}"
    return attempt


def at_once(app: Flask, acts: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Run the acts ten at a time, the first ten at the same instant; their responses, in the same order."""
    db.session.rollback()
    threads = min(len(acts), 10)  # more would wait for each other longer than a busy machine lets a page wait
    gate = Barrier(threads)

    def run(act: Callable[[], TestResponse]) -> TestResponse:
        with app.app_context():
            return act()

    with ThreadPoolExecutor(threads, initializer=gate.wait) as pool:
        return list(pool.map(run, acts))


def rule(app: Flask, **rules: object) -> None:
    """Change settings of the sample assessment, as an edit of its file and a restart do."""
    quizzes = app.extensions["relais_quizzes"]
    quizzes["essai"] = Quiz.model_validate({**dict(quizzes["essai"]), **rules})


def words(response: TestResponse) -> str:
    """A page's text with plain spaces and apostrophes, on one line."""
    return " ".join(response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())
