"""Without a mail server messages are files and pages; administrators read them, and send failed ones again."""

import html
import stat
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from course import jobs, mail
from course.db import db
from course.mail import Kind, Message
from tests.cast import Cast
from tests.post_office import PostOffice

SECRET = "Ab-_" * 10 + "xyz"


def write(to="zoe@example.org", name="Zoë N’Guyên"):
    values = {
        "name": name,
        "url": f"http://127.0.0.1:8000/invitation/{SECRET}",
        "days": 14,
        "host": None,
        "administers": True,
    }
    mail.queue(to, "Votre invitation", "invitation", kind=Kind.ACCOUNT, **values)
    db.session.commit()


def message():
    db.session.rollback()
    return db.session.scalars(select(Message).execution_options(populate_existing=True)).one()


def test_without_a_server_a_message_is_a_file_that_only_its_owner_reads(app, tmp_path):
    write()
    jobs.run_waiting()
    [path] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert found["To"].addresses[0].display_name == "Zoë N’Guyên"
    assert SECRET in found.get_body(("plain",)).get_content()
    assert message().state == "sent"


def test_a_full_disk_keeps_the_message_for_later(app, tmp_path):
    (tmp_path / "mail").write_text("not a folder")
    write()
    jobs.run_waiting()
    assert message().state == "late"
    assert "Envoi impossible" in message().last_error


def test_without_a_server_administrators_read_the_links(cast):
    write()
    jobs.run_waiting()
    page = cast.diane.get(f"/administration/messages/{message().id}")
    assert f'<a href="http://127.0.0.1:8000/invitation/{SECRET}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_with_a_server_nobody_reads_a_secret(reopened):
    office = PostOffice()
    app = reopened(smtp_url=office.url)
    with app.app_context():
        diane = Cast(app).diane
        write()
        number = message().id
        waiting = diane.get(f"/administration/messages/{number}")
        with office.open():
            jobs.run_waiting()
        sent = diane.get(f"/administration/messages/{number}")
        for page in (waiting, sent):
            assert page.status_code == 200
            assert "Bonjour Zoë" in page.text
            assert SECRET not in page.text


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_only_administrators_read_messages_or_send_again(cast, who):
    write()
    number = message().id
    message().due_at = None
    db.session.commit()
    assert getattr(cast, who).get("/administration/messages").status_code == 403
    assert getattr(cast, who).get(f"/administration/messages/{number}").status_code == 403
    assert getattr(cast, who).post(f"/administration/messages/{number}/renvoyer").status_code == 403
    assert message().state == "failed"


def test_a_failed_message_shows_its_reason_and_is_sent_again(cast):
    write()
    failed = message()
    failed.due_at, failed.last_error, failed.attempts = None, "Adresse refusée : 550 <inconnue>", 9
    db.session.commit()
    page = cast.diane.get("/administration/messages")
    assert "Adresse refusée\u00a0: 550 <inconnue>" in html.unescape(page.text)
    assert "<inconnue>" not in page.text
    response = cast.diane.post(f"/administration/messages/{failed.id}/renvoyer")
    assert response.headers["Location"] == "/administration/messages"
    jobs.run_waiting()
    assert message().state == "sent"


def test_a_message_on_its_way_is_not_sent_twice(cast):
    write()
    number, due_at = message().id, message().due_at
    assert cast.diane.post(f"/administration/messages/{number}/renvoyer").status_code == 303
    assert message().due_at == due_at
    jobs.run_waiting()
    cast.diane.post(f"/administration/messages/{number}/renvoyer")
    assert message().state == "sent"


def test_a_message_that_does_not_exist_is_not_found(cast):
    assert cast.diane.get("/administration/messages/7").status_code == 404
    assert cast.diane.post("/administration/messages/7/renvoyer").status_code == 404
