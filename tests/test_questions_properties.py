"""What holds for every question that an author could write, type by type."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.questions.schema import QUESTION
from tests.answering import RAW
from tests.inventing import RAWS, form, question, raw
from tests.test_questions_grading import JSON

kinds = pytest.mark.parametrize("kind", sorted(RAW))
SOME = settings(max_examples=30)


def test_every_type_is_invented():
    assert set(RAWS) == set(RAW)


@kinds
@SOME
@given(st.data())
def test_the_full_right_answer_is_worth_1_and_is_complete_and_a_blank_is_worth_0(kind, data):
    asked = data.draw(question(kind))
    assert asked.grade(asked.solution()) == 1
    assert asked.complete(asked.solution())
    assert asked.grade(None) == 0
    assert not asked.complete(None)


@kinds
@SOME
@given(st.data(), JSON)
def test_an_answer_of_any_shape_is_graded_from_0_to_1(kind, data, answer):
    asked = data.draw(question(kind))
    assert 0 <= asked.grade(answer) <= 1
    assert asked.complete(answer) in (True, False)


@kinds
@SOME
@given(st.data())
def test_any_form_gives_an_answer_that_is_graded_and_kept_as_json(kind, data):
    asked = data.draw(question(kind))
    names = [*data.draw(form(asked)), "a", "o0", "m0", "g0"]
    values = st.lists(st.text() | st.sampled_from(["", *asked.tokens]), max_size=3)
    answer = asked.read(data.draw(st.dictionaries(st.sampled_from(names) | st.text(), values, max_size=6)))
    assert 0 <= asked.grade(answer) <= 1


@kinds
@SOME
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_in_which_choices_are_written_never_matters(kind, data, chance):
    """The page names choices by what they say: the same form is worth the same, however the file is sorted."""
    written = data.draw(raw(kind))
    asked, moved = QUESTION.validate_python(written), QUESTION.validate_python(mixed(written, chance))
    sent = data.draw(form(asked))
    assert moved.grade(moved.read(sent)) == pytest.approx(asked.grade(asked.read(sent)))


def mixed(written, chance):
    """The same question with its choices in another order."""
    other = copy.deepcopy(written)
    for holder in (other, *other.get("gaps", {}).values(), *other.get("steps", ())):
        for name in ("choices", "distractors", "accept"):
            if name in holder:
                holder[name] = chance.sample(holder[name], len(holder[name]))
    return other


@kinds
@SOME
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_in_which_choices_are_shown_leaves_none_out(kind, data, chance):
    asked = data.draw(question(kind))
    layout = asked.shuffled(chance)
    assert sorted(layout) == list(range(asked.presented()))
    if kind == "gap":
        assert [len(asked.options(place, layout)) for place in range(len(asked.places))] == [
            len(gap.choices) for gap in asked.places
        ]
    if kind == "scenario":
        assert all(len(asked.options(step, layout)) == len(step.choices) for step in asked.steps)


@given(st.integers(2, 5), st.integers(1, 5))
def test_multiple_ticking_everything_is_worth_the_rights_less_the_wrongs(rights, wrongs):
    choices = [{"text": str(n), "right": n < rights, "feedback": "f"} for n in range(rights + wrongs)]
    choices = choices[:8]
    asked = QUESTION.validate_python({"id": "q", "type": "multiple", "text": "?", "choices": choices})
    wrong = len(choices) - rights
    assert asked.grade(list(range(len(choices)))) == max(0, (rights - wrong) / rights) < 1


@SOME
@given(st.data())
def test_scenario_no_way_is_worth_more_than_its_best_and_every_full_way_ends(data):
    asked = data.draw(question("scenario"))
    ways, open_ = [], [[]]
    while open_:
        way = open_.pop()
        (step, made) = asked.way(way)[-1]
        if made is not None:
            ways.append(way)
        else:
            open_ += [[*way, choice] for choice in range(len(step.choices))]
    assert asked.solution() in ways
    assert max(asked.grade(way) for way in ways) == 1
    assert all(len(way) <= len(asked.steps) for way in ways)
