"""What an answer is worth, whatever is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answering import RAW, make, right, wrong

KINDS = st.sampled_from(sorted(RAW))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(KINDS, JSON)
def test_any_value_gets_a_score_between_0_and_1(kind, answer):
    assert 0 <= make(kind).grade(answer) <= 1


@given(KINDS)
def test_a_blank_gets_0_the_right_answer_1_and_a_wrong_one_0(kind):
    question = make(kind)
    assert question.grade(None) == 0
    assert question.grade(right(question)) == 1
    assert question.grade(wrong(question)) == 0


@pytest.mark.parametrize(
    ("ticked", "score"),
    [([0], 0.5), ([0, 2], 1), ([0, 1], 0), ([0, 1, 2], 0.5), ([0, 1, 2, 3], 0), ([1, 3], 0), ([0, 0], 0.5), ([9], 0)],
)
def test_multiple_a_wrong_box_costs_what_a_right_one_brings(ticked, score):
    assert make("multiple").grade(ticked) == score


def test_single_true_is_not_the_index_1():
    question = make("single", choices=[{"text": "A", "feedback": "a"}, {"text": "B", "right": True, "feedback": "b"}])
    assert question.grade(1) == 1
    assert question.grade(True) == 0


@pytest.mark.parametrize(
    ("ranks", "score"),
    [
        ([0, 1, 2, 3], 1),
        ([1, 2, 3, 0], 2 / 3),
        ([0, 1, 3, 2], 1 / 3),
        ([0, 0, 0, 0], 0),
        ([0, 0, 1, 2], 1 / 3),
        ([0, 1, None, None], 1 / 3),
        ([0, 1], 0),
    ],
)
def test_ordering_counts_the_steps_that_follow_each_other(ranks, score):
    assert make("ordering").grade(ranks) == pytest.approx(score)


@given(st.permutations(range(4)))
def test_ordering_only_the_right_order_gets_everything(ranks):
    assert (make("ordering").grade(ranks) == 1) == (ranks == [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("options", "score"), [([0, 1, 2], 1), ([0, 1, 3], 2 / 3), ([0, None, None], 1 / 3), ([1, 2, 0], 0), ([0], 1 / 3)]
)
def test_matching_counts_the_right_pairs(options, score):
    assert make("matching").grade(options) == pytest.approx(score)


@pytest.mark.parametrize("given_", ["clôturer", "CLOTURER", "  clôturer. ", "clo\u0302turer", "Clôtu-rer", "fermer !"])
def test_short_forgives_accents_case_spaces_and_punctuation(given_):
    assert make("short").grade(given_) == 1


@pytest.mark.parametrize("given_", ["ouvrir", "", "clôture", "fermer ouvrir"])
def test_short_refuses_another_word(given_):
    assert make("short").grade(given_) == 0


def test_short_forgives_ligatures():
    assert make("short", accept=["œuvre"]).grade("OEUVRE") == 1


@pytest.mark.parametrize(
    "given_",
    [
        "60",
        "60,0",
        "61.5",
        "58,5",
        " 60 ",
        "60 minutes",
        "60minutes",
        "60\u00a0Minutes ",
        "60 m i n u t e s",
        "+60",
        "060",
        "60,000",
    ],
)
def test_numeric_accepts_what_is_within_the_tolerance(given_):
    assert make("numeric").grade(given_) == 1


@pytest.mark.parametrize(
    "given_",
    [
        "61,51",
        "58,49",
        "-60",
        "soixante",
        "60 à 61",
        "6e1",
        "60,0,0",
        "6\u202f0",
        "inf",
        "nan",
        "",
        "minutes",
        "60 secondes",
    ],
)
def test_numeric_refuses_what_is_not(given_):
    assert make("numeric").grade(given_) == 0


@given(st.decimals(-1000, 1000, places=3), st.decimals(0, 10, places=3), st.decimals(-20, 20, places=3))
def test_numeric_bounds_are_exact(value, tolerance, gap):
    question = make("numeric", value=float(value), tolerance=float(tolerance))
    assert question.grade(f"{value + gap:f}") == (abs(gap) <= tolerance)


@pytest.mark.parametrize(
    ("value", "tolerance", "unit", "words"),
    [(60, 1.5, "minutes", "60 minutes, à 1,5 près"), (0.25, 0, "", "0,25"), (12000, 0, "€", "12000 €")],
)
def test_numeric_says_what_was_expected_in_french(value, tolerance, unit, words):
    assert make("numeric", value=value, tolerance=tolerance, unit=unit).expected == words
