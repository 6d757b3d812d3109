"""Another address for an account: proved by the new one, told to the former one, which may refuse."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from course import jobs
from course.clock import now
from course.db import db
from course.mail import Message
from course.people.address_operations import PROOF_LASTS, REFUSAL_LASTS
from course.people.models import AddressChange, Audit
from tests.cast import PASSWORD

FORMER, WANTED = "alice@example.org", "alice.martin@ailleurs.example"


def ask(cast, email=WANTED, current=PASSWORD):
    cast.give_password("alice")
    return cast.alice.post("/compte/adresse", data={"email": email, "current": current})


def link(to, path):
    """The link of the last letter to this address, as its text gives it."""
    db.session.rollback()
    letters = db.session.scalars(select(Message.text).where(Message.recipient == to).order_by(Message.id.desc()))
    found = next(match for match in (re.search(path, text) for text in letters) if match)[0]
    db.session.rollback()
    return found


def proof(to=WANTED):
    return link(to, r"/adresse/[\w-]+(?!\S)")


def refusal(to=FORMER):
    return link(to, r"/adresse/[\w-]+/refus")


def address(cast):
    db.session.rollback()
    return cast.person("alice").email


def test_the_account_leads_to_the_form(cast):
    assert 'href="/compte/adresse"' in cast.alice.get("/compte").text
    assert cast.alice.get("/compte/adresse").status_code == 200


def test_nothing_changes_until_the_new_address_proves_itself(cast, client):
    assert ask(cast).headers["Location"] == "/compte"
    assert address(cast) == FORMER
    path = proof()
    assert client.get(path).status_code == 200
    assert address(cast) == FORMER
    assert client.post(path).headers["Location"] == "/connexion"
    assert address(cast) == WANTED
    typed = {"email": WANTED, "password": PASSWORD}
    assert client.post("/connexion", data=typed).status_code == 303
    assert client.post(path).status_code == client.get(path).status_code == 410


def test_the_former_address_refuses_before_the_change(cast, client):
    ask(cast)
    first, path = proof(), refusal()
    assert "restera alice@example.org" in html.unescape(client.get(path).text).replace("\u00a0", " ")
    assert client.post(path).headers["Location"] == "/mot-de-passe-oublie"
    assert client.post(first).status_code == 410
    assert address(cast) == FORMER
    assert cast.alice.get("/compte").status_code == 303


def test_the_former_address_takes_the_account_back_after_the_change(cast, client):
    ask(cast)
    path = refusal()
    client.post(proof())
    assert address(cast) == WANTED
    assert client.post(path).status_code == 303
    assert address(cast) == FORMER
    assert client.post(path).status_code == 410


def test_the_administration_asks_in_the_same_way(cast, client):
    cast.give_password("alice")
    page = f"/administration/personnes/{cast.id('alice')}"
    form = re.search(rf'action="({page}/adresse)"', cast.diane.get(page).text)[1]
    assert cast.diane.post(form, data={"email": WANTED}).headers["Location"] == page
    assert address(cast) == FORMER
    client.post(proof())
    assert address(cast) == WANTED
    assert refusal()


def test_whoever_never_signed_in_is_invited_at_the_new_address(cast, client):
    page = f"/administration/personnes/{cast.id('bob')}"
    cast.diane.post(f"{page}/adresse", data={"email": WANTED})
    assert cast.person("bob").email == WANTED
    assert client.get(link(WANTED, r"/invitation/\S+")).status_code == 200


@pytest.mark.parametrize(
    ("email", "current", "words"),
    [
        ("alice", PASSWORD, "pas complète"),
        (FORMER, PASSWORD, "déjà l’adresse"),
        ("bob@example.org", PASSWORD, "déjà un compte"),
        (WANTED, "une phrase fausse", "pas votre mot de passe"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nobody_is_written_to(cast, email, current, words):
    answer = ask(cast, email, current)
    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert f'value="{email}"' in answer.text
    assert db.session.scalars(select(AddressChange.id)).all() == db.session.scalars(select(Message.id)).all() == []


def test_an_address_taken_meanwhile_is_not_taken_from_its_owner(cast, client):
    ask(cast)
    path = proof()
    cast.person("bob").email = WANTED
    db.session.commit()
    client.post(path)
    assert address(cast) == FORMER
    assert "un autre compte" in html.unescape(client.get("/connexion").text)


def test_the_links_end_and_the_rows_go(cast, client):
    start = now()
    with time_machine.travel(start, tick=False):
        ask(cast)
    with time_machine.travel(start + PROOF_LASTS, tick=False):
        assert client.get(proof()).status_code == 410
        assert client.get(refusal()).status_code == 200
    path = refusal()
    with time_machine.travel(start + REFUSAL_LASTS + timedelta(seconds=1), tick=False):
        assert client.get(path).status_code == 410
        jobs.run_waiting()
        assert db.session.scalars(select(AddressChange.id)).all() == []


def test_a_second_wish_replaces_the_first(cast, client):
    ask(cast)
    first = proof()
    ask(cast, "alice@encore.example")
    assert client.get(first).status_code == 410
    client.post(proof("alice@encore.example"))
    assert address(cast) == "alice@encore.example"


def test_the_trail_tells_it(cast, client):
    ask(cast)
    client.post(proof())
    told = db.session.scalars(select(Audit.action).where(Audit.action.like("address-%")).order_by(Audit.id)).all()
    assert told == ["address-asked", "address-changed"]
