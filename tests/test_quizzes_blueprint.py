"""Lines that overlap: filled exactly when they can be, by the most preferred questions."""

import random
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quizzes.blueprint import Line, places
from course.quizzes.rules import draw
from tests.answering import make

CODES = ("A1", "A2", "C1")
TAGS = ((), ("cadre",), ("cadre", "terrain"))
questions = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(1, 2), st.booleans(), st.sampled_from(TAGS)), min_size=1, max_size=6
).map(lambda rows: [asked(number, *row) for number, row in enumerate(rows)])
lines = st.lists(
    st.builds(
        Line,
        count=st.integers(1, 2),
        competence=st.sampled_from([None, "A", *CODES]),
        tag=st.sampled_from([None, "cadre", "terrain"]),
        difficulty=st.sampled_from([None, 1, 2]),
        situation=st.sampled_from([None, True]),
    ),
    min_size=1,
    max_size=3,
)


def asked(number, code="A1", difficulty=2, situation=False, tags=()):
    return make("short", id=f"q-{number}", competence=code, difficulty=difficulty, situation=situation, tags=tags)


def serves(wanted, chosen):
    """Brute force: some way of giving each place one of these questions."""
    slots = [line for line in wanted for _ in range(line.count)]
    if len(slots) != len(chosen):
        return False
    return any(all(line.wants(item) for line, item in zip(slots, order, strict=True)) for order in permutations(chosen))


def feasible(wanted, bank):
    size = sum(line.count for line in wanted)
    return any(serves(wanted, chosen) for chosen in combinations(bank, size))


@given(lines, questions)
def test_a_draw_exists_exactly_when_no_shortage_is_said(wanted, bank):
    found = places(wanted, bank)
    shortage = found.shortage(bank)
    assert (shortage is None) == feasible(wanted, bank)
    if shortage is None:
        assert serves(wanted, found.chosen)


@given(lines, questions)
def test_a_shortage_names_lines_that_ask_for_more_than_the_bank_holds_for_them(wanted, bank):
    shortage = places(wanted, bank).shortage(bank)
    if shortage:
        short, asked_for, held = shortage
        assert asked_for == sum(line.count for line in short)
        assert held == sum(any(line.wants(item) for line in short) for item in bank)
        assert held < asked_for


@given(lines, questions)
def test_no_other_draw_is_made_of_more_preferred_questions(wanted, bank):
    """Sorted by rank, the chosen ones come before those of any other full draw, place by place."""
    if not feasible(wanted, bank):
        return
    rank = {item.id: number for number, item in enumerate(bank)}
    chosen = sorted(rank[item.id] for item in places(wanted, bank).chosen)
    for other in combinations(bank, len(chosen)):
        if serves(wanted, other):
            assert all(ours <= theirs for ours, theirs in zip(chosen, [rank[item.id] for item in other], strict=True))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (Line(count=1), "toute question"),
        (Line(count=1, competence="C1"), "C1"),
        (Line(count=1, difficulty=3, situation=False), "difficulté 3, hors situation"),
        (Line(count=1, competence="A", tag="cadre", situation=True), "A, étiquette cadre, en situation"),
    ],
)
def test_a_line_says_its_criteria(line, name):
    assert str(line) == name


def test_an_attempt_follows_lines_by_difficulty_and_situation():
    from course.quizzes.schema import Quiz

    bank = [asked(n, "A1", 1 + n % 3, n % 2 == 0).model_dump(mode="python") for n in range(12)]
    quiz = Quiz.model_validate(
        {
            "title": "Q",
            "module": "m",
            "minutes": 5,
            "questions": bank,
            "draw": [{"count": 2, "difficulty": 1}, {"count": 1, "difficulty": 3, "situation": True}, {"count": 1}],
        }
    )
    for seed in range(30):
        drawn = draw(quiz, {}, random.Random(seed))
        assert len(drawn) == quiz.drawn == 4
        assert sum(item.difficulty == 1 for item in drawn) >= 2
        assert any(item.difficulty == 3 and item.situation for item in drawn)
