"""Whatever is sent, by whomever: a page, a way within the site, or a clean refusal in French; never a 500."""

import re
from urllib.parse import quote, quote_from_bytes

import pytest
from flask_wtf.csrf import generate_csrf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from course.db import db
from course.mail import Message
from course.people.models import Person
from course.quizzes.models import Attempt
from tests.access import FIELDS, TABLE, Access, Scene, dump
from tests.cast import PASSWORD

NASTY = (
    b"",
    b"\0",
    b"a\0b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\r\nSet-Cookie: a=b",
    b"<script>alert(1)</script>",
    b"' OR 1=1 --",
    b"../../etc/passwd",
    b"//ailleurs.example",
    b"/\\ailleurs.example",
    b"-1",
    b"9" * 25,
    b"9" * 5000,
    "²".encode(),
    "٣".encode(),
    "\u202eabc\u2028".encode(),
    "ﷺ".encode() * 300,
    b" " * 50_000,
    b"a" * 100_000,
)
"""Bytes that a form or an address can carry, well formed or not; an encoded lone surrogate is one of them."""
MORE = {
    "/positionnement/dispenses/{asked}": ("give_up",),
    "/positionnement/fin": ("finish",),
    "/connexion": ("next", "kept_path", "kept.a"),
    "/deroules/{agenda}": ("act", "fiche", "row", "day", "place", "r1-who", "r1-note", "r1-method"),
    "/cohortes/{cohort}/ateliers/nouveau": ("day", "prerequisites"),
    "/essais/{attempt}": ("finish",),
    "/lecons/essai/ouvrir/questions/accueil": ("again",),
}
"""Fields that a form may have besides those of the table."""
PAGES = [line for line in TABLE if line.method == "GET"]
WRITES = [line for line in TABLE if line.method == "POST"]
KEYS = {"owner": "alice", "other": "bob", "coach": "chloe", "admin": "diane"}
ACCEPTED = ("text/html", "application/json")
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n%s\r\n--x--\r\n'
FORM = "application/x-www-form-urlencoded"
ENGLISH = re.compile("This field|Not a valid|Invalid|Bad Request|Not Found|CSRF|Traceback")
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"

values = st.one_of(st.sampled_from(NASTY), st.binary(max_size=40), st.text(max_size=40).map(str.encode))


@pytest.fixture
def scene(app, cast):
    return Scene(app, cast)


def again(scene: Scene, role: str):
    """A fresh browser of that role, even when the last request ended its sessions."""
    if role not in KEYS:
        return scene.app.test_client()
    key = KEYS[role]
    db.session.execute(update(Person).where(Person.id == scene.cast.id(key)).values(session_key=f"key-{key}"))
    db.session.commit()
    return scene.cast.client(scene.app, key)


def fault(response) -> str:
    """What is not clean in an answer; nothing when it is."""
    code, to = response.status_code, response.headers.get("Location", "/")
    with response:
        if code >= 500:
            return f"{code}"
        path = to.removeprefix("http://localhost")
        if not path.startswith("/") or path.startswith(("//", "/\\")):
            return f"leads to {to}"
        if code >= 400 and not response.is_json and '<html lang="fr">' not in response.text:
            return "not a page of ours"
        words = ENGLISH.search(response.text) if code >= 400 else None
        return f"says {words[0]}" if words else ""


def encoded(fields: dict[str, bytes]) -> bytes:
    return "&".join(f"{quote(name)}={quote_from_bytes(value)}" for name, value in fields.items()).encode()


def send(scene: Scene, line: Access, hostile: dict[str, bytes], **headers: str):
    """What the form usually sends, but for these fields."""
    usual = {name: value.encode() for name, value in scene.fields(line.path).items()}
    body = encoded(usual | hostile)
    return again(scene, line.open_to).post(scene.fill(line.path), data=body, content_type=FORM, headers=headers)


def typed(scene: Scene, line: Access) -> list[str]:
    """The names of what a form sends."""
    return [*map(scene.fill, FIELDS.get(line.path, {})), *MORE.get(line.path, ())]


@pytest.mark.parametrize("line", WRITES, ids=lambda line: line.path)
def test_no_form_brings_the_server_down(scene, line):
    found = {
        (name, value[:30]): fault(send(scene, line, {name: value})) for name in typed(scene, line) for value in NASTY
    }
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("line", WRITES, ids=lambda line: line.path)
def test_no_form_brings_the_server_down_whatever_is_drawn(scene, line):
    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.sampled_from([*typed(scene, line), "a", "role", "id"]), values), st.sampled_from(ACCEPTED)
    )
    def several_at_once(hostile, accepted):
        assert fault(send(scene, line, hostile, Accept=accepted)) == ""

    several_at_once()


def test_no_address_brings_the_server_down(app, scene):
    gets = [rule for rule in app.url_map.iter_rules() if rule.arguments]
    asked = ("/verifier?code=", "/fiches?phase=", "/fiches?taille=", "/fiches?niveau=", "/connexion?next=", "/compte?")
    asked += ("/administration/personnes?page=", "/administration/personnes?q=", "/administration/personnes?etat=")
    asked += (
        "/administration/messages?page=",
        "/administration/banques/imports/0123456789abcdef?etat=",
        "/deroules/ajouter?fiche=",
        "/recherche?q=",
        "/salle?code=",
        "/questions/statistiques?tri=",
    )
    asked += ("/cette-semaine?page=", "/administration/cohortes?page=", f"/cohortes/{scene.names['cohort']}?page=")
    asked += tuple(
        f"/cohortes/{scene.names['cohort']}/suivi?{name}=" for name in ("q", "etat", "besoin", "tri", "page")
    )
    found = {}
    for value in NASTY[1:-2]:
        hostile = quote_from_bytes(value, safe="")
        for client in (scene.client("owner"), scene.client("admin")):
            for start in asked:
                found[start, value[:30]] = fault(client.get(start + hostile))
            for rule in gets:
                path = re.sub("<[^>]*>", lambda _: hostile, rule.rule)  # noqa: B023
                found[rule.rule, value[:30]] = fault(client.open(path, method=min(rule.methods - {"HEAD", "OPTIONS"})))
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"name": "Alice"}', "application/json"),
        (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+AGE-", "multipart/form-data"),
        (b"\x1f\x8b\x00" * 50, "application/octet-stream"),
        (b"=&" * 50_000 + b"%%%=%zz", FORM),
    ],
    ids=["json", "multipart", "no boundary", "bytes", "many fields"],
)
def test_no_kind_of_body_brings_the_server_down(scene, body, kind):
    for line in WRITES:
        response = again(scene, line.open_to).post(scene.fill(line.path), data=body, content_type=kind)
        assert fault(response) == "", line.path


def test_a_body_that_is_too_large_is_refused_in_french_and_changes_nothing(app, scene):
    too_large = (
        {"data": b"name=" + b"a" * 1_000_001, "content_type": FORM},
        {"data": MULTIPART % (b"a" * 600_000), "content_type": "multipart/form-data; boundary=x"},
        {"data": b"a" * 1_000_001, "content_type": "application/octet-stream"},
    )
    app.config["WTF_CSRF_ENABLED"] = True
    for line in WRITES:
        client, path, before = again(scene, line.open_to), scene.fill(line.path), dump()
        for sent in too_large:
            response = client.post(path, **sent)
            assert (response.status_code, fault(response)) == (413, ""), line.path
            assert "Envoi trop lourd" in response.text
        assert dump() == before


def test_nothing_that_is_typed_becomes_markup_on_any_page(scene):
    typed = {
        "/administration/cohortes/{cohort}/modifier": {"name": SCRIPT, "days_off": f"24/12/2026 {SCRIPT}"},
        "/administration/cohortes/{cohort}/inviter": {"pasted": f"email,nom\nx@example.org,{SCRIPT}\n{SCRIPT},x"},
        "/cohortes/{adopting}/role": {"mandate": SCRIPT, "criteria": SCRIPT},
        "/cohortes/{answering}/objection": {"reason": SCRIPT},
        "/cohortes/{lifting}/levee/{member}": {"text": SCRIPT},
        "/cohortes/{voting}/bulletin": {"reason": SCRIPT},
        "/cohortes/{cohort}/ateliers/{workshop}/modifier": dict.fromkeys(
            ("title", "place", "objective", "prepare"), SCRIPT
        ),
        "/cohortes/{cohort}/ateliers/{workshop}/suites": {"deliverables": SCRIPT, "decisions": SCRIPT},
        "/cohortes/{cohort}/mandats/{term}": {"note": SCRIPT},
        "/cohortes/{cohort}/mandats/{term}/points": {"text": SCRIPT},
        "/cohortes/{cohort}/suivi/{member}/message": {"subject": SCRIPT, "text": SCRIPT},
        "/cohortes/{cohort}/suivi/{member}/notes": {"text": SCRIPT, "visibility": "shared"},
        "/cohortes/{cohort}/suivi/{member}/rendez-vous": {"place": SCRIPT},
        "/cohortes/{cohort}/suivi/{member}/rendez-vous/{appointment}/annuler": {"reason": SCRIPT},
        "/compte": {"name": SCRIPT, "service": SCRIPT},
        "/deroules": {"title": SCRIPT},
        "/deroules/{agenda}": {
            "title": SCRIPT,
            "place": SCRIPT,
            "r1-title": SCRIPT,
            "r1-who": SCRIPT,
            "r1-note": SCRIPT,
        },
        "/essais/{attempt}/reponses/{position}": {"q{position}-a": SCRIPT},
        "/administration/personnes/inviter": {"name": SCRIPT, "service": SCRIPT},
    }
    for line in WRITES:
        if line.path in typed:
            hostile = {scene.fill(name): value.encode() for name, value in typed[line.path].items()}
            assert send(scene, line, hostile).status_code in (204, 303), line.path
    scene.names["person"] = scene.cast.id("alice")
    seen = 0
    for line in PAGES:
        path = f"{scene.fill(line.path)}{'&' if '?' in line.path else '?'}q={quote(SCRIPT)}&code={quote(SCRIPT)}"
        with scene.client(line.open_to).get(path) as page:
            shown = page.data.decode("utf-8", "replace") if page.mimetype in ("text/html", "application/json") else ""
            seen += "&lt;script&gt;alert(1)" in shown
            assert "<script>alert" not in shown, line.path
            assert "<img src=x" not in shown, line.path
    scene.client("owner").post(scene.fill("/essais/{attempt}/terminer"))
    assert "&lt;script&gt;alert(1)" in scene.client("owner").get(scene.fill("/essais/{attempt}")).text
    assert seen > 15
    letters = db.session.scalars(select(Message.html)).all()
    assert any("&lt;script&gt;alert(1)" in letter for letter in letters)
    assert not any("<script>alert" in letter for letter in letters)


def test_a_form_cannot_set_what_it_does_not_show(scene):
    alice = scene.cast.person("alice")
    same = ("id", "email", "role", "password_hash", "session_key", "disabled", "created_at")
    before = {name: getattr(alice, name) for name in same}
    more = {
        "id": "2",
        "email": "x@example.org",
        "role": "admin",
        "password_hash": "x",
        "session_key": "x",
        "disabled": "1",
    }
    scene.client("owner").post("/compte", data={"name": "Alice", "service": "", **more, "version": "0"})
    alice = scene.cast.person("alice")
    assert alice.name == "Alice"
    assert {name: getattr(alice, name) for name in same} == before
    path = scene.fill("/essais/{attempt}/terminer")
    scene.client("owner").post(path, data={"score": "100", "passed": "1", "person_id": str(scene.cast.id("bob"))})
    graded = db.session.get_one(Attempt, scene.names["attempt"], populate_existing=True)
    assert (graded.score, graded.passed, graded.person_id) == (0, False, scene.cast.id("alice"))


def test_a_token_of_another_session_is_worth_nothing(app, scene):
    app.config["WTF_CSRF_ENABLED"] = True
    with app.test_request_context():
        token = generate_csrf()
    bob = scene.client("other")
    bob.get("/compte")
    before = dump()
    assert bob.post("/compte", data={"name": "Volé", "csrf_token": token}).status_code == 400
    assert bob.post("/compte", data={"name": "Volé"}, headers={"X-CSRFToken": token}).status_code == 400
    assert dump() == before


@pytest.mark.parametrize("path", ["/connexion", "/invitation/{invitation}"])
def test_a_session_planted_before_is_not_the_session_after(scene, path):
    visitor = scene.client("anonymous")
    with visitor.session_transaction() as session:
        session.update({"csrf_token": "planted", "anything": "planted"})
    assert visitor.post(scene.fill(path), data=scene.fields(path)).headers["Location"] == "/"
    assert visitor.get("/compte").status_code == 200
    with visitor.session_transaction() as session:
        assert "planted" not in session.values()


def test_no_header_carries_what_was_typed(scene):
    injected = "/compte\r\nX-Planted: 1"
    answers = [
        scene.client("anonymous").get("/fiches/a%0d%0aX-Planted:%201"),
        scene.client("anonymous").get("/connexion", query_string={"next": injected}),
        scene.client("anonymous").post(
            "/connexion", data={"email": "bob@example.org", "password": PASSWORD, "next": injected}
        ),
        scene.client("anonymous").get("/compte", headers={"Host": "ailleurs.example"}),
        scene.client("owner").get("/attestations/essai/pdf"),
    ]
    for response in answers:
        with response:
            assert "X-Planted" not in response.headers
            assert "ailleurs" not in response.headers.get("Location", "")
    assert answers[2].headers["Location"] == "/"
