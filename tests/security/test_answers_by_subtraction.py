"""Figures read twice, before and after one person hands in: the difference tells nothing of their answers."""

import pytest

from course.statistics.queries import measured
from course.statistics.rules import entered
from tests.answering import wrong
from tests.measuring import attempts
from tests.taking import complete, words

LIST = "/questions/statistiques"


@pytest.fixture
def bank(app):
    return app.extensions["relais_quizzes"]["essai"].questions


@pytest.mark.parametrize("before", [0, 5, 20])
def test_one_person_more_changes_no_figure(cast, bank, before):
    if before:
        attempts(before, bank, 6)
    pages = [f"{LIST}/essai/{item.id}" for item in bank] + [LIST]
    seen = [words(cast.diane.get(page)) for page in pages]
    complete(cast.alice, wrong)
    assert [words(cast.diane.get(page)) for page in pages] == seen
    assert sum(item.figures.count for item in measured() if item.figures) == before * 6


def test_the_fifth_person_makes_all_five_appear(cast, bank):
    attempts(4, bank, 6)
    assert all(item.figures is None for item in measured())
    complete(cast.alice)
    assert {item.figures.count for item in measured()} == {5}


def test_five_attempts_of_one_person_are_one_person():
    alone = [(number, "essai", 1) for number in range(9)]
    assert entered(alone) == set()
    assert entered([*alone, *((20 + person, "essai", person) for person in range(2, 6))]) == {*range(9), 22, 23, 24, 25}


def test_each_assessment_waits_for_its_own_five():
    mixed = [(number, ("a", "b")[number % 2], number) for number in range(9)]
    assert entered(mixed) == {0, 2, 4, 6, 8}
