"""Messages leave through a real SMTP server; one that is down, or refuses, loses nothing."""

import sqlite3
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event, Thread

import psycopg
import pytest
import time_machine
from sqlalchemy import select

from course import jobs, mail, smtp
from course.app import create_app
from course.clock import now
from course.config import ConfigurationError
from course.db import db
from course.mail import Kind, Message, rules, sending
from tests.post_office import PostOffice, tls

NAME = "Zoë N’Guyên-D’Œuvre, DDT (Lot)"


@pytest.fixture
def office():
    """A post office that is not open yet."""
    return PostOffice()


@pytest.fixture
def settings(settings, office):
    """The instance sends through it."""
    return replace(settings, smtp_url=office.url, mail_from="Relais « Lot » <relais@example.org>")


def write(to="zoe@example.org", name=NAME, subject="Une invitation pour l'été : ça commence", secret="s" * 43):
    values = {
        "name": name,
        "url": f"https://relais.example/invitation/{secret}",
        "days": 14,
        "host": None,
        "administers": True,
    }
    mail.queue(to, subject, "invitation", kind=Kind.ACCOUNT, **values)
    db.session.commit()


def rows():
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id).execution_options(populate_existing=True)))


def test_a_message_arrives_with_its_accents(app, office):
    write()
    with office.open():
        jobs.run_waiting()
    [message], [row] = office.messages, rows()
    assert office.recipients == [["zoe@example.org"]]
    [to] = message["To"].addresses
    assert (to.display_name, to.addr_spec) == (NAME, "zoe@example.org")
    [sender] = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Relais « Lot »", "relais@example.org")
    assert message["Subject"] == "Une invitation pour l’été\u00a0: ça commence"
    assert message["Message-ID"] == row.message_id
    assert message["Date"].datetime.replace(microsecond=0) == row.created_at.replace(microsecond=0)
    plain, rich = message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()
    assert f"Bonjour {NAME}," in plain
    assert "https://relais.example/invitation/" + "s" * 43 in plain
    assert 'href="https://relais.example/invitation/' + "s" * 43 in rich
    assert row.state == "sent"


def test_a_secret_that_left_is_no_longer_in_the_database(app, office):
    write()
    assert "s" * 43 in rows()[0].text
    with office.open():
        jobs.run_waiting()
    assert "s" * 43 not in rows()[0].text + rows()[0].html


def test_a_server_that_is_down_loses_nothing_and_is_tried_again_later(app, office):
    start = now()
    with time_machine.travel(start, tick=False):
        write()
        write("bob@example.org")
        jobs.run_waiting()
    first, second = rows()
    assert (first.state, first.attempts, first.due_at) == ("late", 1, start + timedelta(minutes=1))
    assert "Envoi impossible" in first.last_error
    assert (second.state, second.attempts) == ("waiting", 0)
    with office.open(), time_machine.travel(start + timedelta(minutes=1), tick=False):
        jobs.run_waiting()
        jobs.run_waiting()
    assert [row.state for row in rows()] == ["sent", "sent"]
    assert {message["Message-ID"] for message in office.messages} == {row.message_id for row in rows()}
    assert len(office.messages) == 2
    assert rows()[0].last_error == ""


def test_nothing_is_tried_before_its_time(app, office):
    start = now()
    with time_machine.travel(start, tick=False):
        write()
        jobs.run_waiting()
        with office.open():
            jobs.run_waiting()
    assert office.messages == []


def test_the_waits_grow_to_an_hour_at_most():
    assert [rules.wait(attempt) for attempt in (1, 2, 3, 4, 5, 99)] == [
        timedelta(minutes=minutes) for minutes in (1, 3, 9, 27, 60, 60)
    ]


def test_after_days_of_trying_a_message_waits_for_an_administrator(app, office):
    write()
    rows()[0].attempts = sending.TRIES - 1
    db.session.commit()
    jobs.run_waiting()
    assert rows()[0].state == "failed"


def test_a_refused_recipient_is_said_and_the_others_get_theirs(app, office):
    write("refused@example.org")
    write("bob@example.org")
    with office.open():
        jobs.run_waiting()
    refused, bob = rows()
    assert refused.state == "failed"
    assert "Adresse refusée par le serveur de messagerie : 550 5.1.1 Boîte inconnue" in refused.last_error
    assert bob.state == "sent"
    assert "s" * 43 in refused.text


def test_an_address_refused_for_now_is_tried_again(app, office):
    write("later@example.org")
    with office.open():
        jobs.run_waiting()
    assert rows()[0].state == "late"
    assert "450" in rows()[0].last_error


def test_a_message_given_up_can_be_sent_again(app, office):
    write("refused@example.org")
    with office.open():
        jobs.run_waiting()
        [row] = rows()
        row.recipient = "bob@example.org"
        mail.resend(row)
        db.session.commit()
        jobs.run_waiting()
    assert rows()[0].state == "sent"
    assert [message["Message-ID"] for message in office.messages] == [rows()[0].message_id]


def test_two_workers_do_not_send_the_same_message(app, office):
    for number in range(12):
        write(f"personne{number}@example.org")
    together = Barrier(2)

    def work():
        with app.app_context():
            together.wait()
            mail.send_due({}, lambda done, total: None)
            db.session.remove()

    with office.open():
        threads = [Thread(target=work) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert sorted(office.recipients) == sorted([f"personne{number}@example.org"] for number in range(12))


def test_a_message_whose_worker_died_is_sent_again_with_the_same_identity(app, office):
    start = now()
    with time_machine.travel(start, tick=False):
        write()
        assert sending._claim() is not None
    with office.open():
        with time_machine.travel(start + timedelta(minutes=4), tick=False):
            jobs.run_waiting()
        assert office.messages == []
        with time_machine.travel(start + timedelta(minutes=5), tick=False):
            jobs.run_waiting()
    assert [message["Message-ID"] for message in office.messages] == [rows()[0].message_id]


def test_one_written_while_the_job_was_ending_is_found_by_the_next_look(app, office):
    write()
    db.session.execute(jobs.Job.__table__.delete())
    db.session.commit()
    with office.open():
        jobs.run_waiting()
    assert len(office.messages) == 1


def test_a_message_that_is_rolled_back_never_leaves(app, office):
    mail.queue("zoe@example.org", "Rien", "password_changed", kind=Kind.ACCOUNT, name="Zoë")
    db.session.rollback()
    with office.open():
        jobs.run_waiting()
    assert office.messages == []


@pytest.mark.parametrize("evil", ["Zoë\r\nBcc: tous@example.org", "Zoë\nSubject: autre", "Zoë\u2028Bcc: x@example.org"])
def test_a_name_or_a_subject_adds_no_header(app, office, evil):
    write(name=evil, subject=evil)
    with office.open():
        jobs.run_waiting()
    [message] = office.messages
    assert office.recipients == [["zoe@example.org"]]
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1


@pytest.mark.parametrize(
    "evil", ["zoe@example.org\r\nBcc: tous@example.org", "zoe@example.org, bob@example.org", "zoe"]
)
def test_what_is_not_one_address_is_never_written(app, evil):
    with pytest.raises(ValueError):
        write(to=evil)
    assert rows() == []


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate for 127.0.0.1 that this process trusts."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate, key


def test_a_user_and_a_password_are_given_to_the_server_that_asks(reopened, office, certificate):
    app = reopened(smtp_url=f"smtp+starttls://relais%40x.fr:p%40%2F@127.0.0.1:{office.port}")
    asking = {"authenticator": office.login, "auth_required": True, "tls_context": tls(*certificate)}
    with app.app_context(), office.open(**asking):
        write()
        jobs.run_waiting()
        assert rows()[0].last_error == ""
    assert office.logins == [("relais@x.fr", "p@/")]
    assert len(office.messages) == 1


@pytest.mark.parametrize(("scheme", "option"), [("smtps", "ssl_context"), ("smtp+starttls", "tls_context")])
def test_a_message_leaves_encrypted(reopened, office, certificate, scheme, option):
    app = reopened(smtp_url=f"{scheme}://127.0.0.1:{office.port}")
    options = {option: tls(*certificate), **({"require_starttls": True} if option == "tls_context" else {})}
    with app.app_context(), office.open(**options):
        write()
        jobs.run_waiting()
        assert rows()[0].last_error == ""
    assert len(office.messages) == 1


def test_nothing_leaves_in_clear_when_encryption_is_asked_and_missing(reopened, office):
    app = reopened(smtp_url=f"smtp+starttls://127.0.0.1:{office.port}")
    with app.app_context(), office.open():
        write()
        jobs.run_waiting()
        assert rows()[0].state == "late"
    assert office.messages == []


@pytest.mark.parametrize(
    "address", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://x:port", "smtp://u:%C3%A9@x"]
)
def test_a_setting_that_could_never_send_stops_the_start(settings, address):
    with pytest.raises(ConfigurationError, match="RELAIS_SMTP_URL"):
        create_app(replace(settings, smtp_url=address))


def test_a_sender_that_is_not_an_address_stops_the_start(settings):
    with pytest.raises(ConfigurationError, match="RELAIS_MAIL_FROM"):
        create_app(replace(settings, mail_from="Relais"))


def test_a_message_on_somebodys_behalf_is_answered_to_them(app, office):
    values = {"name": NAME, "url": "https://e.example/x", "days": 14, "host": None, "administers": True}
    message = mail.queue("zoe@example.org", "Parlons-nous", "invitation", kind=Kind.ACCOUNT, **values)
    message.reply_to = "chloe@example.org"
    db.session.commit()
    write()
    with office.open():
        jobs.run_waiting()
    assert [(each["Reply-To"], each["Auto-Submitted"]) for each in office.messages] == [
        ("chloe@example.org", None),
        (None, "auto-generated"),
    ]


def test_one_connection_serves_many_messages_and_is_renewed(app, office, monkeypatch):
    monkeypatch.setattr(smtp, "AT_ONCE", 5)
    for number in range(12):
        write(f"personne{number}@example.org")
    with office.open():
        jobs.run_waiting()
    assert len(office.messages) == 12
    assert office.connections == 3


def test_a_refused_recipient_does_not_cost_the_connection(app, office):
    for name in ("anne", "refused", "zoe"):
        write(f"{name}@example.org")
    with office.open():
        jobs.run_waiting()
    assert office.recipients == [["anne@example.org"], ["zoe@example.org"]]
    assert office.connections == 1


def test_a_server_that_hangs_up_between_two_messages_is_called_again(app, office):
    for name in ("hangup", "zoe"):
        write(f"{name}@example.org")
    with office.open():
        jobs.run_waiting()
    assert office.recipients == [["hangup@example.org"], ["zoe@example.org"]]
    assert office.connections == 2


def test_a_message_taken_while_the_database_is_locked_is_not_sent_again(app, office, settings):
    """The lock comes with the server's answer, and outlasts the patience of one try."""
    write()
    office.taken = lambda: hold(settings, seconds=8)
    with office.open():
        jobs.run_waiting()
        assert rows()[0].state == "sent"
        with time_machine.travel(now() + 2 * sending.LEASE):
            jobs.run_waiting()
    assert len(office.messages) == 1


def hold(settings, seconds):
    """Keep everybody else from writing, from now on and for a while."""
    locked = Event()

    def keep():
        with lock(settings):
            locked.set()
            time.sleep(seconds)

    Thread(target=keep).start()
    locked.wait()


@contextmanager
def lock(settings):
    """The whole SQLite file, or the table of messages."""
    if settings.database_url:
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
            yield
        return
    connection = sqlite3.connect(settings.instance / "relais.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def test_what_left_two_months_ago_is_forgotten_and_what_failed_is_not(app, office):
    for name in ("sent", "withheld", "failed", "waiting"):
        write(f"{name}@example.org")
    old = now() - timedelta(days=61)
    sent, withheld, failed, waiting = rows()
    sent.sent_at, withheld.withheld, withheld.due_at, failed.due_at = old, "stale", None, None
    for row in (sent, withheld, failed, waiting):
        row.created_at = old
    db.session.commit()
    sending.forget_old()
    assert [row.recipient for row in rows()] == ["failed@example.org", "waiting@example.org"]
