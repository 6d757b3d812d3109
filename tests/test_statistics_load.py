"""Two hundred thousand answers: all of them counted, in three statements."""

import time
import tracemalloc

import pytest
from sqlalchemy import func, select

from course.db import db, lane
from course.quizzes.models import AttemptItem
from course.statistics.queries import measured
from tests.answering import RAW, make
from tests.measuring import attempts

pytestmark = pytest.mark.alone

ANSWERS, DRAWN = 200_000, 10


def test_two_hundred_thousand_answers_are_measured_in_three_statements(app, cast, capsys):
    questions = [make(kind, id=f"{kind}-{number}") for kind in RAW for number in range(8)]
    bank = app.extensions["relais_quizzes"]["essai"].model_copy(update={"questions": tuple(questions)})
    app.extensions["relais_quizzes"]["essai"] = bank
    attempts(ANSWERS // DRAWN, questions, DRAWN)
    before, started, worked = lane().statements, time.perf_counter(), time.process_time()
    found = measured()
    took, worked = time.perf_counter() - started, time.process_time() - worked
    assert lane().statements - before == 3
    assert sum(item.figures.count for item in found) == ANSWERS
    means = select(AttemptItem.fingerprint, func.avg(AttemptItem.score)).group_by(AttemptItem.fingerprint)
    expected = dict(db.session.execute(means).all())
    assert {item.question.fingerprint: item.figures.facility for item in found} == pytest.approx(expected)
    started = time.perf_counter()
    cast.chloe.get("/questions/statistiques").close()
    page = time.perf_counter() - started
    tracemalloc.start()
    measured()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    with capsys.disabled():
        print(f"\n{ANSWERS} answers measured in {took:.2f} s ({worked:.2f} s of processor)", end=", ")
        print(f"{page:.2f} s with the page, {peak:.0f} MB at most")
