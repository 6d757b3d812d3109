"""What leaves for Moodle comes back the same."""

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from course.exchange.exporter import export
from course.exchange.importer import read_file
from course.exchange.schema import Status
from course.quizzes.loader import load_quizzes
from tests import exchanging
from tests.conftest import ROOT

PATIENT = settings(
    max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)


def back_from(questions, form, category="Essai"):
    data, items = export(questions, category, form, {})
    assert [item.name for item in items] == [question.id for question in questions]
    assert not [item for item in items if item.status == Status.REFUSED]
    return read_file(data)


@PATIENT
@given(exchanging.banks(exchanging.everywhere), st.sampled_from(["gift", "xml"]))
def test_any_bank_comes_back_the_same(questions, form):
    if form == "gift":
        questions = [question for question in questions if not exchanging.has_arrow_to_type(question)]
    assume(questions)
    reading = back_from(questions, form)
    assert [str(item) for item in reading.items if item.question is None] == []
    assert list(reading.questions) == questions


@PATIENT
@given(exchanging.banks(exchanging.gaps()))
def test_texts_to_complete_come_back_the_same_through_moodle_xml(questions):
    reading = back_from(questions, "xml")
    assert [str(item) for item in reading.items if item.question is None] == []
    assert list(map(in_words, reading.questions)) == list(map(in_words, questions))


def in_words(question):
    """The question, the feedbacks of its gaps as they are read: they travel as HTML, which has several Markdowns."""
    fields = question.model_dump(mode="json")
    for gap in fields["gaps"].values():
        for option in gap.get("choices", ()):
            option["feedback"] = exchanging.shown(option["feedback"])
        if "feedback" in gap:
            gap["feedback"] = {name: exchanging.shown(text) for name, text in gap["feedback"].items()}
    return fields


@pytest.mark.parametrize("form", ["gift", "xml"])
def test_the_real_banks_come_back_the_same_and_without_a_remark(form):
    quizzes, problems = load_quizzes(ROOT / "quizzes")
    assert not problems
    for quiz in quizzes.values():
        kept = {"scenario", "gap"} if form == "gift" else {"scenario"}
        sendable = [item for item in quiz.questions if item.type not in kept]
        reading = back_from(sendable, form, quiz.title)
        assert list(reading.questions) == sendable
        assert {item.status for item in reading.items} == {Status.TAKEN}
