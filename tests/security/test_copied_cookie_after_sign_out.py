"""Somebody copied the cookie: signing out ends the session, whoever holds it."""

import pytest
from sqlalchemy import func, select

from course.db import db
from course.people.models import OpenSession
from tests.cast import PASSWORD


def copy(app, client):
    """Another browser that holds the same cookie."""
    thief = app.test_client()
    thief.set_cookie("relais", client.get_cookie("relais").value)
    return thief


def is_in(client):
    return client.get("/compte").status_code == 200


@pytest.fixture
def alice(app, cast):
    """Signed in by the page, as anybody."""
    client = app.test_client()
    answer = client.post("/connexion", data={"email": cast.give_password("alice"), "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    return client


def test_a_copied_cookie_opens_nothing_after_the_sign_out(app, alice):
    thief = copy(app, alice)
    assert is_in(thief)
    alice.post("/deconnexion")
    assert not is_in(thief)


def test_a_copied_cookie_is_not_told_that_its_lesson_did_not_change(app, alice):
    thief, lesson = copy(app, alice), "/lecons/essai/ouvrir"
    tag = alice.get(lesson).headers["ETag"]
    thief = copy(app, alice)
    assert thief.get(lesson, headers={"If-None-Match": tag}).status_code == 304
    alice.post("/deconnexion")
    assert thief.get(lesson, headers={"If-None-Match": tag}).status_code == 303


def test_the_other_browsers_of_the_person_stay_in(app, cast, alice):
    other = cast.client(app, "alice")
    alice.post("/deconnexion")
    assert is_in(other)


def test_signing_in_again_in_the_same_browser_leaves_no_session_behind(app, cast, alice):
    thief = copy(app, alice)
    alice.post("/connexion", data={"email": "alice@example.org", "password": PASSWORD})
    assert is_in(alice)
    assert not is_in(thief)


@pytest.mark.parametrize("act", ["/compte/deconnexion-partout", "/administration/personnes/{id}/deconnexion"])
def test_signing_out_everywhere_leaves_no_row(cast, alice, act):
    client = cast.diane if "administration" in act else alice
    client.post(act.format(id=cast.id("alice")))
    mine = select(func.count()).where(OpenSession.person_id == cast.id("alice"))
    assert db.session.scalar(mine) == 0
    assert not is_in(alice)


def test_a_cookie_of_another_key_or_without_a_session_is_nobody(app, cast):
    for value in (f"{cast.id('alice')}.key-alice", f"{cast.id('alice')}.key-alice.", f"{cast.id('alice')}.key-alice.x"):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = value, True
        assert not is_in(client)


def test_the_session_of_one_person_is_not_anothers(app, cast):
    with cast.alice.session_transaction() as session:
        key = session["_user_id"].rpartition(".")[2]
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"{cast.id('bob')}.key-bob.{key}", True
    assert not is_in(client)
