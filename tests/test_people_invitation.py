"""An invitation: a link that works once and expires, and never tells more than it must."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import func, select

from course import jobs
from course.clock import now
from course.db import db
from course.mail import Message
from course.people import operations
from course.people.links import digest
from course.people.models import MailedLink, Person, Role
from course.people.operations import RefusedError
from tests.cast import PASSWORD

NEW = {
    "email": "Zoe.Nguyen@Example.org",
    "name": "Zoë N’Guyên-D’Œuvre",
    "service": "Préfecture du Lot",
    "role": "learner",
}
CHOSEN = {"password": PASSWORD, "again": PASSWORD}


def invited(app, **changes):
    """A person just invited: their link's path."""
    details = {**NEW, **changes}
    url = operations.invite(details["email"], details["name"], details["service"], Role.LEARNER, actor_id=None)
    db.session.commit()
    return url.removeprefix(app.extensions["relais_settings"].url)


def zoe():
    db.session.rollback()
    return db.session.scalar(select(Person).where(Person.email == "zoe.nguyen@example.org"))


def test_an_administrator_invites_and_the_person_enters(app, client, cast):
    response = cast.diane.post("/administration/personnes/inviter", data=NEW)
    assert response.headers["Location"] == "/administration/personnes"
    jobs.run_waiting()
    message = db.session.scalar(select(Message))
    assert (message.recipient, message.state) == ("zoe.nguyen@example.org", "sent")
    path = next(line for line in message.text.splitlines() if "/invitation/" in line).removeprefix(
        "http://127.0.0.1:8000"
    )
    assert "Zoë N’Guyên-D’Œuvre" in client.get(path).text
    response = client.post(path, data=CHOSEN)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert "Zoë N’Guyên-D’Œuvre" in client.get("/compte").text
    assert zoe().state == "active"


def test_only_the_hash_of_the_secret_is_kept(app):
    secret = invited(app).rpartition("/")[2]
    assert db.session.scalar(select(MailedLink.digest)) == digest(secret)
    assert secret not in digest(secret)


def test_the_link_works_once(app, client):
    path = invited(app)
    client.post(path, data=CHOSEN)
    kept = zoe().password_hash
    stranger = app.test_client()
    for response in (
        stranger.get(path),
        stranger.post(path, data={"password": "tout autre chose ici", "again": "tout autre chose ici"}),
    ):
        assert response.status_code == 410
        assert "Ce lien a déjà servi" in response.text
    assert zoe().password_hash == kept
    assert stranger.get("/compte").status_code == 303


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(app, client):
    path = invited(app)
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.post(path, data=CHOSEN).status_code == 303


def test_the_link_expires_and_the_page_says_what_to_do(app, client):
    path = invited(app)
    with time_machine.travel(now() + timedelta(days=14, seconds=1), tick=False):
        for response in (client.get(path), client.post(path, data=CHOSEN)):
            assert response.status_code == 410
            assert "Ce lien a expiré" in response.text
            assert "/mot-de-passe-oublie" in response.text
    assert zoe().password_hash is None


def test_the_link_works_until_its_last_minute(app, client):
    path = invited(app)
    with time_machine.travel(now() + timedelta(days=13, hours=23), tick=False):
        assert client.post(path, data=CHOSEN).status_code == 303


def test_a_link_that_never_was_is_not_found(client):
    response = client.get("/invitation/" + "x" * 43)
    assert response.status_code == 404
    assert "incomplète" in response.text


def test_a_secret_page_is_kept_by_no_browser(app, client):
    assert client.get(invited(app)).headers["Cache-Control"] == "no-store"


def test_a_refused_password_leaves_the_link_open(app, client):
    path = invited(app)
    short = client.post(path, data={"password": "court", "again": "court"})
    common = client.post(path, data={"password": "motdepasse2024!", "again": "motdepasse2024!"})
    unlike = client.post(path, data={"password": PASSWORD, "again": PASSWORD + "s"})
    telling = client.post(path, data={"password": "vive nguyen toujours", "again": "vive nguyen toujours"})
    for response, words in [
        (short, "au moins 12"),
        (common, "trop courant"),
        (unlike, "diffèrent"),
        (telling, "ni votre nom"),
    ]:
        assert response.status_code == 422
        assert words in response.text
    assert zoe().password_hash is None
    assert client.post(path, data=CHOSEN).status_code == 303


def test_two_clicks_at_once_set_one_password(app):
    path = invited(app)
    together, codes = Barrier(4), []

    def click(number):
        chosen = f"une phrase de passe numéro {number}"
        browser = app.test_client()
        together.wait()
        codes.append(browser.post(path, data={"password": chosen, "again": chosen}).status_code)

    threads = [Thread(target=click, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(codes) == [303, 410, 410, 410]


def test_inviting_a_known_address_says_so_and_changes_nothing(cast):
    before = db.session.scalar(select(func.count()).select_from(Person))
    response = cast.diane.post("/administration/personnes/inviter", data={**NEW, "email": "ALICE@example.org"})
    assert response.status_code == 422
    assert "a déjà un compte" in response.text
    assert NEW["name"] in response.text
    assert db.session.scalar(select(func.count()).select_from(Person)) == before
    assert cast.person("alice").name != NEW["name"]
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "pas une adresse", "pas complète"),
        ("email", "", "Écrivez l’adresse"),
        ("name", " ", "Écrivez le prénom"),
        ("name", "x" * 121, "Au plus 120 signes"),
        ("service", "x" * 161, "Au plus 160 signes"),
        ("role", "root", "Choisissez un rôle"),
    ],
)
def test_a_wrong_invitation_is_explained_beside_the_field_and_keeps_the_rest(cast, field, value, words):
    response = cast.diane.post("/administration/personnes/inviter", data={**NEW, field: value})
    assert response.status_code == 422
    assert words in response.text
    assert f'aria-describedby="{field}' in response.text
    assert "Préfecture du Lot" in response.text or field == "service"
    assert zoe() is None


def test_a_second_invitation_ends_the_first(app, client, cast):
    first = invited(app)
    person = zoe()
    response = cast.diane.post(f"/administration/personnes/{person.id}/invitation")
    assert response.headers["Location"] == f"/administration/personnes/{person.id}"
    assert client.get(first).status_code == 410
    texts = list(db.session.scalars(select(Message.text).order_by(Message.id)))
    second = texts[1].split("127.0.0.1:8000")[1].split()[0]
    assert client.post(second, data=CHOSEN).status_code == 303


def test_whoever_has_a_password_is_not_invited_again(cast):
    cast.give_password("alice")
    response = cast.diane.post(f"/administration/personnes/{cast.id('alice')}/invitation", follow_redirects=True)
    assert "a déjà choisi son mot de passe" in response.text
    assert db.session.scalar(select(func.count()).select_from(MailedLink)) == 0


def test_a_closed_account_cannot_use_its_invitation(app, client, cast):
    path = invited(app)
    cast.diane.post(f"/administration/personnes/{zoe().id}/fermer")
    response = client.post(path, data=CHOSEN)
    assert response.status_code == 410
    assert "accès de ce compte est fermé" in response.text
    assert zoe().password_hash is None


def test_the_command_line_creates_the_first_administrator(app, client):
    operations.create_admin("Ines@Example.org", "Inès Caron", PASSWORD)
    db.session.commit()
    client.post("/connexion", data={"email": "ines@example.org", "password": PASSWORD})
    assert client.get("/administration/personnes").status_code == 200


@pytest.mark.parametrize(
    ("email", "name", "password"),
    [("ines", "Inès", PASSWORD), ("ines@example.org", "", PASSWORD), ("ines@example.org", "Inès", "motdepasse2024!")],
)
def test_the_command_line_refuses_what_the_pages_refuse(app, email, name, password):
    with pytest.raises(RefusedError):
        operations.create_admin(email, name, password)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
