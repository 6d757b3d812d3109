"""An administrator's first page says what to do first, and each of its doors opens."""

import html
import re
from datetime import date

import pytest
from sqlalchemy import delete

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Term
from course.db import db
from tests.cast import PASSWORD


@pytest.fixture
def bare(cast):
    """Nobody coaches and there is no cohort yet."""
    db.session.execute(delete(Term))
    db.session.execute(delete(Cohort))
    db.session.commit()
    return cast


def next_step(client):
    page = client.get("/administration").text
    found = re.search(r'<section class="next".*?<h2[^>]*>(.*?)</h2>.*?class="button" href="([^"]*)"', page, re.DOTALL)
    return (html.unescape(found[1]), found[2]) if found else None


def test_it_leads_from_the_first_cohort_to_the_first_coach(bare):
    diane = bare.diane
    assert next_step(diane) == ("Créer une cohorte", "/administration/cohortes/nouvelle")
    cohort = cohorts.create({"name": "Lot", "starts": date(2026, 9, 1)}, bare.id("diane"))
    db.session.commit()
    number = cohort.id
    title, path = next_step(diane)
    assert (title, path) == ("Inviter les personnes de la cohorte", f"/administration/cohortes/{number}/inviter")
    assert diane.get(path).status_code == 200
    cohorts.join(db.session.get_one(Cohort, number), bare.id("bob"), bare.id("diane"), now())
    db.session.commit()
    title, path = next_step(diane)
    assert (title, path.partition("#")[0]) == ("Confier un mandat de coach", f"/administration/cohortes/{number}")
    page = diane.get(path).text
    member = re.search(r'href="([^"]*coach=\d+)#mandats"', page)[1]
    assert 'value="bob@example.org"' in diane.get(member).text


def test_it_asks_nothing_more_once_somebody_coaches(cast):
    assert next_step(cast.diane) is None


def test_an_administrator_arrives_there_until_then_and_nobody_else_does(bare, app):
    for key, path in (("diane", "/administration"), ("alice", "/")):
        typed = {"email": bare.give_password(key), "password": PASSWORD}
        assert app.test_client().post("/connexion", data=typed).headers["Location"] == path


def test_an_address_without_an_account_offers_the_invitation_with_the_address_written(cast):
    given = {"email": "inconnue@example.org", "first": "2027-01-04", "last": "2027-06-30"}
    pages = [
        cast.diane.post(f"/administration/cohortes/{cast.cohort}/mandats", data=given),
        cast.diane.get("/administration/personnes?q=inconnue@example.org"),
    ]
    for page in pages:
        door = html.unescape(re.search(r'href="([^"]*)">Inviter cette personne', page.text)[1])
        assert 'value="inconnue@example.org"' in cast.diane.get(door).text


@pytest.mark.parametrize("coach", ["x", "-1", "99999999999999999999", "0"])
def test_a_coach_that_is_nobody_leaves_the_form_empty(cast, coach):
    assert cast.diane.get(f"/administration/cohortes/{cast.cohort}?coach={coach}").status_code == 200


def test_help_speaks_to_administrators_only_of_administration(cast):
    assert 'id="administrer"' in cast.diane.get("/aide").text
    assert 'id="administrer"' not in cast.alice.get("/aide").text
