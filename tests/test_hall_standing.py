"""The capsule's own wall: open to everyone, so a word is read by an administrator before it is shown."""

from datetime import timedelta

import pytest
import time_machine

from course.clock import now
from tests.halls import leave, seen, token, token_of, words

WALL = "/administration/mur"


def judge(client, **data):
    return client.post(f"{WALL}/mots", data=data)


def wall(client):
    return seen(client.get("/capsule/mur"))


def test_the_capsule_takes_a_word_and_thanks(client):
    page = client.get("/capsule")
    answer = leave(client, "capsule", "oser", token_of(page))
    assert answer.status_code == 200
    assert "paraîtra sur le mur une fois relu" in answer.text
    assert 'href="/capsule/mur"' in answer.text
    assert words("capsule") == ["oser"]


def test_the_wall_exists_before_the_first_word(client, cast):
    assert "Aucun mot pour l’instant" in wall(client)
    assert "Personne n’a encore laissé de mot" in seen(cast.diane.get(WALL))
    assert judge(cast.diane, show="oser").status_code == 404


def test_the_same_word_sent_again_is_one_word(client):
    jeton = token()
    for _ in range(2):
        assert leave(client, "capsule", "oser", jeton).status_code == 200
    assert words("capsule") == ["oser"]


def test_a_word_is_shown_once_read_and_then_whenever_it_comes_back(client, cast):
    for text in ("oser", "à relire"):
        leave(client, "capsule", text)
    assert "oser" not in wall(client)
    assert judge(cast.diane, show="oser").headers["Location"] == f"{WALL}#mots"
    assert "oser" in wall(client) and "relire" not in wall(client).replace("relus", "")
    leave(client, "capsule", "Oser")
    with time_machine.travel(now() + timedelta(seconds=6)):
        assert "×2" in wall(client)


def test_a_word_kept_off_stays_off(client, cast):
    leave(client, "capsule", "gros mot")
    judge(cast.diane, remove="gros mot")
    leave(client, "capsule", "gros-mot")
    with time_machine.travel(now() + timedelta(seconds=6)):
        assert "mot ×" not in wall(client) and "gros" not in wall(client)
    page = seen(cast.diane.get(WALL))
    assert page.index("Écartés") < page.index("gros mot")


def test_what_waits_can_be_deleted_at_once_and_what_was_judged_stays(client, cast):
    for text in ("oser", "pub", "encore pub"):
        leave(client, "capsule", text)
    judge(cast.diane, show="oser")
    assert cast.diane.post(f"{WALL}/vider").headers["Location"] == WALL
    assert words("capsule") == ["oser"]
    assert "oser" in wall(client)


def test_a_participant_whose_words_were_deleted_is_answered(client, cast):
    jeton = token()
    for text in ("un", "deux", "trois"):
        leave(client, "capsule", text, jeton)
    judge(cast.diane, show="deux")
    cast.diane.post(f"{WALL}/vider")
    assert leave(client, "capsule", "quatre", jeton).status_code == 200
    assert leave(client, "capsule", "cinq", jeton).status_code == 409
    assert words("capsule") == ["deux", "quatre"]


def test_an_administrator_closes_the_wall_and_opens_it_again(client, cast):
    leave(client, "capsule", "oser")
    cast.diane.post(f"{WALL}/ouverture", data={"open": "0"})
    assert leave(client, "capsule", "tard").status_code == 409
    cast.diane.post(f"{WALL}/ouverture", data={"open": "1"})
    assert leave(client, "capsule", "tard").status_code == 200
    assert words("capsule") == ["oser", "tard"]


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_only_an_administrator_judges(client, cast, who):
    leave(client, "capsule", "oser")
    other = getattr(cast, who)
    assert other.get(WALL).status_code == 403
    assert judge(other, show="oser").status_code == 403
    for act in ("ouverture", "vider"):
        assert other.post(f"{WALL}/{act}").status_code == 403
    assert words("capsule") == ["oser"]
    assert leave(client, "capsule", "encore").status_code == 200
    assert "oser" not in wall(client)
