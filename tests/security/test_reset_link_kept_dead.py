"""Somebody asks for resets in another's name again and again: the first link works, and no mailbox is filled."""

from sqlalchemy import func, select

from course import jobs
from course.db import db
from course.mail import Message
from tests.resetting import reset_link

OTHER = "un tout nouveau secret bien long"


def test_the_first_link_works_after_many_other_requests(app, client, cast):
    email = cast.give_password("alice")
    first = reset_link(app, email)
    for _ in range(8):
        app.test_client().post("/mot-de-passe-oublie", data={"email": email})
        jobs.run_waiting()
    letters = select(func.count()).where(
        Message.recipient == email, Message.subject == "Choisir un nouveau mot de passe"
    )
    assert db.session.scalar(letters) == 3
    db.session.rollback()
    assert client.post(first, data={"password": OTHER, "again": OTHER}).headers["Location"] == "/connexion"


def test_using_one_ends_the_others(app, client, cast):
    first, second = (reset_link(app, cast.give_password("alice")) for _ in range(2))
    assert client.post(second, data={"password": OTHER, "again": OTHER}).headers["Location"] == "/connexion"
    assert client.get(first).status_code == 410
