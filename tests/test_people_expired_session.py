"""A session that ends in the middle of a form: nothing typed is lost, and nothing is accepted either."""

import html
import re
from urllib.parse import urlencode

import pytest

from course.web import resume
from tests.access import FIELDS, TABLE, Scene
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


SENT = [line for line in TABLE if line.method == "POST" and line.expected["anonymous"] == "401" and line.path in FIELDS]


def test_every_form_that_asks_for_a_session_is_kept_but_for_its_secrets(app, client, cast, csrf):
    scene, kept = Scene(app, cast), 0
    for line in SENT:
        path, fields = scene.fill(line.path), scene.fields(line.path)
        page = client.post(path, data={**fields, "csrf_token": "old"})
        assert page.status_code == 401, path
        carried = {name.removeprefix("kept.") for name, _ in hidden(page) if name.startswith("kept.")}
        assert carried == fields.keys() - {"current", "password", "again"}, path
        assert PASSWORD not in page.text
        kept += bool(carried)
    assert kept > 40


@pytest.mark.parametrize("path", ["/compte?onglet=1", "/administration/personnes/inviter?email=a%40example.org"])
def test_what_follows_the_path_is_kept_with_it(client, path, csrf):
    assert ("kept_path", path) in hidden(client.post(path, data={"name": "valeur-tapée"}))


@pytest.mark.parametrize("path", ["/lecons/../compte", "/connexion", "/mot-de-passe-oublie"])
def test_what_asks_for_no_session_is_not_carried(client, path, csrf):
    assert "kept." not in client.post(path, data={"name": "valeur-tapée"}).text


@pytest.mark.parametrize("change", [("kept.question-1", "autre"), ("kept_path", "/compte"), ("kept_mark", "x")])
def test_what_the_sign_in_form_carries_cannot_be_changed_on_the_way(client, cast, change):
    fields = dict(hidden(client.post(PATH, data=dict(TYPED[:1]))))
    fields |= {change[0]: change[1], "email": cast.give_password("alice"), "password": PASSWORD}
    assert client.post("/connexion", data=fields).status_code == 303


def test_two_hundred_pasted_people_come_through(client, cast):
    lines = "\n".join(f"personne{number}@exemple.fr;Prénom Élégant {number};Préfecture" for number in range(200))
    path = f"/administration/cohortes/{cast.cohort}/inviter"
    page = client.post(path, data={"pasted": lines, "csrf_token": "old"})
    identity = {"email": cast.give_password("diane"), "password": PASSWORD}
    page = client.post("/connexion", data=dict(hidden(page)) | identity, content_type="multipart/form-data")
    fields = dict(hidden(page))
    assert fields["pasted"].split() == lines.split()
    assert "/listes/" in client.post(path, data=fields).headers["Location"]


def test_what_could_not_be_kept_is_said(client):
    page = html.unescape(client.post("/administration/banques", data={"pasted": "x" * (resume.LARGEST + 1)}).text)
    assert "n’a pas pu être gardé" in page
    assert "n’a pas pu être gardé" not in html.unescape(client.post(PATH, data=dict(TYPED[:1])).text)


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
