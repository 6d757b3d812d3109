"""Redis stopped or frozen keeps nobody out: what counts tries and what orders work do without it (M6)."""

import signal
from dataclasses import replace

import pytest

from tests.cast import PASSWORD
from tests.pressing import button
from tests.redis_server import RedisServer


@pytest.fixture
def server():
    with RedisServer() as running:
        yield running


@pytest.fixture
def settings(settings, server):
    return replace(settings, redis_url=server.url)


@pytest.fixture(params=["stopped", "frozen"])
def gone(request, server):
    """Redis does not answer any more."""
    if request.param == "stopped":
        server.kill()
        yield
        return
    server.signal(signal.SIGSTOP)
    yield
    server.signal(signal.SIGCONT)


def test_one_signs_in_asks_for_a_new_password_and_changes_it(client, cast, gone):
    cast.give_password("alice")
    email = cast.person("alice").email
    page = client.get("/connexion")
    wrong = button(page, "Se connecter").press(client, email=email, password="une autre phrase")
    assert wrong.status_code == 422
    asked = button(client.get("/mot-de-passe-oublie"), "Recevoir").press(client, email=email)
    assert asked.status_code in (200, 303)
    signed = button(client.get("/connexion"), "Se connecter").press(client, email=email, password=PASSWORD)
    assert signed.headers["Location"] == "/"
    assert client.get("/compte").status_code == 200


def test_one_signs_attendance(cast, gone):
    assert cast.alice.post("/presence", data={"code": "123456"}).status_code == 422
