"""A hall, a ministry: thousands of honest people behind one address are refused nothing."""

from dataclasses import replace

import pytest

from course.config import Settings
from tests.cast import PASSWORD
from tests.resetting import reset_link

ADDRESS = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def settings(settings):
    """The limits as shipped."""
    shipped = Settings()
    names = ("signin_limit", "account_limit", "network_limit")
    return replace(settings, **{name: getattr(shipped, name) for name in names})


def enter(app, email, password):
    data = {"email": email, "password": password}
    return app.test_client().post("/connexion", data=data, environ_base=ADDRESS).status_code


@pytest.fixture
def _quick(monkeypatch):
    """Password hashing costs tens of milliseconds on purpose, which is not what is tried here."""
    monkeypatch.setattr("course.people.passwords.matches", lambda _known, password: password == PASSWORD)


def test_thousands_sign_in_and_one_in_ten_mistypes(app, cast, _quick):
    email = cast.give_password("alice")
    app.test_client().post("/connexion", data={"email": email, "password": PASSWORD}, environ_base=ADDRESS)
    seen = {enter(app, email, PASSWORD) for _ in range(300)}
    seen |= {enter(app, f"personne{number}@example.org", "une phrase fausse") for number in range(500)}
    assert seen == {303, 422}
    assert enter(app, email, PASSWORD) == 303


def test_after_ten_mistakes_and_a_reset_one_comes_in(app, cast):
    email, other = cast.give_password("alice"), "un tout nouveau secret bien long"
    assert [enter(app, email, "une phrase fausse") for _ in range(11)] == [422] * 10 + [429]
    typed = {"password": other, "again": other}
    answer = app.test_client().post(reset_link(app, email), data=typed, environ_base=ADDRESS)
    assert answer.headers["Location"] == "/connexion"
    assert enter(app, email, other) == 303
