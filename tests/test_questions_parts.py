"""What an answer is made of, whatever its type: statistics count these parts and know no type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.questions.base import Part
from tests.answering import RAW, make, right, wrong
from tests.test_questions_grading import JSON

ORDER = [
    ("après Accueillir", "Travailler", True),
    ("après Travailler", "Ranger", False),
    ("après Ranger", "Conclure", False),
]
KINDS = st.sampled_from(sorted(RAW))


@given(KINDS, JSON)
def test_any_value_has_parts_or_none_and_never_raises(kind, answer):
    assert all(isinstance(part, Part) for part in make(kind).parts(answer))


@pytest.mark.parametrize("kind", sorted(RAW))
def test_the_right_answer_is_made_of_the_right_parts_and_of_nothing_else(kind):
    question = make(kind)
    rights = {part for part in question.offered() if part.right}
    assert rights
    found = set(question.parts(right(question)))
    assert found <= rights if kind == "scenario" else found == rights  # the best way does not go through every step


@pytest.mark.parametrize("kind", sorted(RAW))
def test_a_wrong_answer_has_no_right_part_and_a_blank_has_none_at_all(kind):
    question = make(kind)
    parts = question.parts(wrong(question))
    assert parts and not any(part.right for part in parts)
    assert question.parts(None) == ()


@pytest.mark.parametrize(
    ("kind", "answer", "parts"),
    [
        ("single", 1, [("", "Conclure", False)]),
        ("multiple", [0, 3], [("", "Regarder", True), ("", "Soupirer", False)]),
        ("ordering", [0, 1, 3, 2], ORDER),
        ("ordering", [0, 0, 1, 2], [("après Conclure", "Ranger", True)]),
        ("matching", [0, None, 3], [("Début", "Bonjour", True), ("", "Silence", False)]),
        ("matching", [2], [("Début", "Merci", False)]),
        ("short", "  Clôturer !", [("", "fermer", True, False)]),
        ("short", " Ouvrir  LA porte ", [("", "ouvrir la porte", False, True)]),
        ("numeric", "61,0", [("", "60 minutes, à 1,5 près", True, False)]),
        ("numeric", "90.0 minutes", [("", "90", False, True)]),
        ("numeric", "Une heure", [("", "une heure", False, True)]),
        ("truefalse", True, [("", "Vrai", False)]),
        ("gap", ["Phase d’ouverture", None, 0], [("Blanc 1", "divergence", True), ("Blanc 3", "pause", False)]),
        ("gap", [" LE tri", 4], [("Blanc 1", "le tri", False, True)]),
        ("scenario", [0], [("Le groupe tarde.", "Attendre", False)]),
        (
            "scenario",
            [1, 1],
            [("Le groupe tarde.", "Commencer", True), ("On se présente.", "Dix minutes chacun", False)],
        ),
    ],
)
def test_each_type_names_what_was_taken(kind, answer, parts):
    found = make(kind).parts(answer)
    assert [tuple(part)[: len(wanted)] for part, wanted in zip(found, parts, strict=True)] == parts
