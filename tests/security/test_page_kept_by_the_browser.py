"""Signing out on a shared computer tells the browser to keep no page, whichever way one signs out."""

import pytest

from tests.cast import PASSWORD
from tests.resetting import reset_link

OTHER = "un tout nouveau secret bien long"


@pytest.mark.parametrize("path", ["/deconnexion", "/compte/deconnexion-partout"])
def test_signing_out_clears_what_the_browser_kept(cast, path):
    assert cast.alice.post(path).headers["Clear-Site-Data"] == '"cache"'


def test_so_does_a_reset(app, client, cast):
    path = reset_link(app, cast.give_password("alice"))
    answer = client.post(path, data={"password": OTHER, "again": OTHER})
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_signing_in_does_not(client, cast):
    typed = {"email": cast.give_password("alice"), "password": PASSWORD}
    assert "Clear-Site-Data" not in client.post("/connexion", data=typed).headers


def test_a_restored_page_can_ask_whose_session_this_is(client, cast):
    asked = {"Accept": "application/json"}
    assert cast.alice.get("/compte/sessions/actuelle", headers=asked).json == {"name": "Alice N’Guyên-Le Goff"}
    assert client.get("/compte/sessions/actuelle", headers=asked).status_code == 401


def test_every_page_of_somebody_carries_the_check(cast):
    for path in ("/", "/compte", "/lecons/essai/ouvrir", "/aide", "/capsule"):
        assert "/static/return." in cast.alice.get(path).text
