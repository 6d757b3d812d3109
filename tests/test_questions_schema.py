"""What an author may write, and what is refused, in words that say the cure."""

from typing import get_args

import pytest
from pydantic import ValidationError

from course.problems import QUESTION_TYPES, from_validation
from course.questions.schema import AnyQuestion
from tests.answering import RAW, make


def test_every_type_is_told_apart_by_its_name_and_has_one_in_french():
    kinds = {kind.model_fields["type"].annotation.__args__[0]: kind for kind in get_args(get_args(AnyQuestion)[0])}
    assert set(kinds) == set(RAW)
    assert set(kinds) <= QUESTION_TYPES
    assert len({kind.label for kind in kinds.values()} - {""}) == len(kinds)
    assert all(kind.hint for kind in kinds.values())


def test_the_answers_kept_before_a_field_existed_are_still_those_of_the_same_question():
    """The fingerprints that these questions had before `tags` and `explanation`."""
    assert make("single").fingerprint == "203d175e88c2b09545dfb7390f0e0a52"
    assert make("numeric").fingerprint == "cfd938bc32a3e9822ee1364002b7a2f8"
    assert make("single", tags=["cadre"]).fingerprint != make("single").fingerprint
    assert make("single", explanation="Car.").fingerprint != make("single").fingerprint


def step(name, *choices):
    return {
        "id": name,
        "text": name,
        "choices": [dict(text=f"choix {n}", feedback="f", **c) for n, c in enumerate(choices)],
    }


GOOD, BAD = {"points": 1}, {"points": 0}
TYPED = {"accept": ["mot"], "feedback": {"right": "r", "wrong": "w"}}


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("gap", {"passage": "Un [[geste]]."}, "« debut » doit figurer une fois|« fin » doit figurer une fois"),
        ("gap", {"passage": "[[mot]] [[mot]]", "gaps": {"mot": TYPED}}, "« mot » doit figurer une fois"),
        ("gap", {"passage": "[[mot]] [[autre]]", "gaps": {"mot": TYPED}}, "« autre » dans « gaps »"),
        ("gap", {"passage": "[[mot]](https://e.example)", "gaps": {"mot": TYPED}}, "lien ou dans du code"),
        ("gap", {"passage": "Rien.", "gaps": {}}, "at least 1"),
        ("gap", {"passage": "[[mot]]", "gaps": {"mot": {**TYPED, "accept": ["…"]}}}, "ni lettre ni chiffre"),
        (
            "gap",
            {"passage": "[[mot]]", "gaps": {"mot": {"choices": [{"text": t, "feedback": "f"} for t in "ab"]}}},
            "aucune",
        ),
        ("scenario", {"steps": [step("a", GOOD | {"next": "z"}, BAD), step("b", GOOD, BAD)]}, "mène à « z »"),
        ("scenario", {"steps": [step("a", GOOD, BAD), step("b", GOOD, BAD)]}, "rien ne mène à l'étape « b »"),
        (
            "scenario",
            {"steps": [step("a", GOOD | {"next": "b"}, BAD), step("b", GOOD | {"next": "a"}, BAD)]},
            "plus bas",
        ),
        ("scenario", {"steps": [step("a", GOOD | {"next": "a"}, BAD), step("b", GOOD, BAD)]}, "plus bas"),
        ("scenario", {"steps": [step("a", GOOD | {"next": "b"}, BAD), step("b", BAD, BAD)]}, "aucun chemin ne vaut 1"),
        (
            "scenario",
            {"steps": [step("a", GOOD | {"next": "b"}, BAD), step("b", GOOD, BAD), step("b", GOOD, BAD)]},
            "même nom",
        ),
        ("scenario", {"steps": [step("a", GOOD | {"next": "b"}, {"points": 1.5}), step("b", GOOD, BAD)]}, "less than"),
        ("scenario", {"steps": [step("a", GOOD, BAD)]}, "at least 2"),
        ("truefalse", {"right": "oui"}, "bool"),
    ],
)
def test_what_could_not_be_answered_fairly_is_refused(kind, changes, message):
    with pytest.raises(ValidationError, match=message):
        make(kind, **changes)


def test_a_problem_in_a_gap_names_the_gap():
    with pytest.raises(ValidationError) as caught:
        make("gap", passage="[[mot]]", gaps={"mot": {"accept": ["mot"], "feedback": {"right": "r"}}})
    (problem,) = from_validation("quizzes/essai.yaml", "question 1", caught.value)
    assert problem.place == "question 1 › gaps › mot › feedback › wrong"
    assert problem.message == "champ obligatoire absent"


def test_a_scenario_may_join_ways_that_parted():
    question = make("scenario")
    assert question.solution() == [1, 0]
    assert [moment.id for moment, _ in question.way([0, 0, 1])] == ["retard", "colere", "tour"]
    assert [moment.id for moment, _ in question.way([1])] == ["retard", "tour"]
