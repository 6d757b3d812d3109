"""Certainty-based marking: the published marks, honesty as the best strategy, and what the learner is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quizzes.certainty import LEVELS, Said, advice, bonus, calibration
from course.quizzes.rules import decimal, result

shares = st.floats(0, 1)
said = st.builds(Said, shares, st.sampled_from([None, 1, 2, 3]), st.booleans()).map(
    lambda item: Said(0.0 if item.blank else item.score, item.certainty, item.blank)
)


def test_the_marks_are_those_that_were_published():
    assert [(level.right, level.wrong) for level in LEVELS] == [(1, 0), (2, -2), (3, -6)]
    assert [level.mark(1) for level in LEVELS] == [1, 2, 3]
    assert [level.mark(0) for level in LEVELS] == [0, -2, -6]


@given(shares)
def test_each_level_is_the_best_one_over_its_own_range(chance):
    best = max(level.mark(chance) for level in LEVELS)
    for level in LEVELS:
        if level.low < chance < level.high:
            assert level.mark(chance) == pytest.approx(best)
        if chance < level.low - 1e-6 or chance > level.high + 1e-6:
            assert level.mark(chance) < best


@given(st.lists(shares, min_size=1, max_size=12))
def test_one_well_chosen_level_everywhere_adds_and_removes_nothing(scores):
    best = max(bonus([Said(score, level.value) for score in scores]) for level in LEVELS)
    assert best == pytest.approx(0, abs=1e-5)


@given(st.lists(said, min_size=1, max_size=20))
def test_the_bonus_stays_within_what_the_page_announces_and_the_score_within_100(answers):
    points = bonus(answers)
    assert -60 <= points <= 13.34
    score = 100 * sum(item.score for item in answers) / len(answers) + points
    assert score <= 100.00001
    assert result([item.score for item in answers], 70, points).score == pytest.approx(max(0, score), abs=1e-4)


@given(st.lists(said, min_size=1, max_size=12), st.integers(0, 11), st.sampled_from([1, 2, 3]))
def test_nobody_gains_by_saying_less_than_they_know(answers, index, level):
    """For a right answer more certainty never costs, for a wrong one less certainty never costs."""
    item = answers[index % len(answers)]
    others = [other for other in answers if other is not item]
    if not item.blank and item.score in (0, 1):
        now, then = (bonus([*others, Said(item.score, value)]) for value in (level, item.level.value))
        assert (now >= then) == ((level >= item.level.value) == (item.score == 1) or level == item.level.value)


def test_a_blank_is_worth_nothing_whatever_its_certainty():
    assert bonus([Said(0, 3, blank=True), Said(1, 3)]) == bonus([Said(0, None, blank=True), Said(1, 3)])
    assert [row.count for row in calibration([Said(0, 3, blank=True), Said(1, 3)])] == [0, 0, 1]


def test_an_answer_without_certainty_counts_as_the_lowest():
    assert bonus([Said(1, None), Said(0, 3)]) == bonus([Said(1, 1), Said(0, 3)])
    assert [row.count for row in calibration([Said(1, None)])] == [1, 0, 0]


def test_a_worked_example():
    """Eight right and two wrong of ten: sure when right, hesitant when wrong, then the reverse."""
    wise = [Said(1, 3)] * 8 + [Said(0, 1)] * 2
    rash = [Said(1, 1)] * 8 + [Said(0, 3)] * 2
    assert bonus(wise) == pytest.approx(10 * (2.4 - 1.2))
    assert bonus(rash) == pytest.approx(10 * (-0.4 - 1.2))
    assert result([item.score for item in wise], 70, bonus(wise)).score == pytest.approx(92)
    assert result([item.score for item in rash], 70, bonus(rash)).score == pytest.approx(64)


@pytest.mark.parametrize(
    ("answers", "start"),
    [
        ([Said(1, 3)] * 3 + [Said(0, 3)] * 2, "Vos 5 réponses de certitude forte sont justes à 60 % : commencez"),
        ([Said(0, 2)] * 3 + [Said(1, 1)] * 9, "Vos 3 réponses de certitude moyenne sont justes à 0 % : commencez"),
        ([Said(1, 1)] * 4, "Vos 4 réponses de certitude faible sont justes à 100 % : vous savez plus"),
        ([Said(1, 3)] * 6 + [Said(0, 1)] * 6, "Vos certitudes suivent vos réponses"),
        ([Said(0, 3)] + [Said(1, 1)] * 9, "Votre seule réponse de certitude forte est juste à 0 % : commencez"),
        ([Said(1, 3)] * 2 + [Said(1, 1)], "Trop peu de réponses par niveau"),
        ([Said(0, 3, blank=True)] * 9, "Trop peu de réponses par niveau"),
    ],
)
def test_the_advice_names_the_costliest_error_of_judgement(answers, start):
    assert advice(calibration(answers)).startswith(start)


@pytest.mark.parametrize(
    ("number", "signed", "text"),
    [(66.666, False, "66,7"), (75.0, False, "75"), (4.26, True, "+4,3"), (-2.0, True, "−2"), (-0.01, True, "+0")],
)
def test_figures_are_written_in_french(number, signed, text):
    assert decimal(number, signed) == text
