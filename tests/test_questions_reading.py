"""What a form holds becomes an answer, and nothing else does."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from course.questions.schema import QUESTION
from tests.answering import RAW, make, right, typed, wrong

KINDS = st.sampled_from(sorted(RAW))
PREFIXES = st.sampled_from(["", "q1-", "q12-"])


@given(KINDS, PREFIXES, st.data())
def test_any_form_is_read_without_an_error(kind, prefix, data):
    question = make(kind)
    names = [*typed(question, right(question), prefix), "a", "m0", "o0"]
    values = st.lists(st.text() | st.sampled_from([*question.tokens, "0", "1", "٣", "-1"]), max_size=4)
    fields = data.draw(st.dictionaries(st.sampled_from(names) | st.text(), values, max_size=6))
    assert 0 <= question.grade(question.read(fields, prefix)) <= 1


@given(KINDS, PREFIXES)
def test_what_is_chosen_is_what_is_read(kind, prefix):
    question = make(kind)
    for answer in (right(question), wrong(question), None):
        assert question.read(typed(question, answer, prefix), prefix) == answer


@pytest.mark.parametrize("kind", sorted(RAW))
def test_the_fields_of_another_question_are_not_read(kind):
    question = make(kind)
    assert question.read(typed(question, right(question), "q11-"), "q1-") is None


@pytest.mark.parametrize("kind", sorted(RAW))
def test_empty_fields_are_a_blank(kind):
    question = make(kind)
    assert question.read({name: [""] for name in typed(question, right(question))}) is None


def test_a_part_of_an_answer_is_kept_and_known_to_be_incomplete():
    for kind, partial in (("ordering", [None, 2, None, None]), ("matching", [None, 3, None])):
        question = make(kind)
        assert question.read(typed(question, partial)) == partial
        assert not question.complete(partial)
        assert question.complete(right(question))
    assert not make("ordering").complete([0, 0, 1, 2])


def test_a_long_text_is_cut():
    assert len(make("short").read({"a": ["x" * 5000]})) == 200


@pytest.mark.parametrize("kind", sorted(RAW))
def test_a_question_written_out_and_read_back_is_the_same(kind):
    question = make(kind)
    again = QUESTION.validate_json(question.model_dump_json())
    assert again == question
    assert again.fingerprint == question.fingerprint
    assert make("numeric", tolerance=0.0).fingerprint == make("numeric", tolerance=0).fingerprint
    assert make(kind, text="Autre chose ?").fingerprint != question.fingerprint


@given(st.integers())
def test_steps_are_never_shown_in_their_right_order(seed):
    question = make("ordering")
    layout = question.shuffled(random.Random(seed))
    assert sorted(layout) == [0, 1, 2, 3]
    assert layout != [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("single", {"choices": [{"text": "A", "feedback": "a", "right": True}, {"text": "A", "feedback": "b"}]}),
        ("ordering", {"steps": [{"text": text, "feedback": "f"} for text in ("A", "B", "A")]}),
        ("matching", {"distractors": [{"text": "Merci", "feedback": "f"}]}),
        ("matching", {"pairs": [{"left": "A", "right": right_, "feedback": "f"} for right_ in ("B", "C")]}),
    ],
)
def test_two_things_that_look_the_same_are_refused(kind, changes):
    with pytest.raises(ValidationError, match="identiques"):
        make(kind, **changes)
