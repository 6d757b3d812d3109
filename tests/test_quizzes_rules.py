"""Draws, limits and scores: pure rules."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quizzes.rules import Try, by_competence, draw, may_start, percent, result
from course.quizzes.schema import Quiz
from tests.answering import RAW

NOON = datetime(2026, 12, 8, 12, 0, 30, tzinfo=UTC)
PARIS = "Europe/Paris"


def quiz(drawn, held, **rules):
    """A quiz whose bank holds `held` questions of each competence."""
    questions = [
        {"id": f"{code.lower()}-{number}", "type": "short", "text": "?", "competence": code, **RAW["short"]}
        for code, count in held.items()
        for number in range(count)
    ]
    return Quiz.model_validate(
        {"title": "Q", "module": "m", "minutes": 5, "draw": drawn, "questions": questions, **rules}
    )


BANK = quiz({"C": 2, "C1": 1, "A": 3}, {"A1": 2, "A2": 3, "C1": 2, "C2": 2})


@given(st.integers(), st.dictionaries(st.sampled_from([item.id for item in BANK.questions]), st.integers(0, 5)))
def test_a_draw_has_its_number_of_each_competence_and_no_question_twice(seed, seen):
    drawn = draw(BANK, seen, random.Random(seed))
    assert len({item.id for item in drawn}) == len(drawn) == BANK.drawn == 6
    letters = Counter(item.competence[0] for item in drawn)
    assert letters == {"A": 3, "C": 3}
    assert sum(item.competence == "C1" for item in drawn) >= 1


@given(st.integers())
def test_a_second_draw_prefers_questions_not_seen_yet(seed):
    bank = quiz({"A": 2, "C": 1}, {"A1": 5, "C1": 1})
    chance = random.Random(seed)
    seen = Counter()
    draws = []
    for _ in range(3):
        drawn = draw(bank, seen, chance)
        seen.update(item.id for item in drawn)
        draws.append({item.id for item in drawn if item.competence == "A1"})
    assert not draws[0] & draws[1]
    assert draws[0] | draws[1] | draws[2] == {f"a1-{number}" for number in range(5)}
    assert seen["c1-0"] == 3


def test_draws_differ_from_one_person_to_the_next():
    bank = quiz({"A": 3}, {"A1": 12})
    draws = {tuple(item.id for item in draw(bank, {}, random.Random(seed))) for seed in range(20)}
    assert len(draws) > 5


def tries(*hours_ago, passed=False):
    return [Try(NOON - timedelta(hours=hours), passed) for hours in hours_ago]


RULES = quiz({"A": 1}, {"A1": 1}, attempts=3, pause_hours=24)


@pytest.mark.parametrize(
    ("past", "left"),
    [((), 3), ((1,), 2), ((2, 1), 1), ((30, 28, 24), 3), ((40, 39, 30, 2), 2), ((90, 80, 70, 3, 2), 1)],
)
def test_attempts_come_three_by_three(past, left):
    permission = may_start(RULES, tries(*past), NOON, PARIS)
    assert permission.allowed
    assert permission.left == left


def test_a_granted_attempt_serves_during_the_pause_and_is_of_no_series():
    assert may_start(RULES, tries(3, 2, 1), NOON, PARIS, granted=True).extra
    assert not may_start(RULES, tries(3, 2), NOON, PARIS, granted=True).extra
    after = [*tries(3, 2, 1), Try(NOON, passed=False, extra=True)]
    assert not may_start(RULES, after, NOON, PARIS).allowed
    assert may_start(RULES, after, NOON + timedelta(hours=23), PARIS).left == 3
    passed = [*tries(3, 2, 1), Try(NOON, passed=True, extra=True)]
    assert may_start(RULES, passed, NOON, PARIS, granted=True).passed


@pytest.mark.parametrize("past", [(3, 2, 1), (70, 60, 23.99), (90, 80, 70, 3, 2, 1)])
def test_after_a_series_a_pause_is_announced_with_its_end(past):
    permission = may_start(RULES, tries(*past), NOON, PARIS)
    assert not permission.allowed
    assert permission.left == 0
    assert permission.reason.startswith("Nouvel essai possible à partir du ")


def test_the_end_of_the_pause_is_told_in_local_time_and_never_too_early():
    reason = may_start(RULES, tries(3, 2, 1), NOON, PARIS).reason.replace("\u00a0", " ")
    assert reason == "Nouvel essai possible à partir du 9 décembre 2026 à 12 h 01."
    reason = may_start(RULES, tries(3, 2, 1), NOON, "America/Cayenne").reason.replace("\u00a0", " ")
    assert reason == "Nouvel essai possible à partir du 9 décembre 2026 à 8 h 01."


def test_a_passed_quiz_is_not_taken_again():
    permission = may_start(RULES, [*tries(300, 200), *tries(100, passed=True)], NOON, PARIS)
    assert permission.passed
    assert not permission.allowed


def test_seventy_per_cent_is_reached_by_seventy_per_cent():
    scores = [1, 1 / 3, 1, 2 / 3, 1 / 2]
    assert 100 * sum(scores) / len(scores) < 70, "a plain mean is one bit short"
    assert result(scores, 70).score == 70
    assert result(scores, 70).passed
    assert not result([0.699999], 70).passed


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(1, 100))
def test_a_score_stays_between_0_and_100_and_what_is_shown_never_flatters(scores, mark):
    outcome = result(scores, mark)
    assert 0 <= percent(outcome.score) <= outcome.score <= 100
    assert outcome.passed == (percent(outcome.score) >= mark)


def test_competences_are_summed_up_in_the_order_of_their_codes():
    shares = by_competence([("C1", 1), ("A1", 0.5), ("C1", 0)])
    assert [(share.code, share.questions, share.score) for share in shares] == [("A1", 1, 50), ("C1", 2, 50)]
    assert shares[0].name == "Construire un partenariat de travail"
