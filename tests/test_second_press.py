"""A second press of a button, as the same page gave it, makes nothing more and is answered as the first."""

from functools import partial

import pytest
from sqlalchemy import func, select

from course.agendas.models import Agenda
from course.clock import now
from course.db import db
from course.people import presses
from course.people.models import Press
from tests.pressing import button
from tests.taking import at_once


def agendas():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Agenda))


@pytest.fixture
def create(cast):
    """« Créer un déroulé » of a page that Alice has in hand."""
    return button(cast.alice.get("/deroules"), "Créer")


def test_a_double_click_makes_one_thing_and_has_one_answer(cast, create):
    before = agendas()
    first, second = create.press(cast.alice, title="Cadrer"), create.press(cast.alice, title="Cadrer")
    assert first.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert agendas() == before + 1


def test_ten_presses_at_the_same_instant_make_one(app, cast, create):
    before = agendas()
    browsers = [cast.client(app, "alice") for _ in range(10)]
    with cast.alice.session_transaction() as session:
        token = session["csrf_token"]
    for browser in browsers:
        with browser.session_transaction() as session:
            session["csrf_token"] = token
    answers = at_once(app, [partial(create.press, browser, title="Cadrer") for browser in browsers])
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert agendas() == before + 1


def test_the_page_asked_for_again_makes_another(cast, create):
    before = agendas()
    create.press(cast.alice, title="Cadrer")
    button(cast.alice.get("/deroules"), "Créer").press(cast.alice, title="Cadrer")
    assert agendas() == before + 2


def test_what_was_refused_may_be_sent_again(cast):
    form = button(cast.alice.get("/compte"), "Enregistrer")
    assert form.press(cast.alice, name="").status_code == 422
    assert form.press(cast.alice, name="").status_code == 422
    assert db.session.scalars(select(Press)).all() == []


def test_what_the_first_press_said_is_said_once(cast):
    form = button(cast.alice.get("/compte"), "Enregistrer")
    form.press(cast.alice, name="Alice Autrement")
    form.press(cast.alice, name="Alice Autrement")
    assert cast.alice.get("/compte").text.count('class="message success"') == 1


def test_presses_are_forgotten_after_an_hour(cast, create, time_machine):
    create.press(cast.alice, title="Cadrer")
    time_machine.move_to(now() + presses.KEPT * 2)
    presses.forget()
    assert db.session.scalars(select(Press)).all() == []
