"""A browser left open on a shared computer: its session ends without a visit, and can be ended from elsewhere."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from course import jobs
from course.clock import now
from course.db import db
from course.people.models import Audit, OpenSession
from tests.cast import PASSWORD

LIST = "/compte/sessions"


@pytest.fixture
def settings(settings):
    """A week without a visit, as shipped."""
    return replace(settings, session_idle_hours=168)


def is_in(client):
    return client.get("/compte").status_code == 200


def buttons(page):
    return re.findall(r'action="(/compte/sessions/\d+/fermer)"', page.text)


def rows(cast, key):
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(OpenSession.person_id == cast.id(key)))


def test_a_session_without_a_visit_ends_by_itself_and_a_visit_keeps_it(app, cast):
    start = now()
    with time_machine.travel(start, tick=False):
        kept, left = cast.client(app, "alice"), cast.client(app, "alice")
    with time_machine.travel(start + timedelta(hours=167), tick=False):
        kept.get("/compte").close()
    with time_machine.travel(start + timedelta(hours=169), tick=False):
        assert is_in(kept)
        assert not is_in(left)
        jobs.run_waiting()
        assert rows(cast, "alice") == 1


def test_the_list_names_each_browser_and_this_one(app, cast):
    phone = app.test_client()
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
    phone.post(
        "/connexion", data={"email": cast.give_password("alice"), "password": PASSWORD}, headers={"User-Agent": agent}
    )
    page = html.unescape(phone.get(LIST).text)
    assert "Safari, iPhone" in page
    assert "Firefox, Linux" in page
    assert page.count("C’est la session de cette page") == 1


def test_a_button_closes_one_browser_and_no_other(app, cast):
    other = cast.client(app, "alice")
    page = other.get(LIST)
    here = re.search(r"session-(\d+)", page.text.partition("C’est la session")[0].rpartition("<li>")[2])[1]
    [elsewhere] = [path for path in buttons(page) if f"/{here}/" not in path]
    assert other.post(elsewhere).headers["Location"] == LIST
    assert not is_in(cast.alice)
    assert is_in(other)
    assert db.session.scalar(select(Audit.person_id).where(Audit.action == "session-closed")) == cast.id("alice")


def test_closing_this_very_session_signs_out(cast):
    [path] = buttons(cast.alice.get(LIST))
    assert cast.alice.post(path).headers["Location"] == "/connexion"
    assert not is_in(cast.alice)


def test_nobody_closes_somebody_elses_session(cast):
    [path] = buttons(cast.bob.get(LIST))
    assert cast.alice.post(path).status_code == 404
    assert is_in(cast.bob)
    assert rows(cast, "bob") == 1
