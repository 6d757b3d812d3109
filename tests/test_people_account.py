"""One's own account: name, service, password, and signing out everywhere."""

import html

import pytest
from sqlalchemy import select

from course.db import db
from course.people.models import Audit
from tests.cast import PASSWORD

OTHER = "un tout nouveau secret bien long"
SCRIPT = "<script>alert('x')</script>"


def change(client, current=PASSWORD, password=OTHER, again=OTHER):
    return client.post("/compte/mot-de-passe", data={"current": current, "password": password, "again": again})


def test_the_account_shows_name_service_and_address(cast):
    text = html.unescape(cast.alice.get("/compte").text)
    assert "Alice N’Guyên-Le Goff" in text
    assert "DDT du Lot" in text
    assert "alice@example.org" in text


def test_a_new_name_is_kept_with_its_accents_and_shown_at_once(cast):
    before = cast.person("alice").version
    response = cast.alice.post("/compte", data={"name": " Élise  O’Brien-Müller ", "service": "Mairie d'Œyreluy"})
    assert response.headers["Location"] == "/compte"
    alice = cast.person("alice")
    assert (alice.name, alice.service) == ("Élise O’Brien-Müller", "Mairie d'Œyreluy")
    assert alice.version == before + 1
    assert cast.alice.get("/compte").text.count("Élise O’Brien-Müller") == 2
    assert "Élise" in db.session.scalar(select(Audit.detail).where(Audit.action == "profile-changed"))


@pytest.mark.parametrize(("name", "service"), [("", "x"), ("x" * 121, ""), ("Alice", "y" * 161)])
def test_a_wrong_name_or_service_changes_nothing_and_stays_in_the_form(cast, name, service):
    before = cast.person("alice").name, cast.person("alice").service
    response = cast.alice.post("/compte", data={"name": name, "service": service})
    assert response.status_code == 422
    assert f'value="{service}"' in response.text
    assert (cast.person("alice").name, cast.person("alice").service) == before


def test_nobody_changes_their_role_or_address_by_adding_fields(cast):
    cast.alice.post(
        "/compte", data={"name": "Alice", "service": "", "role": "admin", "email": "x@example.org", "id": "4"}
    )
    assert (cast.person("alice").role, cast.person("alice").email) == ("learner", "alice@example.org")


def test_a_script_in_a_name_or_service_is_text_on_every_page(cast):
    cast.alice.post("/compte", data={"name": SCRIPT, "service": SCRIPT})
    number = cast.id("alice")
    cast.diane.post(f"/administration/personnes/{number}/invitation")
    pages = [cast.alice.get(path) for path in ("/", "/compte")]
    people, messages = "/administration/personnes", "/administration/messages"
    pages += [cast.diane.get(path) for path in (people, f"{people}/{number}", messages, f"{messages}/1")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text


def test_changing_the_password_keeps_this_browser_and_ends_the_others(app, cast):
    cast.give_password("alice")
    other = cast.client(app, "alice")
    assert change(cast.alice).headers["Location"] == "/compte"
    assert cast.alice.get("/compte").status_code == 200
    assert other.get("/compte").status_code == 303
    visitor = app.test_client()
    assert visitor.post("/connexion", data={"email": "alice@example.org", "password": OTHER}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current": "pas le bon mot de passe"}, "pas votre mot de passe actuel"),
        ({"password": "court", "again": "court"}, "au moins 12"),
        ({"password": "vive guyen-le goff", "again": "vive guyen-le goff"}, "ni votre nom"),
        ({"again": "autre chose"}, "diffèrent"),
        ({"password": PASSWORD, "again": PASSWORD}, "déjà votre mot de passe"),
        ({"password": "ddt du lot 2024", "again": "ddt du lot 2024"}, "votre service"),
    ],
)
def test_a_refused_password_change_changes_nothing(app, cast, fields, words):
    cast.give_password("alice")
    before, other = cast.person("alice").password_hash, cast.client(app, "alice")
    response = change(cast.alice, **fields)
    assert response.status_code == 422
    assert words in html.unescape(response.text)
    assert cast.person("alice").password_hash == before
    assert other.get("/compte").status_code == 200


def test_signing_out_everywhere_ends_the_other_browser_too(app, cast):
    other = cast.client(app, "alice")
    assert cast.alice.post("/compte/deconnexion-partout").headers["Location"] == "/connexion"
    assert cast.alice.get("/compte").status_code == other.get("/compte").status_code == 303
    assert cast.bob.get("/compte").status_code == 200
