"""Every type of question and every setting in the authors' guide: each example is valid, and graded as it says."""

from collections.abc import Iterator

import pytest
import yaml

from course.questions.base import Question, Value
from course.questions.blank import ListGap, Option, TypedGap
from course.questions.choice import Choice
from course.questions.matching import Distractor, Pair
from course.questions.ordering import Step
from course.questions.scenario import Decision, Moment
from course.questions.schema import QUESTION
from tests.answering import RAW
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "auteurs.md").read_text()
SECTION = GUIDE.partition("## Une question\n")[2].partition("\n## ")[0]
BLOCKS = [yaml.safe_load(block.partition("```")[0]) for block in SECTION.split("```yaml\n")[1:]]
PARTS = (Choice, Step, Pair, Distractor, TypedGap, ListGap, Option, Moment, Decision)


@pytest.mark.parametrize("example", BLOCKS, ids=lambda block: block["type"])
def test_each_example_is_a_question_whose_answer_is_worth_everything_and_a_blank_nothing(example):
    question = QUESTION.validate_python(example)
    assert question.grade(question.solution()) == 1
    assert question.grade(None) == 0


def test_every_type_has_its_example_and_its_title():
    assert [block["type"] for block in BLOCKS] == [
        line.split("`")[1] for line in SECTION.splitlines() if "### `" in line
    ]
    assert {block["type"] for block in BLOCKS} == set(RAW)


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys(inner)
    for inner in value if isinstance(value, list) else ():
        yield from keys(inner)


def test_every_setting_is_in_an_example_or_in_the_table():
    kinds = [type(QUESTION.validate_python(block)) for block in BLOCKS]
    known = {name for kind in (*kinds, *PARTS) for name in kind.model_fields}
    table = {line.split("`")[1] for line in SECTION.splitlines() if line.startswith("| `")}
    assert known - set(keys(BLOCKS)) == set()
    assert set(Question.model_fields) - {"id", "text"} <= table


def test_the_parts_listed_here_are_all_those_that_questions_have():
    def values(base: type) -> set[type]:
        return {base, *(found for kind in base.__subclasses__() for found in values(kind))}

    mine = {kind for kind in values(Value) if kind.__module__.startswith("course.questions.")}
    named = {kind for kind in mine if not issubclass(kind, Question)} - {Value}
    assert {kind.__name__ for kind in named} == {kind.__name__ for kind in PARTS} | {"Verdicts"}


@pytest.mark.parametrize(
    ("kind", "answer", "score"),
    [
        ("multiple", [0, 1, 2], 0.5),
        ("multiple", [0], 0.5),
        ("numeric", "16,5 minutes", 1),
        ("numeric", "20minutes", 0),
        ("short", "La ZONE de turbulences !", 1),
        ("gap", ["Divergence", 0], 0.5),
        ("scenario", [0, 0, 0], 2.5 / 3),
        ("scenario", [0, 0], 0),
        ("scenario", [2], 0),
    ],
)
def test_the_examples_count_as_the_guide_says(kind, answer, score):
    question = next(QUESTION.validate_python(block) for block in BLOCKS if block["type"] == kind)
    assert question.grade(answer) == pytest.approx(score)
