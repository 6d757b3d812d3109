"""Signing in and out."""

import html
import re

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from course.db import db
from course.people import passwords
from course.people.models import Audit, Throttle
from tests.cast import PASSWORD

TOKEN = re.compile('name="csrf_token" value="[^"]*"')


def sign_in(client, email, password=PASSWORD, **fields):
    return client.post("/connexion", data={"email": email, "password": password, **fields})


def is_in(client):
    return client.get("/compte").status_code == 200


def test_the_right_password_lets_in(client, cast):
    response = sign_in(client, cast.give_password("alice"))
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert is_in(client)
    assert db.session.scalar(select(Audit.action).where(Audit.person_id == cast.id("alice"))) == "signed-in"


def test_the_address_may_be_typed_in_capitals(client, cast):
    cast.give_password("alice")
    sign_in(client, "  ALICE@Example.org ")
    assert is_in(client)


def test_the_session_outlives_the_browser_for_the_days_of_the_setting(client, cast):
    response = sign_in(client, cast.give_password("alice"))
    assert "Expires=" in response.headers["Set-Cookie"]
    assert "HttpOnly" in response.headers["Set-Cookie"]


def test_a_wrong_password_an_unknown_address_an_invited_and_a_closed_account_get_the_same_answer(client, cast):
    cast.give_password("alice")
    cast.give_password("chloe")
    cast.person("chloe").disabled = True
    db.session.commit()
    seen = set()
    for email, password in [
        ("alice@example.org", "une autre phrase de passe"),
        ("inconnue@example.org", PASSWORD),
        ("bob@example.org", PASSWORD),
        ("chloe@example.org", PASSWORD),
    ]:
        response = sign_in(client, email, password)
        seen.add((response.status_code, TOKEN.sub("", html.unescape(response.text)).replace(email, "…")))
        assert not is_in(client)
    assert len(seen) == 1
    assert "Adresse ou mot de passe inconnu" in seen.pop()[1]


def test_a_refused_sign_in_keeps_the_address_and_never_the_password(client, cast):
    response = sign_in(client, cast.give_password("alice"), "une phrase fausse")
    assert 'value="alice@example.org"' in response.text
    assert "une phrase fausse" not in response.text
    assert 'aria-invalid="true"' in response.text


def test_signing_in_leaves_the_former_session_behind(client, cast):
    with client.session_transaction() as session:
        session["csrf_token"] = "planted"
        session["anything"] = "planted"
    sign_in(client, cast.give_password("alice"))
    with client.session_transaction() as session:
        assert "anything" not in session
        assert session.get("csrf_token") != "planted"


@pytest.mark.parametrize("target", ["/compte", "/compte?a=1&b=2"])
def test_after_signing_in_one_arrives_where_one_was_going(client, cast, target):
    page = client.get(target)
    assert page.status_code == 303
    form = client.get(page.headers["Location"])
    assert f'name="next" value="{html.escape(target)}"' in form.text
    response = sign_in(client, cast.give_password("alice"), next=target)
    assert response.headers["Location"] == target


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example", "//ailleurs.example", "/\\ailleurs.example", "ailleurs", "/\t/x"]
)
def test_another_site_is_never_the_destination(client, cast, target):
    assert target not in html.unescape(client.get("/connexion", query_string={"next": target}).text)
    response = sign_in(client, cast.give_password("alice"), next=target)
    assert response.headers["Location"] == "/"


def test_whoever_is_signed_in_goes_home_from_the_sign_in_page(cast):
    assert cast.alice.get("/connexion?next=/compte").headers["Location"] == "/"


def test_signing_out_ends_this_browser_only(app, cast):
    other = cast.client(app, "alice")
    assert cast.alice.post("/deconnexion").headers["Location"] == "/connexion"
    assert not is_in(cast.alice)
    assert is_in(other)
    assert cast.alice.post("/deconnexion").status_code == 303


def test_signing_out_is_not_a_link(cast):
    assert cast.alice.get("/deconnexion").status_code == 405
    assert is_in(cast.alice)


def test_a_hash_with_old_parameters_is_made_again_at_the_next_sign_in(client, cast):
    alice = cast.person("alice")
    alice.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    db.session.commit()
    sign_in(client, "alice@example.org")
    assert not passwords.is_outdated(cast.person("alice").password_hash)
    sign_in(client, "alice@example.org")
    assert is_in(client)


def test_a_disabled_person_is_out_at_once(cast):
    assert is_in(cast.alice)
    cast.person("alice").disabled = True
    db.session.commit()
    assert not is_in(cast.alice)


def test_a_revoked_role_is_gone_at_once(cast):
    assert cast.diane.get("/administration/personnes").status_code == 200
    cast.person("diane").role = "learner"
    db.session.commit()
    assert cast.diane.get("/administration/personnes").status_code == 403


def test_pages_leave_the_counters_of_tries_alone(client, cast):
    for path in ("/", "/compte", "/connexion", "/mot-de-passe-oublie"):
        client.get(path)
        cast.alice.get(path)
    cast.alice.post("/compte", data={"name": "Alice", "service": ""})
    assert db.session.scalar(select(func.count()).select_from(Throttle)) == 0


def test_a_forged_sign_in_is_refused(app, client, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    assert sign_in(client, cast.give_password("alice")).status_code == 400
    assert not is_in(client)
