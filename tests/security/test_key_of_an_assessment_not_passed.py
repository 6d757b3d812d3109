"""A coach who has not passed an assessment reads in the statistics which answers are right, then passes it."""

import pytest

from tests.answering import wrong
from tests.measuring import attempts
from tests.taking import complete, words

LIST = "/questions/statistiques"


@pytest.fixture
def bank(app):
    found = app.extensions["relais_quizzes"]["essai"].questions
    attempts(40, found, 6)
    return found


def test_nothing_of_it_is_shown_before(cast, bank):
    page = words(cast.chloe.get(LIST))
    assert "après l'avoir réussie" in page
    for item in bank:
        assert item.id not in page
        assert cast.chloe.get(f"{LIST}/essai/{item.id}").status_code == 404


def test_to_have_failed_is_not_to_have_passed(cast, bank):
    complete(cast.chloe, wrong)
    assert cast.chloe.get(f"{LIST}/essai/{bank[0].id}").status_code == 404


def test_who_passed_reads_it_and_administrators_too(cast, bank):
    complete(cast.chloe)
    assert f"{LIST}/essai/{bank[0].id}" in cast.chloe.get(LIST).text
    for who in (cast.chloe, cast.diane):
        assert who.get(f"{LIST}/essai/{bank[0].id}").status_code == 200
