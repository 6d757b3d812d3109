"""« Aménagements »: who grants what to whom, once, with a reason, and what it changes at once."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from course.cohorts.models import Membership, Term
from course.db import db
from course.mail import Message
from course.people.models import Audit
from course.quizzes.models import ExtraAttempt, ExtraTime
from course.quizzes.overtime import close_overdue
from tests.answering import right, typed, wrong
from tests.taking import asked, at_once, begin, complete, row, rule, words

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
END = NOON + timedelta(minutes=30)
TIME = {"percent": "33", "time_reason": "Décision de la mission handicap"}
ATTEMPT = {"quiz": "essai", "attempt_reason": "Coupure de réseau"}


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def coached(clock, cast):
    """Chloé coaches Alice."""
    db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id("alice"), starts_at=NOON - timedelta(days=30)))
    db.session.commit()


def give(client, cast, what, fields, whom="alice"):
    return client.post(f"/amenagements/{cast.id(whom)}/{what}", data=fields)


def count(table):
    found = db.session.scalar(select(func.count()).select_from(table))
    db.session.rollback()
    return found


def test_the_coach_grants_and_the_person_is_told(coached, cast):
    for what, fields in (("temps", TIME), ("essai", ATTEMPT)):
        assert give(cast.chloe, cast, what, fields).headers["Location"] == f"/amenagements/{cast.id('alice')}"
    page = words(cast.alice.get("/compte/amenagements"))
    assert "<b>33 %</b> de temps en plus" in page and "Décision de la mission handicap" in page
    assert "Coupure de réseau" in page and "par Chloé Maillet" in page and "pas encore utilisé" in page
    assert "Coupure de réseau" in words(cast.chloe.get(f"/amenagements/{cast.id('alice')}"))
    letters = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [letter.recipient for letter in letters] == ["alice@example.org"] * 2
    assert "33 % de temps en plus" in words_of(letters[0].text) and "Coupure de réseau" in letters[1].text
    traces = db.session.scalars(select(Audit).where(Audit.action.like("extra-%")).order_by(Audit.id)).all()
    assert [(trace.actor_id, trace.person_id, trace.detail) for trace in traces] == [
        (cast.id("chloe"), cast.id("alice"), "33 %"),
        (cast.id("chloe"), cast.id("alice"), "essai : Coupure de réseau"),
    ]


def words_of(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("who", "whom"),
    [("alice", "alice"), ("alice", "bob"), ("bob", "alice"), ("chloe", "bob"), ("chloe", "chloe"), ("diane", "diane")],
)
def test_nobody_else_grants_or_sees_anything(coached, cast, who, whom):
    client = getattr(cast, who)
    assert client.get(f"/amenagements/{cast.id(whom)}").status_code == 404
    assert give(client, cast, "temps", TIME, whom).status_code == 404
    assert give(client, cast, "essai", ATTEMPT, whom).status_code == 404
    assert (count(ExtraTime), count(ExtraAttempt), count(Message)) == (0, 0, 0)


def test_a_coach_whose_term_is_over_grants_nothing(coached, cast):
    db.session.execute(Term.__table__.update().values(ends_at=NOON))
    db.session.commit()
    assert give(cast.chloe, cast, "essai", ATTEMPT).status_code == 404
    assert count(ExtraAttempt) == 0


@pytest.mark.parametrize(
    ("what", "fields", "message"),
    [
        ("temps", {**TIME, "time_reason": "  "}, "Écrivez le motif."),
        ("temps", {**TIME, "time_reason": "a" * 301}, "Au plus 300 signes"),
        ("temps", {**TIME, "percent": "201"}, "Écrivez un nombre entier, de 0 à 200."),
        ("temps", {**TIME, "percent": "²"}, "Écrivez un nombre entier, de 0 à 200."),
        ("temps", {**TIME, "percent": "-5"}, "Écrivez un nombre entier, de 0 à 200."),
        ("temps", {**TIME, "percent": "0"}, "C'est déjà le cas : 0 % de temps en plus."),
        ("essai", {**ATTEMPT, "attempt_reason": ""}, "Écrivez le motif."),
        ("essai", {**ATTEMPT, "quiz": "inconnu"}, "Choisissez une évaluation de la liste."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(clock, cast, what, fields, message):
    response = give(cast.diane, cast, what, fields)
    assert response.status_code == 422
    page = words(response)
    assert message in page and 'aria-invalid="true"' in page
    kept = fields.get("time_reason", fields.get("attempt_reason", "")).strip()
    assert kept in page
    assert (count(ExtraTime), count(ExtraAttempt), count(Message)) == (0, 0, 0)


def test_an_extra_attempt_serves_once_during_the_pause(clock, cast):
    for _ in range(3):
        complete(cast.alice, wrong)
    give(cast.diane, cast, "essai", ATTEMPT)
    page = words(cast.alice.get("/evaluations/essai"))
    assert "Un essai supplémentaire vous est accordé" in page and "Commencer" in page
    attempt = begin(cast.alice)
    assert db.session.scalars(select(ExtraAttempt.attempt_id)).one() == attempt
    assert begin(cast.alice) == attempt
    cast.alice.post(f"/essais/{attempt}/terminer")
    assert cast.alice.post("/evaluations/essai/essai").headers["Location"] == "/evaluations/essai"
    page = words(cast.alice.get("/evaluations/essai"))
    assert "Nouvel essai possible à partir du 9 décembre 2026 à 13 h 00" in page
    assert "utilisé</span>" in words(cast.alice.get("/compte/amenagements"))
    clock.move_to(NOON + timedelta(hours=24))
    assert "Vous avez 3 essais" in words(cast.alice.get("/evaluations/essai"))


def test_an_extra_attempt_is_not_spent_while_the_series_lasts(clock, cast):
    give(cast.diane, cast, "essai", ATTEMPT)
    for _ in range(3):
        complete(cast.alice, wrong)
    assert db.session.scalars(select(ExtraAttempt.attempt_id)).one() is None
    assert row(begin(cast.alice)).number == 4


def test_an_extra_attempt_is_for_one_person_and_opens_no_window(clock, app, cast):
    rule(app, attempts=1)
    for client in (cast.alice, cast.bob):
        complete(client, wrong)
    give(cast.diane, cast, "essai", ATTEMPT)
    assert cast.bob.post("/evaluations/essai/essai").headers["Location"] == "/evaluations/essai"
    rule(app, closes="2026-12-08 13:00")
    assert cast.alice.post("/evaluations/essai/essai").headers["Location"] == "/evaluations/essai"
    assert db.session.scalars(select(ExtraAttempt.attempt_id)).one() is None


def test_twenty_clicks_at_once_grant_one_attempt_and_send_one_letter(clock, app, cast):
    clients = [cast.client(app, "diane") for _ in range(20)]
    responses = at_once(app, [partial(give, client, cast, "essai", ATTEMPT) for client in clients])
    assert sorted(response.status_code for response in responses) == [303] + [422] * 19
    assert (count(ExtraAttempt), count(Message)) == (1, 1)


def test_twenty_clicks_at_once_give_time_once(clock, app, cast):
    clients = [cast.client(app, "diane") for _ in range(20)]
    responses = at_once(app, [partial(give, client, cast, "temps", TIME) for client in clients])
    assert sorted(response.status_code for response in responses) == [303] + [422] * 19
    assert (count(ExtraTime), count(Message)) == (1, 1)


def test_twenty_starts_at_once_spend_one_extra_attempt(clock, app, cast):
    rule(app, attempts=1)
    complete(cast.alice, wrong)
    give(cast.diane, cast, "essai", ATTEMPT)
    clients = [cast.client(app, "alice") for _ in range(20)]
    responses = at_once(app, [partial(client.post, "/evaluations/essai/essai") for client in clients])
    assert len({response.headers["Location"] for response in responses}) == 1
    assert row(begin(cast.alice)).number == 2


def test_the_database_itself_refuses_two_unused_extra_attempts(clock, cast):
    facts = {"person_id": cast.id("alice"), "quiz": "essai", "reason": "R", "granted_at": NOON}
    db.session.add_all([ExtraAttempt(**facts), ExtraAttempt(**facts)])
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_nothing_is_granted_for_an_assessment_that_is_passed(clock, cast):
    complete(cast.alice, right)
    assert "Cette évaluation est déjà réussie." in words(give(cast.diane, cast, "essai", ATTEMPT))
    assert count(ExtraAttempt) == 0


def test_extra_time_is_frozen_in_the_attempt_as_it_starts(clock, app, cast):
    rule(app, time_limit=30)
    give(cast.diane, cast, "temps", TIME)
    page = words(cast.alice.get("/evaluations/essai"))
    assert "Vous aurez <b>40 minutes</b>" in page and "dont 10 minutes d'<a" in page
    attempt = row(begin(cast.alice))
    assert (attempt.time_limit, attempt.extra_minutes, attempt.deadline) == (30, 10, NOON + timedelta(minutes=40))
    assert "40 minutes" not in words(cast.bob.get("/evaluations/essai"))
    cast.alice.post(f"/essais/{attempt.id}/terminer")
    assert "En 40 minutes, dont 10 minutes d'aménagement" in words(cast.alice.get(f"/essais/{attempt.id}"))


def test_extra_time_given_during_an_attempt_helps_at_once(clock, app, cast):
    rule(app, time_limit=30)
    attempt = begin(cast.alice)
    clock.move_to(END)
    give(cast.diane, cast, "temps", TIME)
    assert (row(attempt).deadline, row(attempt).extra_minutes) == (NOON + timedelta(minutes=40), 10)
    clock.move_to(END + timedelta(minutes=9))
    item = asked(attempt)[0]
    fields = typed(item.question, right(item.question), item.prefix)
    assert cast.alice.post(f"/essais/{attempt}/reponses/1", data=fields).status_code == 204
    response = cast.alice.post(f"/essais/{attempt}/terminer", data={"over": "1"})
    assert row(attempt).state == "open" and response.headers["Location"] == f"/essais/{attempt}"
    close_overdue()
    assert row(attempt).state == "open"


def test_time_taken_back_is_not_taken_from_the_attempt_under_way(clock, app, cast):
    rule(app, time_limit=30)
    give(cast.diane, cast, "temps", TIME)
    attempt = begin(cast.alice)
    assert give(cast.diane, cast, "temps", {**TIME, "percent": "0"}).status_code == 303
    assert row(attempt).extra_minutes == 10
    cast.alice.post(f"/essais/{attempt}/terminer")
    assert row(begin(cast.alice)).extra_minutes == 0


def test_time_given_after_the_end_reopens_nothing(clock, app, cast):
    rule(app, time_limit=30)
    attempt = begin(cast.alice)
    clock.move_to(END + timedelta(seconds=1))
    give(cast.diane, cast, "temps", TIME)
    assert row(attempt).deadline == END


def test_extra_time_goes_beyond_the_window_but_changes_no_untimed_assessment(clock, app, cast):
    rule(app, time_limit=30, closes="2026-12-08 13:20")
    give(cast.diane, cast, "temps", TIME)
    assert row(begin(cast.alice)).deadline == NOON + timedelta(minutes=30)
    rule(app, time_limit=None, closes="2026-12-08 13:20")
    give(cast.diane, cast, "temps", TIME, "bob")
    assert row(begin(cast.bob)).deadline == NOON + timedelta(minutes=20)


def test_granting_while_handing_in_and_starting_never_blocks(clock, app, cast):
    rule(app, time_limit=30)
    attempt = begin(cast.alice)
    acts = [partial(give, cast.client(app, "diane"), cast, "temps", {**TIME, "percent": str(n)}) for n in range(30, 35)]
    acts += [partial(cast.client(app, "alice").post, f"/essais/{attempt}/terminer") for _ in range(5)]
    acts += [partial(cast.client(app, "alice").post, "/evaluations/essai/essai") for _ in range(5)]
    assert {response.status_code for response in at_once(app, acts)} == {303}
