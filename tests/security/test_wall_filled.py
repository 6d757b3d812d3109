"""Somebody fills a wall: their network stops, and nobody else finds the wall full."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from course.clock import now
from course.db import db
from course.hall.crowd import Crowd
from course.hall.models import Hall, Word
from course.hall.rules import MOST_WORDS, ROOM, STANDING
from tests.halls import leave, open_hall, token

ADDRESS = {"REMOTE_ADDR": "192.0.2.7"}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture
def few(app):
    """Four words an hour from a network on one wall, instead of fifteen thousand."""
    app.extensions["relais_crowd"] = Crowd()
    app.extensions["relais_crowd"].words.most = 4


def alone(client, address, word="oser"):
    answer = client.post("/capsule/mot", data={"mot": word, "jeton": token()}, environ_base=address)
    return answer.status_code


def test_a_network_that_floods_the_standing_wall_is_stopped_alone(client, cast, few):
    assert [alone(client, ADDRESS) for _ in range(5)] == [200] * 4 + [429]
    assert alone(client, ELSEWHERE) == 200


def test_the_walls_of_halls_have_the_same_limit_each_its_own(client, cast, few):
    codes = [open_hall(cast.id("chloe")) for _ in range(2)]
    seen = [leave(client, codes[0], f"mot {'abcde'[n]}", token(), environ_base=ADDRESS).status_code for n in range(5)]
    assert seen == [200] * 4 + [429]
    assert leave(client, codes[1], "oser", token(), environ_base=ADDRESS).status_code == 200


def test_a_refused_word_stays_in_the_form(client, cast, few):
    answers = [
        client.post("/capsule/mot", data={"mot": "essayer", "jeton": token()}, environ_base=ADDRESS) for _ in range(5)
    ]
    assert 'value="essayer"' in answers[-1].text
    assert "Trop de mots" in answers[-1].text


def test_the_standing_wall_makes_room_among_what_nobody_judged(client, cast):
    alone(client, ELSEWHERE, "garder")
    cast.diane.post("/administration/mur/mots", data={"show": "garder"})
    hall, at = db.session.scalars(select(Hall.id).where(Hall.code == STANDING)).one(), now()
    same = {"hall_id": hall, "place": 1, "text": "oser", "key": "oser"}
    more = [{**same, "token": f"{n:022}", "at": at + timedelta(seconds=n)} for n in range(MOST_WORDS - 1)]
    db.session.execute(insert(Word), more)
    db.session.commit()
    assert alone(client, ADDRESS, "nouveau") == 200
    words = select(func.count()).select_from(Word)
    assert db.session.scalar(words) == MOST_WORDS - ROOM + 1
    assert db.session.scalar(words.where(Word.text.in_(["garder", "nouveau"]))) == 2
    assert db.session.scalar(words.where(Word.token == f"{ROOM - 1:022}")) == 0
    assert db.session.scalar(words.where(Word.token == f"{ROOM:022}")) == 1
