"""Somebody guesses one account's password from a new address each time; its owner can still come in."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from course.db import db
from course.mail import Message
from course.people.models import Audit
from tests.cast import PASSWORD
from tests.resetting import reset_link

OTHER = "un tout nouveau secret bien long"


@pytest.fixture
def settings(settings):
    """Twenty failures a day for an account, twenty-five in ten minutes for a browser."""
    return replace(settings, account_limit="20 per day", signin_limit="25 per 10 minutes")


def sign_in(client, password, address, email="alice@example.org"):
    data = {"email": email, "password": password}
    return client.post("/connexion", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def guess(app, number):
    return [sign_in(app.test_client(), "une phrase fausse", f"198.51.{index}.7") for index in range(number)]


def test_the_guesses_are_stopped_and_even_the_right_one_waits(app, cast):
    cast.give_password("alice")
    assert guess(app, 22) == [422] * 20 + [429] * 2
    assert sign_in(app.test_client(), PASSWORD, "203.0.113.9") == 429


def test_a_browser_that_the_account_knows_is_not_stopped(app, cast):
    cast.give_password("alice")
    known = app.test_client()
    assert sign_in(known, PASSWORD, "203.0.113.9") == 303
    known.post("/deconnexion")
    guess(app, 21)
    assert sign_in(known, PASSWORD, "203.0.113.10") == 303


def test_a_browser_known_to_another_account_is_a_stranger(app, cast):
    cast.give_password("alice")
    known = app.test_client()
    assert sign_in(known, PASSWORD, "203.0.113.9", cast.give_password("bob")) == 303
    guess(app, 21)
    assert sign_in(known, PASSWORD, "203.0.113.9") == 429


def test_a_known_browser_may_not_guess_for_ever(app, cast):
    cast.give_password("alice")
    known = app.test_client()
    sign_in(known, PASSWORD, "203.0.113.9")
    seen = [sign_in(known, "une phrase fausse", f"203.0.{index}.9") for index in range(26)]
    assert seen == [422] * 25 + [429]


def test_the_mail_is_the_way_out_and_stays_one_while_the_guesses_go_on(app, cast):
    cast.give_password("alice")
    guess(app, 21)
    alice = app.test_client()
    path = reset_link(app, "alice@example.org")
    assert alice.post(path, data={"password": OTHER, "again": OTHER}).headers["Location"] == "/connexion"
    guess(app, 21)
    assert sign_in(alice, OTHER, "203.0.113.9") == 303


def test_the_person_is_told_once_of_ten_failures(app, cast):
    cast.give_password("alice")
    guess(app, 15)
    told = select(func.count()).where(Message.subject.contains("manqués"), Message.recipient == "alice@example.org")
    assert db.session.scalar(told) == 1


def test_each_failure_leaves_a_trace_known_address_or_not(app, cast):
    cast.give_password("alice")
    guess(app, 2)
    sign_in(app.test_client(), "une phrase fausse", "203.0.113.9", "personne@example.org")
    seen = db.session.scalars(select(Audit.person_id).where(Audit.action == "sign-in-refused")).all()
    assert seen == [cast.id("alice"), cast.id("alice"), None]
