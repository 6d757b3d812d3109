"""What leaves for Moodle comes back the same."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
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
    reading = back_from(questions, form)
    assert [str(item) for item in reading.items if item.question is None] == []
    assert list(reading.questions) == questions


@PATIENT
@given(exchanging.banks(exchanging.gaps()))
def test_texts_to_complete_come_back_the_same_through_moodle_xml(questions):
    reading = back_from(questions, "xml")
    assert [str(item) for item in reading.items if item.question is None] == []
    assert list(reading.questions) == questions


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
