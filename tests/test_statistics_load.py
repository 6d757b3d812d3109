"""Two hundred thousand answers: all of them counted, in three statements."""

import time
import tracemalloc

import pytest

from course.db import lane
from course.statistics.queries import measured
from tests.answering import RAW, make
from tests.measuring import attempts

pytestmark = pytest.mark.alone

ANSWERS, DRAWN = 200_000, 10


def test_two_hundred_thousand_answers_are_measured_in_three_statements(app, capsys):
    questions = [make(kind, id=f"{kind}-{number}") for kind in RAW for number in range(8)]
    bank = app.extensions["relais_quizzes"]["essai"].model_copy(update={"questions": tuple(questions)})
    app.extensions["relais_quizzes"]["essai"] = bank
    attempts(ANSWERS // DRAWN, questions, DRAWN)
    before, started = lane().statements, time.perf_counter()
    found = measured()
    took = time.perf_counter() - started
    assert lane().statements - before == 3
    assert sum(item.figures.count for item in found) == ANSWERS
    tracemalloc.start()
    measured()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    with capsys.disabled():
        print(f"\n{ANSWERS} answers measured in {took:.2f} s, {peak:.0f} MB at most")
