"""The wall on the screens: words gathered, answered cheaply, gone at once when the animator says so."""

import re
from datetime import timedelta

import pytest
import time_machine

from course.clock import now
from course.db import db, lane
from course.hall import operations
from course.hall.models import Word
from tests.halls import leave, on_wall, open_hall, seen, token, words


@pytest.fixture
def code(cast):
    return open_hall(cast.id("chloe"))


def later(seconds=6):
    return time_machine.travel(now() + timedelta(seconds=seconds))


def test_the_same_word_however_it_is_written_is_one_word_with_its_count(client, code):
    for text in ("Bon sens", "bon-sens", "BON SENS", "écoute", "Ecoute", "écoute"):
        leave(client, code, text)
    assert on_wall(client, code) == {"BON SENS": 3, "écoute": 3}
    assert client.get(f"/salle/{code}/mots").json["voices"] == 6


def test_a_screen_that_has_it_all_gets_no_body(client, code):
    leave(client, code, "oser")
    tag = client.get(f"/salle/{code}/mots").headers["ETag"]
    with later():
        again = client.get(f"/salle/{code}/mots", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        leave(client, code, "essayer")
    with later(12):
        fresh = client.get(f"/salle/{code}/mots", headers={"If-None-Match": tag})
        assert fresh.status_code == 200
        assert fresh.headers["ETag"] != tag
        assert len(fresh.json["words"]) == 2


def test_a_hundred_polls_in_a_second_gather_the_words_once(client, code):
    leave(client, code, "oser")
    with time_machine.travel(now(), tick=False):
        before = lane().statements
        for _ in range(100):
            assert on_wall(client, code) == {"oser": 1}
        assert lane().statements - before == 101


def test_words_that_arrive_are_there_within_seconds(client, code):
    leave(client, code, "oser")
    assert on_wall(client, code) == {"oser": 1}
    leave(client, code, "oser")
    with later():
        assert on_wall(client, code) == {"oser": 2}


def test_a_word_taken_off_is_gone_from_the_next_poll_and_stays_off_however_it_is_written(client, cast, code):
    for text in ("gros mot", "oser"):
        leave(client, code, text)
    assert on_wall(client, code) == {"gros mot": 1, "oser": 1}
    answer = cast.chloe.post(f"/animer/{code}/mots", data={"remove": "gros mot"})
    assert answer.headers["Location"] == f"/animer/{code}#mots"
    assert on_wall(client, code) == {"oser": 1}
    assert leave(client, code, "Gros-Mot").status_code == 200
    with later():
        assert on_wall(client, code) == {"oser": 1}
    assert words(code) == ["Gros-Mot", "gros mot", "oser"]


def test_a_word_put_back_returns_with_everyone_who_left_it(client, cast, code):
    for _ in range(3):
        leave(client, code, "oser")
    cast.chloe.post(f"/animer/{code}/mots", data={"remove": "oser"})
    assert on_wall(client, code) == {}
    cast.chloe.post(f"/animer/{code}/mots", data={"show": "oser"})
    assert on_wall(client, code) == {"oser": 3}


def test_every_screen_learns_at_once_that_the_wall_is_closed_and_opened(client, cast, code):
    assert client.get(f"/salle/{code}/mots").json["open"] is True
    cast.chloe.post(f"/animer/{code}/mur", data={"open": "0"})
    assert client.get(f"/salle/{code}/mots").json["open"] is False
    assert "Le mur est fermé" in seen(client.get(f"/salle/{code}/mur"))
    cast.chloe.post(f"/animer/{code}/mur", data={"open": "1"})
    assert client.get(f"/salle/{code}/mots").json["open"] is True


def test_even_a_word_that_should_never_have_been_kept_is_only_text(client, cast, code):
    leave(client, code, "oser")
    evil = '<img src=x onerror="alert(1)">'
    hall = operations.open_hall(cast.id("chloe"), now())
    db.session.add(Word(hall_id=hall.id, token=token(), place=1, text=evil, key=evil, at=now()))
    db.session.commit()
    for who, address in (
        (client, f"/salle/{hall.code}/mur"),
        (cast.chloe, f"/animer/{hall.code}"),
        (cast.chloe, f"/animer/{hall.code}/projection"),
    ):
        page = who.get(address)
        assert page.status_code == 200
        assert "<img" not in page.text
        assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt;" in page.text
    answer = client.get(f"/salle/{hall.code}/mots")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_relay_screen_shows_where_to_go_and_reloads_itself_without_scripts(app, client, code):
    leave(client, code, "oser")
    page = client.get(f"/salle/{code}/mur")
    assert f"127.0.0.1:8000/salle/ {code}" in seen(page)
    assert "<svg" in page.text and 'aria-label="Code à scanner' in page.text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert re.search(r"<span data-text>oser</span>", page.text)
    assert 'name="remove"' not in page.text
