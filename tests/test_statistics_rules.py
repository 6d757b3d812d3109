"""Item analysis: the one-pass figures against plain computations, and their properties."""

import statistics
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.statistics.advice import FEW, reasons, shares, shown
from course.statistics.rules import Figures, Sitting, measure, strongest, times
from tests.answering import make

NAMES = "abcdef"
SCORES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def worlds(draw):
    """Finished attempts of two quizzes, and their lines."""
    sittings, lines = {}, []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        started, at = 1000 * number, 1000 * number
        asked = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
        scores = [draw(SCORES) for _ in asked]
        for name, score in zip(asked, scores, strict=True):
            at += draw(st.sampled_from([0, 1, 30, 5000]))
            answer = draw(st.sampled_from([None, "0", "1"]))
            lines.append((number, name, answer, None if answer is None else at, score))
        sittings[number] = Sitting(draw(st.sampled_from("xy")), 100 * statistics.fmean(scores), started)
    return sittings, lines


def plainly(sittings, lines, quiz, name):
    """Count, facility, discrimination, blanks and answers of one question, from their definitions."""
    mine = [line for line in lines if sittings[line[0]].quiz == quiz and line[1] == name]
    pairs = []
    for line in mine:
        rest = [other[4] for other in lines if other[0] == line[0] and other[1] != name]
        if rest:
            pairs.append((line[4], statistics.fmean(rest)))
    try:
        worth = statistics.correlation(*zip(*pairs, strict=True)) if len(pairs) > 1 else None
    except statistics.StatisticsError:
        worth = None
    given_ = Counter(line[2] for line in mine)
    blanks = given_.pop(None, 0)
    return len(mine), statistics.fmean(line[4] for line in mine), worth, blanks, given_


@given(worlds())
def test_the_figures_are_those_of_the_definitions(world):
    sittings, lines = world
    found = measure(sittings, lines)
    assert found.keys() == {(sittings[line[0]].quiz, line[1]) for line in lines}
    for (quiz, name), figures in found.items():
        count, facility, worth, blanks, answers = plainly(sittings, lines, quiz, name)
        assert (figures.count, figures.blanks) == (count, blanks)
        assert figures.facility == pytest.approx(facility)
        assert {answer: times for answer, (times, _) in figures.answers.items()} == answers
        assert figures.discrimination == (None if worth is None else pytest.approx(worth, abs=1e-6))


@given(worlds())
def test_figures_stay_within_their_bounds(world):
    sittings, lines = world
    for figures in measure(sittings, lines).values():
        assert 0 <= figures.facility <= 1
        assert figures.discrimination is None or -1 <= figures.discrimination <= 1
        assert figures.seconds is None or 0 < figures.seconds <= 1800
        assert figures.blanks + sum(times for times, _ in figures.answers.values()) == figures.count
        assert all(0 <= strong <= times for times, strong in figures.answers.values())
        assert figures.strongest <= figures.count


@given(worlds(), st.randoms())
def test_the_order_of_the_attempts_changes_nothing(world, chance):
    sittings, lines = world
    order = sorted(sittings)
    chance.shuffle(order)
    mixed = [line for number in order for line in lines if line[0] == number]
    one, other = measure(sittings, lines), measure(sittings, mixed)
    assert one.keys() == other.keys()
    for key, figures in one.items():
        assert other[key].discrimination == pytest.approx(figures.discrimination)
        assert (other[key].seconds, other[key].answers) == (figures.seconds, figures.answers)


def test_a_question_that_the_best_succeed_at_discriminates_and_the_opposite_is_negative():
    sittings = {number: Sitting("x", 50, 0) for number in range(20)}
    good = [(n, name, "0", None, float(n >= 10)) for n in range(20) for name in "ab"]
    bad = [(n, name, "0", None, float((n >= 10) == (name == "a"))) for n in range(20) for name in "ab"]
    assert measure(sittings, good)["x", "a"].discrimination == pytest.approx(1)
    assert measure(sittings, bad)["x", "a"].discrimination == pytest.approx(-1)


@given(st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 100)), max_size=30))
def test_the_strongest_are_a_quarter_of_each_quiz_or_the_equals_of_those(scores):
    sittings = {number: Sitting(quiz, score, 0) for number, (quiz, score) in enumerate(scores)}
    best = strongest(sittings)
    for quiz in {quiz for quiz, _ in scores}:
        inside = [item.score for number, item in sittings.items() if item.quiz == quiz and number in best]
        outside = [item.score for number, item in sittings.items() if item.quiz == quiz and number not in best]
        assert len(inside) >= 0.27 * (len(inside) + len(outside))
        assert not outside or min(inside) > max(outside)


@pytest.mark.parametrize(
    ("instants", "found"),
    [
        ([10, 25, 90], [("a", 10), ("b", 15), ("c", 65)]),
        ([90, 10, 25], [("b", 10), ("c", 15), ("a", 65)]),
        ([30, 30, 50], [("c", 20)]),
        ([30, 30, 30], []),
        ([10, None, 20], [("a", 10), ("c", 10)]),
        ([10, 2000, 2030], [("a", 10), ("c", 30)]),
        ([0, 5, 9], [("b", 5), ("c", 4)]),
    ],
)
def test_a_time_is_what_passed_since_the_answer_before(instants, found):
    asked = [(1, name, "0", at, 1.0) for name, at in zip("abc", instants, strict=True)]
    assert sorted(times(0, asked)) == sorted(found)


def figures(answers, worth=0.4, facility=0.5, strong=10, blanks=0):
    count = sum(times for times, _ in answers.values()) + blanks
    return Figures(count, facility, worth, blanks, 30, strong, answers)


EVEN = {"0": (20, 8), "1": (10, 1), "2": (10, 1)}


def words(question, found):
    return [reason.word for reason in reasons(question, found)]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, []),
        (figures(EVEN), []),
        (figures({"0": (10, 1)}, facility=1.0, worth=None), []),
        (figures(EVEN, facility=0.96), ["trop facile"]),
        (figures(EVEN, facility=0.2), ["trop difficile"]),
        (figures(EVEN, worth=0.1), ["distingue mal"]),
        (figures(EVEN, worth=-0.3, facility=0.1), ["à contresens", "trop difficile"]),
        (figures(EVEN, worth=0.1, facility=0.97), ["trop facile"]),
        (figures({"0": (20, 8), "1": (20, 2)}), ["réponse jamais prise"]),
        (figures({"0": (20, 3), "1": (19, 7), "2": (1, 0)}), ["fausse réponse préférée"]),
        (figures({"0": (20, 1), "1": (19, 2), "2": (1, 0)}, strong=FEW - 1), []),
    ],
)
def test_each_fault_is_named_and_nothing_is_said_of_a_good_question(found, said):
    assert words(make("single"), found) == said


def test_a_wrong_pair_competes_with_the_right_one_of_its_own_item_only():
    right, wrong = "[0, 1, 2]", "[0, 2, 1]"
    question = make("matching", distractors=[])
    found = reasons(question, figures({right: (20, 3), wrong: (20, 7)}))
    assert [reason.text for reason in found] == [
        "Les essais les plus forts prennent « Pause » (Fin) plus souvent qu'une bonne réponse : 7 fois contre 3.",
        "Les essais les plus forts prennent « Merci » (Milieu) plus souvent qu'une bonne réponse : 7 fois contre 3.",
    ]


def test_what_only_one_or_two_typed_is_not_shown():
    answers = {'"fermer"': (20, 5), '"Ouvrir"': (2, 0), '"ouvrir "': (1, 0), '"Jeanne"': (2, 2), '"zut"': (1, 0)}
    found = shown(shares(make("short"), figures(answers)))
    assert [(share.part.text, share.times, share.strong) for share in found] == [
        ("fermer", 20, 5),
        ("ouvrir", 3, 0),
        ("autres réponses, rares", 3, 2),
    ]


@given(st.dictionaries(st.sampled_from(['"fermer"', '"a"', '"b"', '"c"', "3", "null", "[]"]), st.integers(1, 30)))
def test_shares_never_raise_and_count_each_answer_once(counts):
    assume(counts)
    found = shares(make("short"), figures({answer: (times, 0) for answer, times in counts.items()}))
    assert sum(share.times for share in found) == sum(n for answer, n in counts.items() if answer.startswith('"'))
