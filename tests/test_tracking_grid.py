"""The grid of a cohort: who is where, in which order, and nobody else's people."""

import re
from datetime import timedelta

import pytest
from flask import request
from sqlalchemy import select, update

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Membership
from course.db import db
from course.people.models import Person
from course.tracking import beside
from course.tracking.models import RollUp
from tests.crowding import crowd
from tests.taking import complete, words


@pytest.fixture
def grid(cast):
    """The address of the grid of a cohort where Alice and Bob have been for long."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    for key in ("alice", "bob"):
        cohorts.join(cohort, cast.id(key), None, now() - timedelta(days=100))
    db.session.commit()
    return f"/cohortes/{cohort.id}/suivi"


def rows(client, address):
    """Each line of the grid as a browser without styles shows it."""
    page = client.get(address)
    assert page.status_code == 200, address
    lines = re.findall(r"<tr role=\"row\"><th scope=\"row\".*?</tr>", page.text, re.DOTALL)
    plain = [re.sub(r'<span class="mark-of"[^>]*>.*?</span>', "", line) for line in lines]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).replace("\u00a0", " ").split()) for line in plain]


def names(client, address):
    return [re.match(r"\S+", row)[0] for row in rows(client, address)]


def test_each_cell_says_its_state_with_a_word(cast, grid):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    cast.alice.post("/lecons/essai/fermer/place", data={"section": ""})
    alice, bob = rows(cast.chloe, grid)
    assert alice.endswith("44 % Fermer Terminé Commencé À faire")
    assert bob.endswith("aucune 0 % Ouvrir À faire À faire À faire")
    assert "DDT du Lot" in alice and "Silence" in bob and "Silence" not in alice


def test_it_is_sorted_by_whatever_is_asked(cast, grid):
    complete(cast.bob)
    cast.bob.post("/lecons/essai/ouvrir/terminer")
    cast.alice.post("/lecons/essai/ouvrir/place", data={"section": ""})
    db.session.execute(
        update(RollUp).where(RollUp.person_id == cast.id("alice")).values(active_at=now() - timedelta(1))
    )
    db.session.commit()
    asked = {key: names(cast.chloe, f"{grid}?tri={key}") for key in ("nom", "service", "activite", "recents")}
    asked |= {key: names(cast.chloe, f"{grid}?tri={key}") for key in ("avancement", "avances", "n'importe quoi")}
    assert asked == {
        "nom": ["Alice", "Bob"],
        "service": ["Bob", "Alice"],
        "activite": ["Alice", "Bob"],
        "recents": ["Bob", "Alice"],
        "avancement": ["Alice", "Bob"],
        "avances": ["Bob", "Alice"],
        "n'importe quoi": ["Alice", "Bob"],
    }


def test_who_needs_most_comes_first_and_may_be_alone(app, cast, grid, time_machine):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    assert names(cast.chloe, f"{grid}?tri=besoin") == ["Bob", "Alice"]
    assert names(cast.chloe, f"{grid}?besoin=un") == names(cast.chloe, f"{grid}?besoin=silence") == ["Bob"]
    complete(cast.alice, lambda question: None)
    complete(cast.alice, lambda question: None)
    assert names(cast.chloe, f"{grid}?besoin=essais") == ["Alice"]
    complete(cast.alice)
    assert names(cast.chloe, f"{grid}?besoin=essais") == []
    cast.alice.post("/lecons/essai/fermer/terminer")
    time_machine.move_to(now() + timedelta(days=365))
    assert names(cast.client(app, "chloe"), f"{grid}?besoin=un") == ["Bob"], "whoever has finished needs nothing"


def test_whoever_just_arrived_is_neither_silent_nor_late(cast, grid):
    db.session.execute(update(Membership).values(starts_at=now() - timedelta(days=3)))
    db.session.commit()
    assert names(cast.chloe, f"{grid}?besoin=un") == []


def test_it_is_filtered_by_words_of_the_name_and_service_and_by_stage(cast, grid):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    assert names(cast.chloe, f"{grid}?q=guyen") == names(cast.chloe, f"{grid}?q=LOT ddt") == ["Alice"]
    assert names(cast.chloe, f"{grid}?q=%25") == names(cast.chloe, f"{grid}?q=personne") == []
    assert names(cast.chloe, f"{grid}?etat=en-cours") == ["Alice"]
    assert names(cast.chloe, f"{grid}?etat=rien") == ["Bob"]
    assert names(cast.chloe, f"{grid}?etat=fini") == []
    assert "Personne ne correspond" in words(cast.chloe.get(f"{grid}?etat=fini"))


def test_only_who_is_there_now_is_shown_and_nobody_twice(cast, grid):
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohorts.leave(cohort, cast.id("bob"), cast.id("diane"), now())
    other = cohorts.create({"name": "Autre", "starts": now().date()}, None)
    cohorts.join(other, cast.id("alice"), None, now())
    db.session.commit()
    assert names(cast.chloe, grid) == ["Alice"]
    assert cast.chloe.get(f"/cohortes/{other.id}/suivi").status_code == 404
    assert cast.chloe.get(f"{grid}/{cast.id('bob')}/parcours").status_code == 404
    cohorts.join(cohort, cast.id("bob"), None, now())
    db.session.execute(update(Person).where(Person.id == cast.id("alice")).values(disabled=True))
    db.session.commit()
    assert names(cast.chloe, grid) == ["Bob"]


def test_a_coach_does_not_follow_themselves(cast, grid):
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("chloe"), None, now())
    db.session.commit()
    assert names(cast.chloe, grid) == ["Alice", "Bob", "Chloé"]
    assert f"{cast.id('chloe')}/parcours" not in cast.chloe.get(grid).text
    assert cast.chloe.get(f"{grid}/{cast.id('chloe')}/parcours").status_code == 404


@pytest.mark.parametrize("who", ["chloe", "diane"])
def test_a_persons_page_leads_nowhere_that_is_refused(cast, grid, who):
    """A plan is for its person and their coach: an administrator has no way to it."""
    client = getattr(cast, who)
    page = client.get(f"{grid}/{cast.id('alice')}/parcours").text
    found = {address: client.get(address).status_code for address in re.findall(r'href="(/[a-z]*/[0-9]+)"', page)}
    assert set(found.values()) == {200}
    assert (f"/plan/{cast.id('alice')}" in found) is (who == "chloe")


def test_a_page_holds_fifty_and_keeps_what_was_asked(app, cast, grid):
    people = crowd(cast.cohort, 60, now())
    first = cast.chloe.get(f"{grid}?q=e&tri=avances")
    assert f'href="{grid}?q=e&amp;tri=avances&amp;page=2" rel="next"' in first.text
    both = [name for page in (1, 2) for name in rows(cast.chloe, f"{grid}?page={page}")]
    assert len(both) == len(people) + 2 and len(set(both)) > 40
    assert len(rows(cast.chloe, grid)) == 50
    assert rows(cast.chloe, f"{grid}?page=99") == rows(cast.chloe, f"{grid}?page=2")


def test_what_is_shown_is_computed_from_the_facts_though_the_row_is_behind(cast, grid):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    db.session.execute(update(RollUp).values(percent=99, done=0, step="", content="ancien"))
    db.session.commit()
    assert "44 % Fermer" in rows(cast.chloe, grid)[0]


def test_a_person_s_page_shows_their_attempts_and_where_they_stand(cast, grid):
    complete(cast.alice, lambda question: None)
    page = words(cast.chloe.get(f"{grid}/{cast.id('alice')}/parcours"))
    assert "alice@example.org" in page and "non réussi" in page and "Ouvrir une séance" in page


def test_other_packages_add_to_a_person_s_page(cast, grid, monkeypatch):
    monkeypatch.setattr(beside, "_parts", [])
    beside.beside(lambda cohort, person, at: f"<b>{cohort.name} {request.path}</b>")
    page = cast.chloe.get(f"{grid}/{cast.id('alice')}/parcours").text
    assert f"&lt;b&gt;Occitanie {grid}/{cast.id('alice')}/parcours" in page


def test_the_cohort_s_page_leads_there(cast, grid):
    address = grid.removesuffix("/suivi")
    assert f'href="{grid}"' in cast.chloe.get(address).text
    assert f'href="{grid}"' not in cast.alice.get(address).text


def test_names_keep_their_accents_and_their_tags_are_shown_as_text(cast, grid):
    db.session.scalars(select(Person).where(Person.id == cast.id("bob"))).one().name = "Bob <b>Œuvrard</b>"
    db.session.commit()
    page = cast.chloe.get(grid).text
    assert "Alice N’Guyên-Le Goff" in page and "Bob &lt;b&gt;Œuvrard&lt;/b&gt;" in page
