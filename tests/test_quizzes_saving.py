"""Answers save themselves as they are given; the hot path, and the plain form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from course.clock import now
from course.db import Lane, db
from course.quizzes import operations, queries
from course.quizzes.certainty import Given
from course.typography import date_time
from tests.answering import right, typed, wrong
from tests.pressing import button
from tests.taking import asked, begin, complete, page_fields, row, words

JSON = {"Accept": "application/json"}


def save(client, attempt, item, answer):
    fields = typed(item.question, answer, item.prefix)
    return client.post(f"/essais/{attempt}/reponses/{item.position}", data=fields, headers=JSON)


@pytest.mark.parametrize("position", range(6))
def test_each_type_of_answer_is_saved_and_shown_again(cast, position):
    attempt = begin(cast.alice)
    item = asked(attempt)[position]
    moment = datetime.now(UTC) + timedelta(hours=1)
    with time_machine.travel(moment, tick=False):
        response = save(cast.alice, attempt, item, right(item.question))
    assert (response.status_code, response.data) == (204, b"")
    kept = asked(attempt)
    assert kept[position].answer == right(item.question)
    assert kept[position].answered_at == moment
    assert [other.answer for other in kept if other.position != item.position] == [None] * 5
    page = cast.alice.get(f"/essais/{attempt}").text
    assert "1 réponse sur 6 enregistrée<" in page
    assert f"Enregistré le {date_time(moment)}" in page


def test_an_empty_answer_clears_the_one_before(cast):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    save(cast.alice, attempt, item, right(item.question))
    assert save(cast.alice, attempt, item, None).status_code == 204
    assert asked(attempt)[0].answer is None


def test_the_last_answer_wins(cast):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    for answer in (right, wrong, right, wrong):
        save(cast.alice, attempt, item, answer(item.question))
    assert asked(attempt)[0].answer == wrong(item.question)


def test_strange_characters_survive(cast):
    attempt = begin(cast.alice)
    item = next(item for item in asked(attempt) if item.question.type == "short")
    typed_ = "l’œuf\x00 \U0001f95a </textarea>"
    assert save(cast.alice, attempt, item, typed_).status_code == 204
    assert asked(attempt)[item.position - 1].answer == typed_


def test_saving_takes_one_read_and_one_write_beyond_the_sign_in(app, cast, monkeypatch):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    save(cast.alice, attempt, item, right(item.question))
    seen = []
    execute = Lane.execute
    monkeypatch.setattr(
        Lane, "execute", lambda lane, prepared, values: seen.append(values) or execute(lane, prepared, values)
    )
    monkeypatch.setattr("course.db.db.session.execute", None)
    monkeypatch.setattr("course.db.db.session.scalars", None)
    assert save(cast.alice, attempt, item, wrong(item.question)).status_code == 204
    assert len(seen) == 3


def test_what_was_changed_elsewhere_since_is_said_and_the_newest_stays(cast):
    attempt = begin(cast.alice)
    item = next(item for item in asked(attempt) if item.question.type == "short")
    name = f"q{item.position}__a"
    one = cast.alice.get(f"/essais/{attempt}")
    save(cast.alice, attempt, item, "ouvrir")
    shown = cast.alice.get(f"/essais/{attempt}")
    other = cast.alice.get(f"/essais/{attempt}")
    button(other, "Enregistrer mes réponses").press(cast.alice, **{name: "fermer"})
    button(shown, "Terminer").press(cast.alice)
    confirm = words(cast.alice.get(f"/essais/{attempt}/terminer"))
    assert f"Question {item.position} : une réponse plus récente" in confirm
    assert asked(attempt)[item.position - 1].answer == "fermer"
    button(one, "Terminer").press(cast.alice, **{name: "clore"})
    confirm = words(cast.alice.get(f"/essais/{attempt}/terminer"))
    assert f"Question {item.position} : la réponse de cette page remplace" in confirm
    assert asked(attempt)[item.position - 1].answer == "clore"


def test_a_save_tells_the_page_which_answer_it_now_shows(cast):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    response = save(cast.alice, attempt, item, right(item.question))
    assert response.headers["X-Answer-Mark"] == asked(attempt)[0].mark != item.mark


def test_complaint_16_nobody_answers_in_somebody_elses_attempt(app, cast):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    fields = page_fields(attempt, right)
    for client in (cast.bob, cast.chloe, cast.diane):
        assert save(client, attempt, item, right(item.question)).status_code == 404
        assert client.post(f"/essais/{attempt}", data=fields).status_code == 404
        assert client.get(f"/essais/{attempt}").status_code == 404
        assert client.get(f"/essais/{attempt}/terminer").status_code == 404
        assert client.post(f"/essais/{attempt}/terminer").status_code == 404
    assert save(app.test_client(), attempt, item, right(item.question)).status_code == 401
    assert row(attempt).state == "open"
    assert {item.answer for item in asked(attempt)} == {None}


def test_complaint_15_a_closed_attempt_takes_no_answer_by_any_address(cast):
    attempt = complete(cast.alice, wrong)
    before = asked(attempt)
    response = save(cast.alice, attempt, before[0], right(before[0].question))
    assert response.status_code == 409
    assert "terminé" in response.json["message"]
    posted = cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, right))
    assert posted.headers["Location"] == f"/essais/{attempt}"
    assert cast.alice.post(f"/essais/{attempt}/terminer").headers["Location"] == f"/essais/{attempt}"
    assert asked(attempt) == before
    assert row(attempt).score == 0


def test_an_answer_that_loses_the_race_with_the_hand_in_is_refused(cast, monkeypatch):
    """The attempt is closed between the read that allows the answer and its write."""
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    read = queries.question_asked

    def hand_in_first(fingerprint):
        monkeypatch.undo()
        cast.alice.post(f"/essais/{attempt}/terminer")
        return read(fingerprint)

    monkeypatch.setattr(queries, "question_asked", hand_in_first)
    assert save(cast.alice, attempt, item, right(item.question)).status_code == 409
    assert asked(attempt)[0].answer is None
    assert row(attempt).score == 0


def test_an_answer_that_waits_for_the_grading_to_end_is_refused(app, cast):
    """On PostgreSQL, the write began before the grading was committed, and saw the attempt open."""
    attempt = begin(cast.alice)

    def late():
        with app.app_context():
            return operations.keep_answer(cast.id("alice"), attempt, 1, Given(0), now())

    operations.submit(cast.id("alice"), attempt, now())
    db.session.flush()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(late)
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        db.session.commit()
        assert waiting.result() is False
    assert asked(attempt)[0].answer is None


def test_the_write_itself_checks_whose_attempt_it_is(cast):
    attempt = begin(cast.alice)
    assert not operations.keep_answer(cast.id("bob"), attempt, 1, Given(0), now())
    assert asked(attempt)[0].answer is None
    assert operations.keep_answer(cast.id("alice"), attempt, 1, Given(0), now())


@pytest.mark.parametrize("place", ["99999/reponses/1", "{}/reponses/7", "{}/reponses/0", "9" * 30 + "/reponses/1"])
def test_a_place_that_does_not_exist_is_a_404(cast, place):
    attempt = begin(cast.alice)
    assert cast.alice.post("/essais/" + place.format(attempt), data={"q1-a": "x"}, headers=JSON).status_code == 404


def test_saving_needs_the_pages_token(app, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    attempt = _begin_with_token(cast.alice)
    item = asked(attempt)[0]
    assert save(cast.alice, attempt, item, right(item.question)).status_code == 400
    assert asked(attempt)[0].answer is None
    fields = {**typed(item.question, right(item.question), item.prefix), "csrf_token": _token(cast.alice, attempt)}
    assert cast.alice.post(f"/essais/{attempt}/reponses/1", data=fields, headers=JSON).status_code == 204


def _begin_with_token(client):
    page = client.get("/evaluations/essai").text
    location = client.post("/evaluations/essai/essai", data={"csrf_token": _find_token(page)}).headers["Location"]
    return int(location.rpartition("/")[2])


def _token(client, attempt):
    return _find_token(client.get(f"/essais/{attempt}").text)


def _find_token(page):
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_without_javascript_one_button_saves_everything(cast):
    attempt = begin(cast.alice)
    response = cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, right))
    assert response.headers["Location"] == f"/essais/{attempt}"
    assert [item.answer for item in asked(attempt)] == [right(item.question) for item in asked(attempt)]
    assert "6 réponses sur 6 enregistrées" in cast.alice.get(f"/essais/{attempt}").text


def test_without_javascript_the_other_button_saves_then_asks_to_confirm(cast):
    attempt = begin(cast.alice)
    response = cast.alice.post(f"/essais/{attempt}", data={**page_fields(attempt, right), "finish": "1"})
    assert response.headers["Location"] == f"/essais/{attempt}/terminer"
    assert row(attempt).state == "open"
    assert all(item.answer is not None for item in asked(attempt))


def test_a_page_left_open_does_not_wipe_what_another_device_answered(cast):
    attempt = begin(cast.alice)
    stale = page_fields(attempt, lambda question: None)
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, right))
    cast.alice.post(f"/essais/{attempt}", data={**stale, "finish": "1"})
    assert [item.answer for item in asked(attempt)] == [right(item.question) for item in asked(attempt)]
    cast.alice.post(f"/essais/{attempt}", data={"finish": "1"})
    assert all(item.answer is not None for item in asked(attempt))


def test_the_mark_of_a_shown_answer_cannot_be_computed_to_test_for_the_right_one(app):
    first = queries.answer_mark("one", Given([0, 1, 2]))
    assert first == queries.answer_mark("one", Given([0, 1, 2]))
    assert first != queries.answer_mark("two", Given([0, 1, 2]))
    app.secret_key = "another secret"
    assert first != queries.answer_mark("one", Given([0, 1, 2]))


def test_an_answer_blanked_on_the_page_is_cleared(cast):
    attempt = begin(cast.alice)
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, right))
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, lambda question: None))
    assert {item.answer for item in asked(attempt)} == {None}


def test_the_confirmation_names_what_is_blank_and_what_is_incomplete(cast):
    attempt = begin(cast.alice)
    items = asked(attempt)
    ordering = next(item for item in items if item.question.type == "ordering")
    save(cast.alice, attempt, items[0], right(items[0].question))
    save(cast.alice, attempt, ordering, [0, None, None])
    page = cast.alice.get(f"/essais/{attempt}/terminer").text
    assert "2 réponses sur 6 enregistrées" in page
    assert "4 questions sont restées" in page
    assert "Une réponse est incomplète" in page
    for item in items[1:]:
        assert f'href="/essais/{attempt}#question-{item.position}"' in page
    assert f"#question-{items[0].position}" not in page
    assert row(attempt).state == "open"


def test_reading_pages_writes_nothing(cast):
    attempt = begin(cast.alice)
    version = cast.person("alice").version
    before = asked(attempt)
    for path in ("/evaluations/essai", f"/essais/{attempt}", f"/essais/{attempt}/terminer"):
        assert cast.alice.get(path).status_code == 200
    assert asked(attempt) == before
    assert cast.person("alice").version == version
