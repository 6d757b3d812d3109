"""Whatever is sent, by whomever: a page, a redirection within the site or a clean refusal; never a 500."""

from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from course.db import db
from course.people.models import Person
from tests.access import FIELDS, TABLE, Scene

WRITES = [line for line in TABLE if line.method == "POST"]
EXTRA = ("", "a", "act", "again", "fiche", "finish", "kept.a", "kept_path", "next", "role", "row", "r1-note", "r1-who")
EXTRA += ("r1-method", "day", "place", "section", "score", "id")
NASTY = (
    b"",
    b"\0",
    b"a\0b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\r\nSet-Cookie: a=b",
    b"<script>alert(1)</script>",
    b"{{ 7 * 7 }}",
    b"' OR 1=1 --",
    b"../../etc/passwd",
    b"//ailleurs.example",
    b"/\\ailleurs.example",
    b"-1",
    b"9" * 25,
    b"9" * 5000,
    b"1e999",
    b"NaN",
    "²".encode(),
    "٣".encode(),
    "\u202eabc\u2028".encode(),
    "ﷺ".encode() * 300,
    "é".encode() * 20_000,
    b" " * 50_000,
    b"a" * 100_000,
    b"up-1",
    b"remove-1",
    b"method",
)
"""Bytes that a form or an address can carry, well formed or not."""

values = st.one_of(st.sampled_from(NASTY), st.binary(max_size=50), st.text(max_size=50).map(str.encode))


@pytest.fixture
def scene(app, cast):
    return Scene(app, cast)


def signed_in_again(scene: Scene, role: str):
    """A fresh browser of that role, even when the last request ended its sessions."""
    names = {"owner": "alice", "other": "bob", "coach": "chloe", "admin": "diane"}
    if role not in names:
        return scene.app.test_client()
    key = names[role]
    db.session.execute(update(Person).where(Person.id == scene.cast.id(key)).values(session_key=f"key-{key}"))
    db.session.commit()
    return scene.cast.client(scene.app, key)


def is_clean(response) -> bool:
    """A page of ours in French, a message for a script, or a way to another page of this site."""
    code, to = response.status_code, response.headers.get("Location", "/")
    local = to.startswith("/") and not to.startswith(("//", "/\\"))
    french = code < 400 or '<html lang="fr">' in response.text or response.is_json
    return code < 500 and local and french


def encoded(fields) -> bytes:
    return "&".join(f"{quote(name)}={quote_from_bytes(value)}" for name, value in fields).encode()


@pytest.mark.parametrize("line", WRITES, ids=lambda line: line.path)
def test_no_form_field_brings_the_server_down(scene, line):
    names = [scene.fill(name) for name in FIELDS.get(line.path, {})]

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from([*names, *names, *EXTRA]), values, max_size=6), st.booleans())
    def sent(hostile, json):
        usual = {name: value.encode() for name, value in scene.fields(line.path).items()}
        client = signed_in_again(scene, line.open_to)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Accept": "application/json"} if json else {}
        body = encoded((usual | hostile).items())
        response = client.post(scene.fill(line.path), data=body, headers=headers)
        assert is_clean(response), (response.status_code, hostile)

    sent()
