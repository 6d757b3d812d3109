"""Tries at sign-in are counted, for all workers alike, before any password is hashed."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import select

from course import jobs
from course.app import create_app
from course.clock import now
from course.config import ConfigurationError
from course.db import db
from course.people import passwords, throttle
from course.people.models import Throttle
from tests.cast import PASSWORD


@pytest.fixture
def settings(settings):
    """Three tries in ten minutes for a browser on an account, thirty for a network, seven a day for an account."""
    limits = {"signin_limit": "3 per 10 minutes", "network_limit": "30 per 10 minutes", "account_limit": "7 per day"}
    return replace(settings, **limits)


def sign_in(client, email, password="une phrase fausse et longue", address="192.0.2.7", **fields):
    data = {"email": email, "password": password, **fields}
    return client.post("/connexion", data=data, environ_base={"REMOTE_ADDR": address})


def codes(client, email, number, **options):
    return [sign_in(client, email, **options).status_code for _ in range(number)]


def test_after_the_limit_even_the_right_password_waits(client, cast):
    email = cast.give_password("alice")
    assert codes(client, email, 4) == [422, 422, 422, 429]
    response = sign_in(client, email, PASSWORD)
    assert response.status_code == 429
    assert client.get("/compte").status_code == 303


def test_a_try_over_the_limit_costs_no_hashing(client, cast, monkeypatch):
    email = cast.give_password("alice")
    codes(client, email, 3)
    monkeypatch.setattr(passwords, "matches", None)
    assert codes(client, email, 1) == [429]


def test_the_page_says_how_long_and_keeps_what_was_typed_but_the_password(client, cast):
    email = cast.give_password("alice")
    codes(client, email, 3)
    response = sign_in(client, email, "une phrase fausse et longue")
    assert "Patientez 10 minutes" in response.text.replace("\u00a0", " ")
    assert response.headers["Retry-After"] == "600"
    assert f'value="{email}"' in response.text
    assert "une phrase fausse" not in response.text


def test_the_wait_grows_shorter_and_ends(client, cast):
    email = cast.give_password("alice")
    start = now()
    with time_machine.travel(start, tick=False):
        assert codes(client, email, 4)[-1] == 429
    with time_machine.travel(start + timedelta(minutes=8, seconds=30), tick=False):
        assert "Patientez 2 minutes" in sign_in(client, email).text.replace("\u00a0", " ")
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        assert sign_in(client, email, PASSWORD).status_code == 303


def test_another_account_and_another_network_are_not_held_up(client, cast):
    codes(client, cast.give_password("alice"), 4)
    assert sign_in(client, cast.give_password("bob"), PASSWORD).status_code == 303
    assert sign_in(client, "alice@example.org", PASSWORD, "198.51.100.9").status_code == 303


def test_one_network_cannot_try_every_account(client, cast):
    seen = [sign_in(client, f"personne{number}@example.org").status_code for number in range(31)]
    assert seen == [422] * 30 + [429]


def test_an_ipv6_subscriber_is_one_network(client, cast):
    seen = [sign_in(client, "x@example.org", address=f"2001:db8:1:2::{number:x}").status_code for number in range(4)]
    assert seen == [422, 422, 422, 429]


def test_successes_count_for_nothing(app, cast):
    email = cast.give_password("alice")
    assert [sign_in(app.test_client(), email, PASSWORD).status_code for _ in range(35)] == [303] * 35
    counts = db.session.scalars(select(Throttle.count)).all()
    assert counts == [0]


def test_an_ipv4_visitor_is_one_network_however_it_is_written(client, cast):
    seen = [sign_in(client, "x@example.org", address=f"::ffff:192.0.2.{number}").status_code for number in range(4)]
    assert seen == [422] * 4
    assert sign_in(client, "x@example.org", address="::ffff:192.0.2.0").status_code == 422
    assert throttle.network_of("::ffff:192.0.2.7") == throttle.network_of("192.0.2.7") == "192.0.2.7"


def test_a_success_clears_the_account_count(client, cast):
    email = cast.give_password("alice")
    codes(client, email, 2)
    assert sign_in(client, email, PASSWORD).status_code == 303
    assert codes(client, email, 3) == [422, 422, 422]


def test_an_unknown_account_is_limited_in_the_same_words(client, cast):
    email = cast.give_password("alice")
    assert codes(client, email, 4) == codes(client, "inconnue@example.org", 4)


def test_two_workers_share_the_count(reopened, client, cast):
    email = cast.give_password("alice")
    codes(client, email, 3)
    assert sign_in(reopened().test_client(), email, PASSWORD).status_code == 429


def test_tries_at_the_same_instant_are_all_counted(app, cast):
    db.session.rollback()
    together, waits = Barrier(8), []

    def hit():
        with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
            together.wait()
            waits.append(throttle.minutes_to_wait("sign-in", "alice@example.org"))

    threads = [Thread(target=hit) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(waits) == [0, 0, 0, 10, 10, 10, 10, 10]


def test_resets_are_limited_too(client, cast):
    email = cast.give_password("alice")
    seen = [client.post("/mot-de-passe-oublie", data={"email": email}).status_code for _ in range(4)]
    assert seen == [200, 200, 200, 429]


def test_guessing_the_present_password_from_an_open_session_is_limited(cast):
    cast.give_password("alice")
    for _ in range(4):
        data = {"current": "une phrase fausse", "password": "un tout nouveau secret", "again": "un tout nouveau secret"}
        response = cast.alice.post("/compte/mot-de-passe", data=data)
    assert "Trop d’essais" in response.text


def test_counters_name_nobody_and_old_ones_go(client, cast):
    start = now()
    with time_machine.travel(start, tick=False):
        sign_in(client, "alice@example.org")
    keys = list(db.session.scalars(select(Throttle.key)))
    assert len(keys) == 3
    assert all(len(key) == 64 and "alice" not in key for key in keys)
    with time_machine.travel(start + timedelta(hours=25), tick=False):
        jobs.run_waiting()
    assert list(db.session.scalars(select(Throttle.key))) == []


@pytest.mark.parametrize("name", ["signin_limit", "account_limit", "network_limit"])
def test_a_limit_that_cannot_be_read_stops_the_start(settings, name):
    with pytest.raises(ConfigurationError, match=f"RELAIS_{name.upper()}"):
        create_app(replace(settings, **{name: "beaucoup"}))
