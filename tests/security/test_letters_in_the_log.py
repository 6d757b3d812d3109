"""The database fails while a letter is sent: neither the log nor the jobs' page holds the letter."""

import logging

import pytest

from course.db import db
from course.jobs import explain
from course.mail.models import Message

SECRET = "CONTENU-CONFIDENTIEL"


@pytest.fixture
def broken(app):
    """The outbox is gone."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO elsewhere")
    yield
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO outbox")


def test_the_statement_that_failed_is_told_without_its_values(app, broken, caplog):
    caplog.set_level(logging.DEBUG)
    words = {"recipient_name": "Alice", "subject": SECRET, "text": SECRET, "html": SECRET, "message_id": "<a@b>"}
    db.session.add(Message(recipient="alice@example.org", **words))
    with pytest.raises(Exception, match="outbox") as failed:
        db.session.flush()
    db.session.rollback()
    assert SECRET not in str(failed.value) + explain(failed.value) + caplog.text
    assert "alice@example.org" not in str(failed.value) + explain(failed.value) + caplog.text
