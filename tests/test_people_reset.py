"""A forgotten password: a link by mail that works once, expires, and tells nobody who has an account."""

from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from course import jobs
from course.clock import now
from course.db import db
from course.mail import Message
from course.people.models import MailedLink
from tests.cast import PASSWORD

OTHER = "un tout nouveau secret bien long"
CHOSEN = {"password": OTHER, "again": OTHER}


def ask(client, email):
    response = client.post("/mot-de-passe-oublie", data={"email": email})
    jobs.run_waiting()
    return response


def last_link():
    db.session.rollback()
    text = db.session.scalars(select(Message.text).order_by(Message.id.desc())).first()
    return text.split("127.0.0.1:8000")[1].split()[0]


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_reset_changes_the_password_and_signs_out_everywhere(app, client, cast):
    email = cast.give_password("alice")
    ask(client, email)
    response = client.post(last_link(), data=CHOSEN)
    assert response.headers["Location"] == "/connexion"
    assert cast.alice.get("/compte").status_code == 303
    assert client.post("/connexion", data={"email": email, "password": PASSWORD}).status_code == 422
    assert client.post("/connexion", data={"email": email, "password": OTHER}).status_code == 303


def test_the_person_is_told_that_the_password_changed(client, cast):
    ask(client, cast.give_password("alice"))
    client.post(last_link(), data=CHOSEN)
    assert (
        db.session.scalars(select(Message.subject).order_by(Message.id.desc())).first() == "Votre mot de passe a changé"
    )


def test_the_answer_is_the_same_for_an_unknown_and_a_closed_account_and_nothing_is_sent(client, cast):
    cast.give_password("chloe")
    cast.person("chloe").disabled = True
    db.session.commit()
    seen = set()
    for email in ("inconnue@example.org", "chloe@example.org"):
        response = ask(client, email)
        seen.add((response.status_code, response.text.replace(email, "…")))
    assert count(Message) == count(MailedLink) == 0
    response = ask(client, cast.give_password("alice"))
    seen.add((response.status_code, response.text.replace("alice@example.org", "…")))
    assert len(seen) == 1
    assert count(Message) == 1


def test_the_request_itself_does_the_same_work_for_an_unknown_account(client, cast):
    client.post("/mot-de-passe-oublie", data={"email": "inconnue@example.org"})
    client.post("/mot-de-passe-oublie", data={"email": cast.give_password("alice")})
    assert list(db.session.scalars(select(jobs.Job.kind))) == ["reset", "reset"]
    assert count(Message) == count(MailedLink) == 0


def test_what_is_not_an_address_is_said_beside_the_field(client):
    response = client.post("/mot-de-passe-oublie", data={"email": "alice"})
    assert response.status_code == 422
    assert "pas complète" in response.text
    assert 'value="alice"' in response.text


def test_the_link_works_once_and_opening_it_does_not_use_it_up(client, cast):
    ask(client, cast.give_password("alice"))
    link = last_link()
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert client.post(link, data=CHOSEN).status_code == 303
    again = client.post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert again.status_code == 410
    assert client.post("/connexion", data={"email": "alice@example.org", "password": OTHER}).status_code == 303


def test_the_link_expires(client, cast):
    ask(client, cast.give_password("alice"))
    link, before = last_link(), cast.person("alice").password_hash
    with time_machine.travel(now() + timedelta(hours=2, seconds=1), tick=False):
        assert client.get(link).status_code == client.post(link, data=CHOSEN).status_code == 410
    assert cast.person("alice").password_hash == before


def test_a_newer_link_leaves_the_older_one_open_until_one_is_used(client, cast):
    email = cast.give_password("alice")
    ask(client, email)
    first = last_link()
    ask(client, email)
    second = last_link()
    assert second != first
    assert client.get(first).status_code == client.get(second).status_code == 200
    assert client.post(first, data=CHOSEN).status_code == 303
    assert client.get(second).status_code == 410


def test_an_invitation_is_no_reset_link(client, cast):
    ask(client, cast.give_password("alice"))
    assert client.get(last_link().replace("reinitialisation", "invitation")).status_code == 404


def test_whoever_let_an_invitation_expire_gets_in_by_a_reset(client, cast):
    ask(client, "bob@example.org")
    assert client.post(last_link(), data=CHOSEN).status_code == 303
    assert cast.person("bob").state == "active"
