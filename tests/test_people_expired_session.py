"""A session that ends in the middle of a form: nothing typed is lost, and nothing is accepted either."""

import html
import re
from urllib.parse import urlencode

import pytest

from course.web import resume
from tests.cast import PASSWORD

TYPED = [("question-1", "Réponse « longue »"), ("question-2", "b"), ("question-2", "c"), ("texte", "deux\r\nlignes")]
PATH = "/evaluations/essai/essai"
SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture(params=[True, False], ids=["csrf", "no-csrf"])
def csrf(app, request):
    """With the protection that production has, and without."""
    app.config["WTF_CSRF_ENABLED"] = request.param


def encoded(pairs):
    return {"data": urlencode(pairs), "content_type": "application/x-www-form-urlencoded"}


def hidden(page):
    return [
        (html.unescape(name), html.unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    ]


def test_a_page_asks_to_sign_in_and_remembers_where_one_was_going(client):
    response = client.get("/compte?onglet=1")
    assert response.status_code == 303
    assert response.headers["Location"] == "/connexion?next=/compte?onglet%3D1"
    assert client.get("/").headers["Location"] == "/connexion"


def test_a_form_posted_without_a_session_gives_the_sign_in_form_with_what_was_typed(client, csrf):
    response = client.post(PATH, **encoded([*TYPED, ("csrf_token", "old"), ("new_password", "secret")]))
    assert response.status_code == 401
    assert "Votre session est terminée" in response.text
    fields = hidden(response)
    assert [(f"kept.{name}", value.replace("\n", "\r\n").replace("\r\r", "\r")) for name, value in TYPED] == [
        (name, value.replace("\r\n", "\n").replace("\n", "\r\n")) for name, value in fields if name.startswith("kept.")
    ]
    assert ("kept_path", PATH) in fields
    assert "secret" not in response.text


def test_after_signing_in_one_click_posts_it_again_with_a_fresh_token(app, client, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.post(PATH, **encoded([*TYPED, ("csrf_token", "old")]))
    identity = [("email", cast.give_password("alice")), ("password", PASSWORD)]
    page = client.post("/connexion", **encoded([*hidden(page), *identity]))
    assert page.status_code == 200
    assert "Vous êtes de nouveau connecté" in page.text
    assert f'action="{PATH}"' in page.text
    fields = hidden(page)
    assert [(name, value.split()) for name, value in fields if name != "csrf_token"] == [
        (name, value.split()) for name, value in TYPED
    ]
    response = client.post(PATH, **encoded(fields))
    assert response.status_code not in (400, 401)


def test_a_wrong_password_in_between_loses_nothing(client, cast):
    page = client.post(PATH, **encoded(TYPED))
    fields = [*hidden(page), ("email", cast.give_password("alice"))]
    page = client.post("/connexion", **encoded([*fields, ("password", "une phrase fausse")]))
    assert page.status_code == 422
    assert [field for field in hidden(page) if field[0].startswith("kept.")] == [
        field for field in fields if field[0].startswith("kept.")
    ]


def test_a_script_is_told_in_json(client, csrf):
    response = client.post(PATH, data={"a": "b"}, headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json["message"].startswith("Votre session est terminée")


@pytest.mark.parametrize("path", ["/compte", "/administration/personnes/inviter", "/lecons/../compte"])
def test_other_forms_are_not_carried(client, path, csrf):
    response = client.post(path, data={"name": "valeur-tapée"})
    assert response.status_code in (401, 404, 405)
    assert "valeur-tapée" not in response.text


def test_a_form_outside_the_lessons_brings_back_to_its_page(client, csrf):
    response = client.post("/compte", data={"name": "x"}, headers={"Referer": "http://localhost/compte"})
    assert ("next", "/compte") in hidden(response)
    for elsewhere in ("https://ailleurs.example/compte", "http://localhost.ailleurs.example/compte", "http://["):
        response = client.post("/compte", data={"name": "x"}, headers={"Referer": elsewhere})
        assert ("next", "") in hidden(response)


def test_too_much_is_not_carried(client):
    assert "kept." not in client.post(PATH, data={"a": "x" * (resume.LARGEST + 1)}).text
    assert "kept." not in client.post(PATH, **encoded([("a", "1")] * (resume.MOST + 1))).text


def test_what_was_typed_is_escaped(client, cast):
    page = client.post(PATH, **encoded([(SCRIPT, SCRIPT)]))
    assert "<script>alert" not in page.text
    identity = [("email", cast.give_password("alice")), ("password", PASSWORD)]
    page = client.post("/connexion", **encoded([*hidden(page), *identity]))
    assert (SCRIPT, SCRIPT) in hidden(page)
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "path", ["/administration/personnes/1/fermer", "https://ailleurs.example/", "//ailleurs.example/lecons/"]
)
def test_the_sign_in_form_cannot_be_made_to_post_elsewhere(client, cast, path):
    data = {"email": cast.give_password("alice"), "password": PASSWORD, "kept_path": path, "kept.a": "b"}
    assert client.post("/connexion", data=data).headers["Location"] == "/"


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null", "http://["])
def test_another_site_gets_no_sign_in_form_and_ends_no_session(app, client, origin):
    app.config["WTF_CSRF_ENABLED"] = True
    response = client.post(PATH, data={"a": "b"}, headers={"Origin": origin})
    assert response.status_code == 400
    assert "kept." not in response.text
    assert "Set-Cookie" not in response.headers


def test_a_page_older_than_the_sign_in_offers_to_post_again(app, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    page = cast.alice.post(PATH, **encoded([*TYPED, ("csrf_token", "old")]))
    assert page.status_code == 400
    assert "Rien n’est perdu" in page.text
    assert cast.alice.post(PATH, **encoded(hidden(page))).status_code == 303
