"""Words are forgotten in time: thirty days in a hall, a year at most on the capsule's wall."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from course import jobs
from course.clock import now
from course.db import db
from course.hall.models import Hall, Verdict
from tests.halls import leave, open_hall, words


@pytest.fixture
def code(cast):
    return open_hall(cast.id("chloe"))


def after(**days):
    return time_machine.travel(now() + timedelta(**days))


def left(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_session_is_forgotten_with_its_words_after_thirty_days(client, cast, code):
    leave(client, code, "oser")
    cast.chloe.post(f"/animer/{code}/mots", data={"remove": "oser"})
    with after(days=30, minutes=-1):
        jobs.run_waiting()
        assert words(code) == ["oser"]
        assert client.get(f"/salle/{code}").status_code == 200
    with after(days=30, minutes=1):
        jobs.run_waiting()
        assert words(code) == []
        assert left(Hall) == left(Verdict) == 0
        assert client.get(f"/salle/{code}").status_code == 404


def test_forgetting_one_session_leaves_the_others(client, cast, code):
    with after(days=20):
        other = open_hall(cast.id("diane"))
        leave(client, other, "oser")
    with after(days=31):
        jobs.run_waiting()
        assert words(other) == ["oser"]


def test_on_the_capsules_wall_what_is_not_shown_goes_first(client, cast):
    for text in ("montré", "écarté", "en attente"):
        leave(client, "capsule", text)
    cast.diane.post("/administration/mur/mots", data={"show": "montre"})
    cast.diane.post("/administration/mur/mots", data={"remove": "ecarte"})
    with after(days=29):
        jobs.run_waiting()
        assert words("capsule") == ["en attente", "montré", "écarté"]
    with after(days=31):
        jobs.run_waiting()
        assert words("capsule") == ["montré"]
        assert left(Verdict) == 1
    with after(days=366):
        jobs.run_waiting()
        assert words("capsule") == []
        assert left(Verdict) == 0
        assert left(Hall) == 1
