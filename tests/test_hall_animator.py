"""The animator's pages: whose they are, what they show, and the trail that they leave."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from course.clock import now
from course.db import db
from course.hall.models import Hall
from course.hall.rules import CODE_LENGTH, CODE_SIGNS, MOST_HALLS
from course.people.models import Audit
from tests.halls import leave, on_wall, open_hall, seen


@pytest.fixture
def code(cast):
    return open_hall(cast.id("chloe"))


def count(*conditions):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Hall).where(*conditions))


def trail():
    db.session.rollback()
    return list(db.session.execute(select(Audit.action, Audit.detail, Audit.actor_id).order_by(Audit.id)))


def test_a_coach_and_an_administrator_open_sessions_and_a_learner_does_not(cast):
    for client in (cast.chloe, cast.diane):
        answer = client.post("/animer")
        assert answer.status_code == 303
        code = answer.headers["Location"].removeprefix("/animer/")
        assert len(code) == CODE_LENGTH and set(code) <= set(CODE_SIGNS)
        assert client.get(answer.headers["Location"]).status_code == 200
        assert f"Séance {code}" in seen(client.get("/animer"))
    assert cast.alice.post("/animer").status_code == 403
    assert cast.alice.get("/animer").status_code == 403
    assert count() == 2


def test_only_those_who_may_animate_are_offered_to(cast, client):
    assert 'href="/animer"' in cast.chloe.get("/capsule").text
    assert 'href="/animer"' in cast.chloe.get("/compte").text
    for other in (cast.alice, client):
        assert 'href="/animer"' not in other.get("/capsule").text


@pytest.mark.parametrize("who", ["diane", "alice"])
def test_somebody_elses_session_is_not_mine(cast, client, code, who):
    leave(client, code, "oser")
    other, refused = getattr(cast, who), {"diane": 404, "alice": 403}[who]
    for address in (f"/animer/{code}", f"/animer/{code}/projection"):
        assert other.get(address).status_code == refused
    assert other.post(f"/animer/{code}/mots", data={"remove": "oser"}).status_code == refused
    assert other.post(f"/animer/{code}/mur", data={"open": "0"}).status_code == refused
    assert on_wall(client, code) == {"oser": 1}
    assert count(Hall.wall_open) == 1


def test_nobody_opens_sessions_without_end(cast):
    for _ in range(MOST_HALLS):
        open_hall(cast.id("chloe"))
    answer = cast.chloe.post("/animer", follow_redirects=True)
    assert f"Vous avez déjà {MOST_HALLS} séances ouvertes" in seen(answer)
    assert count() == MOST_HALLS
    with time_machine.travel(now() + timedelta(hours=25)):
        assert cast.chloe.post("/animer").headers["Location"].startswith("/animer/")


def test_the_desk_lists_the_newest_words_first_and_those_taken_off_apart(cast, client, code):
    for minute, text in enumerate(("oser", "temps", "essayer")):
        with time_machine.travel(now() + timedelta(minutes=minute)):
            leave(client, code, text)
    cast.chloe.post(f"/animer/{code}/mots", data={"remove": "temps"})
    page = seen(cast.chloe.get(f"/animer/{code}"))
    assert page.index("essayer") < page.index("oser") < page.index("Retirés") < page.index("temps")
    assert "(3 mots)" in page


def test_only_a_word_that_somebody_left_can_be_judged(cast, client, code):
    leave(client, code, "oser")
    for data in ({"remove": "jamais dit"}, {"remove": ""}, {"show": "nul\0"}, {}):
        assert cast.chloe.post(f"/animer/{code}/mots", data=data).status_code == 404
    assert on_wall(client, code) == {"oser": 1}


def test_a_script_that_takes_a_word_off_gets_no_page(cast, client, code):
    leave(client, code, "oser")
    data = {"remove": "oser", "from": "projection"}
    answer = cast.chloe.post(f"/animer/{code}/mots", data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.data) == (204, b"")
    answer = cast.chloe.post(f"/animer/{code}/mots", data={"show": "oser", "from": "projection"})
    assert answer.headers["Location"] == f"/animer/{code}/projection#mur"


def test_the_trail_says_who_did_what_and_never_which_word(cast, client, code):
    leave(client, code, "oser")
    for act in ("remove", "show"):
        cast.chloe.post(f"/animer/{code}/mots", data={act: "oser"})
    for value in ("0", "1"):
        cast.chloe.post(f"/animer/{code}/mur", data={"open": value})
    actions = ("hall-opened", "wall-word-removed", "wall-word-shown", "wall-closed", "wall-opened")
    assert trail() == [(action, f"mur {code}", cast.id("chloe")) for action in actions]


def test_after_a_day_the_desk_still_reads_but_no_longer_opens_the_wall(cast, client, code):
    leave(client, code, "oser")
    with time_machine.travel(now() + timedelta(hours=25)):
        page = cast.chloe.get(f"/animer/{code}")
        assert "Terminée" in page.text and "oser" in page.text
        assert f"/animer/{code}/mur" not in page.text


def test_the_projection_goes_through_the_three_times_then_the_wall(cast, client, code):
    leave(client, code, "oser")
    page = cast.chloe.get(f"/animer/{code}/projection")
    slides = re.findall(r'<section class="slide[^"]*" id="([^"]+)"', page.text)
    assert slides == ["debut", "voir", "voir-2", "comprendre", "comprendre-2", "debriefer", "mur", "suite"]
    assert f'href="/animer/{code}"' in page.text
    text = seen(page)
    assert f"127.0.0.1:8000/salle/ {code}" in text
    order = ("histoire en deux images", "regarde le mur", "Une idée.", "compter", "Qui manque", "oser", "continue")
    places = [text.index(words) for words in order]
    assert places == sorted(places)
