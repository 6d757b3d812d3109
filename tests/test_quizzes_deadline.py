"""The deadline of an attempt: what counts, what is kept apart, and who closes it."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import event, func, select

from course import jobs
from course.db import db
from course.people.models import Audit
from course.quizzes.models import Attempt
from course.quizzes.overtime import close_overdue
from tests.answering import right, typed, wrong
from tests.taking import asked, at_once, begin, complete, page_fields, row, rule, words

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
END = NOON + timedelta(minutes=30)
JSON = {"Accept": "application/json"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def timed(clock, app, cast):
    """Alice's attempt of thirty minutes, with its first answer saved."""
    rule(app, time_limit=30)
    attempt = begin(cast.alice)
    assert save(cast.alice, attempt, 0).status_code == 204
    return attempt


def blank(question):
    """No answer."""


def save(client, attempt, index, answer=right):
    item = asked(attempt)[index]
    fields = typed(item.question, answer(item.question), item.prefix)
    return client.post(f"/essais/{attempt}/reponses/{item.position}", data=fields, headers=JSON)


def test_the_time_is_told_before_and_during(clock, app, cast):
    rule(app, time_limit=30)
    page = words(cast.alice.get("/evaluations/essai"))
    assert "30 minutes au plus" in page and "Vous aurez <b>30 minutes</b> à partir de « Commencer »" in page
    assert "10 secondes de tolérance" in page and "rien n'est chronométré" not in page
    attempt = begin(cast.alice)
    page = words(cast.alice.get(f"/essais/{attempt}"))
    assert "Fin le 8 décembre 2026 à 13 h 30" in page
    assert 'data-deadline="2026-12-08T12:30:00+00:00" data-now="2026-12-08T12:00:00+00:00"' in page
    assert "il se termine le 8 décembre 2026 à 13 h 30" in words(cast.alice.get("/evaluations/essai"))
    assert "jusqu'au 8 décembre 2026 à 13 h 30" in words(cast.alice.get(f"/essais/{attempt}/terminer"))


@pytest.mark.parametrize(("shift", "kept"), [(-1, True), (0, True), (10, True), (11, False), (3600, False)])
def test_an_answer_counts_until_the_end_and_the_networks_grace(clock, cast, timed, shift, kept):
    clock.move_to(END + shift * SECOND)
    response = save(cast.alice, timed, 1)
    assert response.status_code == (204 if kept else 409)
    item = asked(timed)[1]
    if kept:
        assert (item.answer, item.late_answer) == (right(item.question), None)
    else:
        assert response.json["kind"] == "late"
        assert (item.answer, item.late_answer, item.late_at) == (None, right(item.question), END + shift * SECOND)


def test_a_late_answer_is_kept_but_not_graded_before_or_after_the_closing(clock, cast, timed):
    clock.move_to(END + timedelta(minutes=2))
    assert save(cast.alice, timed, 1).json["kind"] == "late"
    close_overdue()
    assert save(cast.alice, timed, 2).json["kind"] == "late"
    found = asked(timed)
    assert [item.score for item in found] == [1, 0, 0, 0, 0, 0]
    assert [item.late_answer is not None for item in found] == [False, True, True, False, False, False]
    page = words(cast.alice.get(f"/essais/{timed}"))
    assert "fermé par la fin du temps le 8 décembre 2026 à 13 h 30" in page and "En 30 minutes" in page
    assert page.count("est arrivée après la fin, le 8 décembre 2026 à 13 h 32 : gardée, non notée") == 2


def test_only_the_first_late_answer_is_kept_and_the_graded_one_is_not_repeated(clock, cast, timed):
    clock.move_to(END + timedelta(minutes=2))
    save(cast.alice, timed, 1, wrong)
    kept = asked(timed)[1]
    assert kept.late_answer == wrong(kept.question)
    clock.shift(SECOND)
    repeated = [save(cast.alice, timed, 1, right), save(cast.alice, timed, 0, right), save(cast.alice, timed, 2, blank)]
    assert [response.json["kind"] for response in repeated] == ["late"] * 3
    assert asked(timed)[1] == kept
    assert [(item.late_answer, item.late_at) for item in asked(timed) if item != kept] == [(None, None)] * 5


def test_nothing_is_late_in_an_attempt_that_its_person_handed_in(clock, cast, timed):
    cast.alice.post(f"/essais/{timed}/terminer")
    clock.move_to(END + timedelta(minutes=2))
    assert save(cast.alice, timed, 1).json["kind"] == "over"
    cast.alice.post(f"/essais/{timed}", data=page_fields(timed, right))
    assert {item.late_answer for item in asked(timed)} == {None}


def test_nobody_leaves_a_late_answer_in_somebody_elses_attempt(clock, cast, timed):
    clock.move_to(END + timedelta(minutes=2))
    for client in (cast.bob, cast.chloe, cast.diane):
        assert save(client, timed, 1).status_code == 404
    assert asked(timed)[1].late_answer is None


@pytest.mark.parametrize("swept", [False, True])
def test_without_javascript_what_comes_late_is_kept_apart(clock, cast, timed, swept):
    fields = page_fields(timed, right)
    clock.move_to(END + timedelta(minutes=1))
    if swept:
        close_overdue()
    response = cast.alice.post(f"/essais/{timed}", data={**fields, "finish": "1"})
    assert response.headers["Location"] == f"/essais/{timed}"
    page = words(cast.alice.get(f"/essais/{timed}"))
    assert "Le temps est écoulé. Ce qui vient d'arriver est gardé, mais ne compte pas." in page
    cast.alice.post(f"/essais/{timed}/terminer")
    found = row(timed)
    assert (found.state, found.timed_out, found.submitted_at) == ("done", True, END)
    assert [item.score for item in asked(timed)] == [1, 0, 0, 0, 0, 0]
    assert [item.late_answer is None for item in asked(timed)] == [True] + [False] * 5


@pytest.mark.parametrize(("shift", "timed_out"), [(-1, False), (10, False), (11, True), (86400, True)])
def test_handing_in_around_the_end(clock, cast, timed, shift, timed_out):
    clock.move_to(END + shift * SECOND)
    cast.alice.post(f"/essais/{timed}/terminer")
    found = row(timed)
    assert (found.timed_out, found.submitted_at) == (timed_out, END if timed_out else END + shift * SECOND)
    assert found.score == pytest.approx(100 / 6)


def test_after_the_end_every_page_says_so_and_reading_writes_nothing(clock, cast, timed):
    clock.move_to(END + timedelta(minutes=5))
    for path in (f"/essais/{timed}", "/evaluations/essai"):
        page = words(cast.alice.get(path))
        assert "emps écoulé" in page or "temps est écoulé" in page
        assert "Voir mon résultat" in page and "Juste." not in page
    assert cast.alice.get(f"/essais/{timed}/terminer").headers["Location"] == f"/essais/{timed}"
    assert row(timed).state == "open"
    cast.alice.post(f"/essais/{timed}/terminer")
    assert "Juste." in cast.alice.get(f"/essais/{timed}").text


def test_the_sweep_closes_what_a_killed_browser_left_open(clock, cast, timed):
    version = cast.person("alice").version
    clock.move_to(END + 10 * SECOND)
    jobs.run_waiting()
    assert row(timed).state == "open"
    clock.move_to(END + 11 * SECOND)
    jobs.run_waiting()
    found = row(timed)
    assert (found.state, found.timed_out, found.submitted_at) == ("done", True, END)
    assert cast.person("alice").version == version + 1
    assert db.session.scalars(select(Audit.detail).where(Audit.action == "attempt-graded")).one() == (
        "essai, essai 1 : 16 %"
    )


def test_one_attempt_that_cannot_be_graded_stops_no_other(clock, app, cast, timed, caplog):
    from course.quizzes.models import AttemptItem

    other = begin(cast.bob)
    db.session.get_one(AttemptItem, (timed, 1)).answer = "{"
    db.session.commit()
    clock.move_to(END + timedelta(minutes=1))
    close_overdue()
    assert (row(timed).state, row(other).state) == ("open", "done")
    assert f"attempt {timed} could not be closed" in caplog.text


def test_the_sweep_looks_at_open_attempts_by_an_index(app, cast):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own words")
    sent = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
    close_overdue()
    statement, values = next(item for item in sent if "deadline" in item[0])
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    assert any("ix_attempt_deadline" in line[3] for line in plan)


def test_starting_again_closes_the_attempt_whose_time_is_over(clock, cast, timed):
    clock.move_to(END + timedelta(minutes=1))
    again = begin(cast.alice)
    assert again != timed
    assert (row(timed).state, row(timed).timed_out, row(again).number) == ("done", True, 2)


def test_twenty_clicks_at_once_after_the_end_close_one_and_open_one(clock, app, cast, timed):
    clock.move_to(END + timedelta(minutes=1))
    clients = [cast.client(app, "alice") for _ in range(20)]
    acts = [partial(client.post, "/evaluations/essai/essai") for client in clients[:10]]
    acts += [partial(client.post, f"/essais/{timed}/terminer") for client in clients[10:]]
    assert {response.status_code for response in at_once(app, acts)} == {303}
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 2
    graded = select(func.count()).select_from(Audit).where(Audit.action == "attempt-graded")
    assert db.session.scalar(graded) == 1


def test_the_pause_counts_from_the_end_not_from_the_closing(clock, app, cast):
    rule(app, time_limit=30, attempts=1)
    begin(cast.alice)
    clock.move_to(END + timedelta(hours=20))
    close_overdue()
    page = words(cast.alice.get("/evaluations/essai"))
    assert "Nouvel essai possible à partir du 9 décembre 2026 à 13 h 30" in page


def test_a_page_that_believes_the_time_over_too_early_is_shown_again(clock, cast, timed):
    clock.move_to(END - SECOND)
    response = cast.alice.post(f"/essais/{timed}/terminer", data={"over": "1"})
    assert response.headers["Location"] == f"/essais/{timed}"
    assert row(timed).state == "open"
    clock.move_to(END)
    cast.alice.post(f"/essais/{timed}/terminer", data={"over": "1"})
    assert (row(timed).state, row(timed).timed_out) == ("done", False)


def test_the_window_is_kept_by_address_and_by_post(clock, app, cast):
    rule(app, opens="2026-12-08 14:00", closes="2026-12-08 15:00")
    assert "Cette évaluation ouvre le 8 décembre 2026 à 14 h 00." in words(cast.alice.get("/evaluations/essai"))
    assert cast.alice.post("/evaluations/essai/essai").headers["Location"] == "/evaluations/essai"
    clock.move_to(NOON + timedelta(hours=1))
    attempt = begin(cast.alice)
    clock.move_to(NOON + timedelta(hours=2, minutes=1))
    assert "Cette évaluation a fermé le 8 décembre 2026 à 15 h 00." in words(cast.bob.get("/evaluations/essai"))
    assert cast.bob.post("/evaluations/essai/essai").headers["Location"] == "/evaluations/essai"
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1
    assert save(cast.alice, attempt, 0).json["kind"] == "late"


def test_a_window_that_closes_during_an_attempt_was_announced_and_ends_it(clock, app, cast):
    rule(app, time_limit=60, closes="2026-12-08 13:20")
    assert "tout s'arrêtera le 8 décembre 2026 à 13 h 20" in words(cast.alice.get("/evaluations/essai"))
    attempt = begin(cast.alice)
    assert row(attempt).deadline == NOON + timedelta(minutes=20)


def test_editing_the_file_changes_no_deadline_and_closes_no_attempt(clock, app, cast, timed):
    rule(app, time_limit=None, closes="2026-12-08 13:01")
    clock.move_to(NOON + timedelta(minutes=15))
    assert save(cast.alice, timed, 1).status_code == 204
    assert row(timed).deadline == END
    rule(app, closes=None)
    clock.move_to(END + timedelta(minutes=1))
    assert save(cast.alice, timed, 2).status_code == 409


def test_two_devices_share_one_deadline(clock, app, cast, timed):
    clock.move_to(END - timedelta(minutes=1))
    other = cast.client(app, "alice")
    assert "Fin le 8 décembre 2026 à 13 h 30" in words(other.get(f"/essais/{begin(other)}"))
    assert begin(other) == timed


def test_an_attempt_without_limit_never_ends_by_itself(clock, cast):
    attempt = begin(cast.alice)
    clock.shift(timedelta(days=13))
    close_overdue()
    assert row(attempt).state == "open"
    assert "data-deadline" not in cast.alice.get(f"/essais/{attempt}").text
    assert save(cast.alice, attempt, 0).status_code == 204


def test_an_answer_checked_at_once_is_not_checked_late(clock, app, cast):
    rule(app, time_limit=30, behaviour="immediate")
    attempt = begin(cast.alice)
    clock.move_to(END + 11 * SECOND)
    cast.alice.post(f"/essais/{attempt}", data={**page_fields(attempt, right), "check": "1"})
    assert asked(attempt)[0].score is None
    close_overdue()
    assert row(attempt).timed_out
    assert [item.score for item in asked(attempt)] == [0] * 6
    assert complete(cast.bob)
