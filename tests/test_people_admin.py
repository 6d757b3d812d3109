"""Administrators' pages about people."""

import html
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import event, select

from course.clock import now
from course.db import db, lane
from course.people import operations
from course.people.models import Audit, Person, Role
from tests.pressing import button

LIST = "/administration/personnes"


def page(cast, path=LIST, **query):
    response = cast.diane.get(path, query_string=query)
    assert response.status_code == 200
    return html.unescape(response.text)


def act(cast, key, verb, **fields):
    return cast.diane.post(f"{LIST}/{cast.id(key)}/{verb}", data=fields)


def actions():
    db.session.rollback()
    return [
        tuple(row)
        for row in db.session.execute(select(Audit.action, Audit.person_id, Audit.actor_id).order_by(Audit.id))
    ]


def test_everyone_is_listed_by_name_with_their_state(app, cast):
    cast.give_password("alice")
    cast.person("chloe").disabled = True
    operations.invite("zoe@example.org", "Zoë Ábel", "Mairie", Role.LEARNER, actor_id=None)
    db.session.commit()
    text = page(cast)
    names = ["Alice N’Guyên-Le Goff", "Bob Œuvrard", "Chloé Maillet", "Diane Ferhat", "Zoë Ábel"]
    assert re.findall(r">([^<]+)</a></h2>", text) == names
    assert "5 personnes" in text.replace("\u00a0", " ")
    for state in ("Accès ouvert", "Accès fermé", "Invitation envoyée", "Sans mot de passe"):
        assert state in text
    with time_machine.travel(now() + timedelta(days=13, hours=23)):
        assert "Invitation expirée" not in page(cast)


def test_an_expired_invitation_shows_in_the_list(app, cast):
    with time_machine.travel(now() - timedelta(days=15)):
        operations.invite("zoe@example.org", "Zoë Ábel", "Mairie", Role.LEARNER, actor_id=None)
        db.session.commit()
    assert "Invitation expirée" in page(cast)


@pytest.mark.parametrize("words", ["n'guyen", "N’GUYÊN", "goff lot", "ALICE@", "ddt"])
def test_the_search_forgives_accents_capitals_and_apostrophes(cast, words):
    text = page(cast, q=words)
    assert "Alice N’Guyên-Le Goff" in text
    assert "Bob" not in text


def test_a_search_with_a_sign_that_no_database_takes_still_answers(cast):
    assert "Alice" in page(cast, q="ali\0ce")


@pytest.mark.parametrize("words", ["%", "_", "nulle-part"])
def test_the_search_takes_no_sign_for_a_joker(cast, words):
    assert "Personne ne correspond" in page(cast, q=words)


def test_a_renamed_person_is_found_by_the_new_name(cast):
    cast.alice.post("/compte", data={"name": "Élodie Garçon", "service": ""})
    assert "Élodie Garçon" in page(cast, q="elodie garcon")


@pytest.mark.parametrize(("state", "name"), [("active", "Alice"), ("invited", "Bob"), ("disabled", "Chloé")])
def test_the_list_is_filtered_by_state(cast, state, name):
    cast.give_password("alice")
    cast.give_password("diane")
    cast.person("chloe").disabled = True
    db.session.commit()
    text = page(cast, etat=state)
    assert [other for other in ("Alice", "Bob", "Chloé") if f">{other}" in text] == [name]


def add(number):
    for index in range(number):
        db.session.add(Person(email=f"p{index}@example.org", name=f"Personne {index:03}", session_key="k"))
    db.session.commit()


def test_fifty_persons_a_page_and_the_search_goes_along(cast):
    add(120)
    assert page(cast, q="personne", page=1).count('<li><div><h2 class="name">') == 50
    last = page(cast, q="personne", page=3)
    assert last.count('<li><div><h2 class="name">') == 20
    assert f"{LIST}?q=personne&etat=&page=2" in last
    assert "Page 3 sur 3" in page(cast, q="personne", page=99)
    assert "Page 1 sur 3" in page(cast, q="personne", page="abc")


@pytest.mark.parametrize("path", [LIST, "/administration/messages"])
def test_a_list_makes_the_same_number_of_queries_for_3_and_for_300(app, cast, path):
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *_: seen.append(1))

    def count():
        seen.clear()
        before = lane().statements
        page(cast, path)
        return len(seen) + lane().statements - before

    few = count()
    add(300)
    for index in range(300):
        operations.invite(f"i{index}@example.org", f"Invité {index}", "", Role.LEARNER, actor_id=None)
    db.session.commit()
    assert count() == few <= 6


def test_a_role_is_changed_and_noted(cast):
    version = cast.person("alice").version
    assert act(cast, "alice", "role", role="admin").headers["Location"] == f"{LIST}/{cast.id('alice')}"
    assert (cast.person("alice").role, cast.person("alice").version) == ("admin", version + 1)
    assert actions() == [("role-changed", cast.id("alice"), cast.id("diane"))]
    assert "Suit le parcours → Administration, par Diane Ferhat" in page(cast, f"{LIST}/{cast.id('alice')}")


@pytest.mark.parametrize("role", ["root", "coach"])
def test_a_role_that_cannot_be_given_is_refused(cast, role):
    assert act(cast, "alice", "role", role=role).status_code == 400
    assert cast.person("alice").role == "learner"


@pytest.mark.parametrize(("verb", "fields"), [("role", {"role": "learner"}), ("fermer", {})])
def test_an_administrator_cannot_shut_themselves_out(cast, verb, fields):
    response = act(cast, "diane", verb, **fields)
    assert response.status_code == 303
    assert (cast.person("diane").role, cast.person("diane").disabled) == ("admin", False)
    assert actions() == []
    text = page(cast, f"{LIST}/{cast.id('diane')}")
    assert "Vous ne pouvez ni changer votre rôle" in text.replace("\u00a0", " ")
    assert "Changer le rôle" not in text


def test_two_administrators_who_remove_each_other_at_once_leave_one(app, cast):
    cast.person("bob").role = Role.ADMIN
    db.session.commit()
    pairs, together = [("diane", "bob"), ("bob", "diane")], Barrier(2)

    def remove(actor, target):
        browser = cast.client(app, actor)
        together.wait()
        browser.post(f"{LIST}/{cast.id(target)}/role", data={"role": "learner"})

    threads = [Thread(target=remove, args=pair) for pair in pairs]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted([cast.person("bob").role, cast.person("diane").role]) == ["admin", "learner"]


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(app, client, cast):
    email = cast.give_password("alice")
    act(cast, "alice", "fermer")
    assert cast.alice.get("/compte").status_code == 303
    act(cast, "alice", "ouvrir")
    assert cast.alice.get("/compte").status_code == 303
    assert (
        client.post("/connexion", data={"email": email, "password": "une phrase de passe pour les essais"}).status_code
        == 303
    )
    assert [action for action, *_ in actions()] == ["disabled", "enabled", "signed-in"]


def test_an_administrator_ends_the_sessions_of_a_person(app, cast):
    other = cast.client(app, "alice")
    act(cast, "alice", "deconnexion")
    assert cast.alice.get("/compte").status_code == other.get("/compte").status_code == 303
    assert actions() == [("signed-out-everywhere", cast.id("alice"), cast.id("diane"))]


def test_a_person_who_does_not_exist_is_not_found(cast):
    for path in (f"{LIST}/999", f"{LIST}/99999999999999"):
        assert cast.diane.get(path).status_code == 404
    assert cast.diane.post(f"{LIST}/999/fermer").status_code == 404


@pytest.mark.parametrize("who", ["alice", "chloe", None])
def test_nobody_else_enters_or_acts(client, cast, who):
    visitor = getattr(cast, who) if who else client
    number = cast.id("bob")
    for path in (LIST, f"{LIST}/inviter", f"{LIST}/{number}", "/administration/messages", "/administration/messages/1"):
        assert visitor.get(path).status_code == (403 if who else 303)
    for verb in ("role", "fermer", "ouvrir", "invitation", "deconnexion"):
        assert visitor.post(f"{LIST}/{number}/{verb}", data={"role": "admin"}).status_code == (403 if who else 401)
    new = {"email": "x@example.org", "name": "X", "service": "", "role": "admin"}
    assert visitor.post(f"{LIST}/inviter", data=new).status_code == (403 if who else 401)
    bob = cast.person("bob")
    assert (bob.role, bob.disabled, bob.session_key) == ("learner", False, "key-bob")
    assert db.session.scalar(select(Person.id).where(Person.email == "x@example.org")) is None
    assert actions() == []


def test_a_namesake_is_pointed_out_before_a_second_account_is_made(cast):
    name, former = cast.person("alice").name, cast.person("alice").email
    form = button(cast.diane.get("/administration/personnes/inviter"), "Envoyer")
    asked = form.press(cast.diane, name=name.upper(), email="autre@example.org", role="learner")
    assert asked.status_code == 422
    assert former in asked.text and "autre@example.org" in asked.text
    again = button(asked, "Envoyer").press(cast.diane)
    assert again.headers["Location"] == "/administration/personnes"
