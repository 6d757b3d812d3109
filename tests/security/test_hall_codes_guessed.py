"""Somebody tries the codes of halls one after the other: they are seven signs, and a network is stopped early."""

from itertools import islice, product

import pytest

from course.hall.crowd import Crowd
from course.hall.rules import CODE_LENGTH, CODE_SIGNS
from tests.halls import open_hall, token

ADDRESS = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def few(app):
    """Twenty unknown codes instead of a thousand."""
    crowd = app.extensions["relais_crowd"] = Crowd()
    assert (crowd.unknown.most, crowd.words.most) == (1_000, 15_000)
    crowd.unknown.most = 20


def guesses(number):
    return ["".join(signs) for signs in islice(product(CODE_SIGNS, repeat=CODE_LENGTH), number)]


def test_a_code_is_long_enough(cast):
    code = open_hall(cast.id("chloe"))
    assert len(code) == 7
    assert len(CODE_SIGNS) ** len(code) > 10**9


@pytest.mark.parametrize("path", ["/salle/{}", "/salle?code={}", "/salle/{}/mots", "/salle/{}/mur"])
def test_a_network_that_guesses_is_stopped_before_it_finds(cast, client, few, path):
    seen = [client.get(path.format(code), environ_base=ADDRESS).status_code for code in guesses(21)]
    assert seen == [404] * 20 + [429]
    code = open_hall(cast.id("chloe"))
    assert client.get(path.format(code), environ_base=ADDRESS).status_code == 429
    assert client.get(path.format(code), environ_base={"REMOTE_ADDR": "198.51.100.9"}).status_code in (200, 303)


def test_words_sent_to_guessed_codes_count_too(client, few):
    seen = [
        client.post(f"/salle/{code}", data={"mot": "oser", "jeton": token()}, environ_base=ADDRESS).status_code
        for code in guesses(21)
    ]
    assert seen == [404] * 20 + [429]
