"""Each person chooses the kinds of messages they receive; one click stops a kind, and a look stops nothing."""

from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from course import jobs, mail
from course.db import db
from course.mail import Kind, Message, Refusal, unsubscribe
from course.people.models import Audit
from tests.access import dump
from tests.cast import Cast

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def refusals():
    db.session.rollback()
    return {(row.person_id, row.kind) for row in db.session.scalars(select(Refusal))}


def path(cast, key="alice", kind=Kind.DIGEST):
    return "/desabonnement/" + unsubscribe.address(cast.id(key), kind).rpartition("/")[2]


def test_everything_is_received_until_somebody_says_otherwise(cast):
    page = cast.alice.get("/compte/messagerie")
    assert page.text.count(" checked") == page.text.count('type="checkbox"') == 6
    assert "Pannes" not in page.text
    assert "Pannes" in cast.diane.get("/compte/messagerie").text


def test_a_choice_is_kept_and_can_be_undone(cast):
    kept = [kind for kind in Kind if kind not in (Kind.DIGEST, Kind.COACH)]
    answer = cast.alice.post("/compte/messagerie", data={"kind": kept})
    assert answer.headers["Location"] == "/compte/messagerie"
    assert refusals() == {(cast.id("alice"), "digest"), (cast.id("alice"), "coach")}
    assert db.session.scalars(select(Audit.detail).where(Audit.action == "mail-chosen")).all() == [
        "Messages de mon coach, Résumé de la semaine"
    ]
    cast.alice.post("/compte/messagerie", data={"kind": list(Kind)})
    assert refusals() == set()
    history = cast.diane.get(f"/administration/personnes/{cast.id('alice')}").text
    assert "Messages refusés\u00a0: aucun" in history


def test_the_messages_of_the_account_cannot_be_refused(cast):
    cast.alice.post("/compte/messagerie", data={})
    assert (cast.id("alice"), "account") not in refusals()
    mail.queue("alice@example.org", "Changé", "password_changed", kind=Kind.ACCOUNT, name="Alice")
    db.session.commit()
    jobs.run_waiting()
    assert db.session.scalars(select(Message)).one().state == "sent"


@pytest.mark.parametrize("wanted", ["inconnu", "", "account'; DROP TABLE person", "é" * 5000])
def test_a_kind_that_does_not_exist_is_ignored(cast, wanted):
    assert cast.alice.post("/compte/messagerie", data={"kind": wanted}).status_code == 303
    assert {kind for _, kind in refusals()} <= set(Kind)


def test_opening_the_address_shows_a_button_and_changes_nothing(app, cast):
    before = dump()
    page = app.test_client().get(path(cast))
    assert "Ne plus recevoir ces messages</button>" in page.text
    assert "Alice" not in page.text
    assert dump() == before


def test_a_mailbox_stops_a_kind_without_a_session_or_a_token(app, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    for sent_as in ("application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post(path(cast), data=ONE_CLICK, content_type=sent_as)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
        assert "C’est noté" in answer.text
    assert refusals() == {(cast.id("alice"), "digest")}
    assert db.session.scalars(select(Audit.detail).where(Audit.action == "mail-refused")).all() == [
        "Résumé de la semaine"
    ]


def test_an_address_stops_one_kind_for_one_person_only(app, cast):
    app.test_client().post(path(cast, "bob", Kind.WORKSHOP), data=ONE_CLICK)
    assert refusals() == {(cast.id("bob"), "workshop")}


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda _: "inconnu"])
def test_an_address_that_we_did_not_sign_does_not_exist(app, cast, change):
    start, _, token = path(cast).rpartition("/")
    forged = f"{start}/{change(token)}"
    assert app.test_client().get(forged).status_code == 404
    assert app.test_client().post(forged, data=ONE_CLICK).status_code == 404
    assert refusals() == set()


def test_somebody_who_is_gone_changes_nothing(app, cast):
    gone = "/desabonnement/" + unsubscribe.address(9999, Kind.DIGEST).rpartition("/")[2]
    assert app.test_client().post(gone, data=ONE_CLICK).status_code == 200
    assert refusals() == set()


def test_over_https_the_headers_are_those_of_one_click(reopened, settings):
    app = reopened(url="https://relais.example")
    with app.app_context():
        cast = Cast(app)
        values = {"name": "Alice", "reason": "Panne", "code": "RL-1", "urgent": True, "person_id": cast.id("alice")}
        mail.queue("a@example.org", "Panne", "certificate_failed", kind=Kind.ALERT, **values)
        mail.queue("a@example.org", "Changé", "password_changed", kind=Kind.ACCOUNT, name="Alice")
        db.session.commit()
        jobs.run_waiting()
        first, second = sorted((settings.instance / "mail").iterdir())
        found = message_from_bytes(first.read_bytes(), policy=policy.default)
        assert found["List-Unsubscribe"].startswith("<https://relais.example/desabonnement/")
        assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        account = message_from_bytes(second.read_bytes(), policy=policy.default)
        assert account["List-Unsubscribe"] is None


def test_an_administrator_does_not_read_the_address_once_it_left(cast):
    assert mail.masked(f"https://r.example{path(cast)}\n") == "https://r.example/desabonnement/••••••\n"
