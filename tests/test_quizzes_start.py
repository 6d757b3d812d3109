"""Starting: one open attempt whatever is clicked, and limits that no address gets around."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from course.db import db
from course.people.models import Audit
from course.quizzes.models import Attempt, AttemptItem, QuestionVersion
from tests.answering import right, wrong
from tests.taking import asked, at_once, begin, complete, row

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)


def count(*conditions, of=Attempt):
    found = db.session.scalar(select(func.count()).select_from(of).where(*conditions))
    db.session.rollback()
    return found


@pytest.fixture
def noon():
    """Stop the clock; asked for before the cast, so that sessions begin then."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def words(response):
    return " ".join(response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def test_the_first_page_says_what_awaits(cast):
    page = words(cast.alice.get("/evaluations/essai"))
    for fact in ("10 minutes", "6 questions", "Réussite à 70 %", "3 essais", "pause de 24 h", "Commencer"):
        assert fact in page
    assert count() == 0


def test_starting_draws_the_questions_and_leaves_a_trace(cast):
    version = cast.person("alice").version
    attempt = begin(cast.alice)
    assert [item.position for item in asked(attempt)] == [1, 2, 3, 4, 5, 6]
    assert cast.person("alice").version == version + 1
    trace = db.session.scalars(select(Audit).where(Audit.action == "attempt-started")).one()
    assert (trace.person_id, trace.detail) == (cast.id("alice"), "essai, essai 1")
    assert "Reprendre" in cast.alice.get("/evaluations/essai").text


def test_starting_again_finds_the_open_attempt(cast):
    assert begin(cast.alice) == begin(cast.alice)
    assert count() == 1
    assert begin(cast.bob) != begin(cast.alice)


def test_complaint_11_twenty_clicks_at_once_open_one_attempt(app, cast):
    clients = [cast.client(app, "alice") for _ in range(20)]
    responses = at_once(app, [partial(client.post, "/evaluations/essai/essai") for client in clients])
    assert len({response.headers["Location"] for response in responses}) == 1
    assert count() == 1
    assert count(of=AttemptItem) == 6
    assert count(of=QuestionVersion) == 6


def test_people_starting_at_once_freeze_the_same_questions_once(app, cast):
    clients = [cast.alice, cast.bob, cast.chloe, cast.diane]
    responses = at_once(app, [partial(client.post, "/evaluations/essai/essai") for client in clients])
    assert len({response.headers["Location"] for response in responses}) == 4
    assert count() == 4
    assert count(of=QuestionVersion) == 6


def test_the_database_itself_refuses_a_second_open_attempt(cast):
    first = row(begin(cast.alice))
    facts = {"person_id": first.person_id, "quiz": "essai", "title": "T", "module": "essai", "pass_mark": 70}
    db.session.add(Attempt(number=2, started_at=NOON, **facts))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert count() == 1


def test_complaint_15_a_fourth_attempt_waits_for_the_pause_even_when_posted_directly(noon, cast):
    for _ in range(3):
        complete(cast.alice, wrong)
    response = cast.alice.post("/evaluations/essai/essai")
    assert response.headers["Location"] == "/evaluations/essai"
    assert count() == 3
    page = words(cast.alice.get("/evaluations/essai"))
    assert "Nouvel essai possible à partir du 9 décembre 2026 à 13 h 00" in page
    assert "Commencer" not in page
    noon.move_to(NOON + timedelta(hours=24) - timedelta(seconds=1))
    cast.alice.post("/evaluations/essai/essai")
    assert count() == 3
    noon.move_to(NOON + timedelta(hours=24))
    assert row(begin(cast.alice)).number == 4


def test_one_persons_attempts_do_not_count_for_another(cast):
    for _ in range(3):
        complete(cast.alice, wrong)
    begin(cast.bob)
    assert count(Attempt.person_id == cast.id("bob")) == 1


def test_a_passed_quiz_is_not_started_again(cast):
    complete(cast.alice, right)
    response = cast.alice.post("/evaluations/essai/essai")
    assert response.headers["Location"] == "/evaluations/essai"
    assert count() == 1
    assert "Vous avez réussi cette évaluation" in words(cast.alice.get("/evaluations/essai"))


def test_past_attempts_are_listed_with_their_result(noon, cast):
    attempt = complete(cast.alice, wrong)
    page = words(cast.alice.get("/evaluations/essai"))
    assert f'href="/essais/{attempt}"' in page
    assert "Essai 1, le 8 décembre 2026 à 13 h 00" in page
    assert "0 %" in page
    assert "Vous avez 2 essais" in page


def test_a_quiz_that_does_not_exist_is_a_404_and_opens_nothing(cast):
    assert cast.alice.get("/evaluations/inconnu").status_code == 404
    assert cast.alice.post("/evaluations/inconnu/essai").status_code == 404
    assert count() == 0
