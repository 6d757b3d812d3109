"""The capsule played alone: open to everyone, whole without scripts."""

import re

from tests.halls import seen


def test_without_scripts_every_scene_is_there_with_its_text(client):
    page = client.get("/capsule")
    assert page.status_code == 200
    assert len(re.findall(r"<figure", page.text)) == 2
    text = seen(page)
    order = ("1. ", "Une histoire", "regarde le mur", "se regarde", "Une idée", "Qui manque", "mot qui vous reste")
    places = [text.index(words) for words in order[1:]]
    assert places == sorted(places)
    assert re.search(r'<div class="player"[^>]* hidden>', page.text)


def test_its_three_times_can_be_reached(client):
    page = client.get("/capsule").text
    for anchor in ("voir", "comprendre", "debriefer"):
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page


def test_the_way_on_depends_on_who_reads(client, cast):
    assert "Suivre le parcours" in client.get("/capsule").text
    assert "Aller à mon parcours" in cast.alice.get("/capsule").text
    coach = cast.chloe.get("/capsule").text
    assert "Animer en salle" in coach and "Chloé Maillet" in coach


def test_a_visitor_gets_no_cookie(client):
    assert "Set-Cookie" not in client.get("/capsule").headers
