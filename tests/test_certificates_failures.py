"""What goes wrong when a document is made: said clearly, retried, and nothing half written."""

import os
import resource
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from course import jobs
from course.certificates import document, store
from course.certificates.schema import DocumentError
from course.clock import now
from course.db import db
from course.mail import Kind, Message
from tests.earning import certificate, finish


@contextmanager
def full_disk():
    """No file of this process may grow past a hundred bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_nothing_half_written_and_says_so(tmp_path):
    target = store.path(tmp_path, "RL-0000-0000-0000")
    target.parent.mkdir()
    target.with_name(f".{target.name}.{os.getpid()}").symlink_to("/dev/full")
    with pytest.raises(DocumentError, match="il n'y a plus de place sur le disque"):
        store.write(target, b"x" * 50_000)
    assert list(target.parent.iterdir()) == []


def test_a_full_disk_keeps_the_document_that_was_there(tmp_path):
    target = store.path(tmp_path, "RL-0000-0000-0000")
    store.write(target, b"ancien")
    with full_disk(), pytest.raises(DocumentError):
        store.write(target, b"x" * 50_000)
    assert [file.name for file in target.parent.iterdir()] == ["RL-0000-0000-0000.pdf"]
    assert target.read_bytes() == b"ancien"


@pytest.fixture
def obstacle(settings):
    """A file where the folder of documents should be: every document fails until it is removed."""
    found = settings.instance / "documents"
    found.touch()
    return found


def run_for_ten_minutes(traveller):
    for _ in range(5):
        jobs.run_waiting()
        traveller.shift(timedelta(minutes=2))


def ordered(cast):
    finish(cast.alice)
    cast.alice.post("/attestations/essai")


def test_a_document_that_fails_is_tried_again_and_the_person_is_told(app, cast, obstacle):
    ordered(cast)
    jobs.run_waiting()
    page = cast.alice.get("/attestations/essai")
    assert "a échoué, nous réessayons" in page.text
    assert "L’administrateur est prévenu" in page.text
    assert page.headers["Refresh"] == "15"
    obstacle.unlink()
    with time_machine.travel(now() + timedelta(minutes=1)):
        jobs.run_waiting()
    assert "Votre attestation est prête" in cast.alice.get("/attestations/essai").text
    assert certificate(cast).error == ""
    told = db.session.scalars(select(Message).where(Message.kind == Kind.DOCUMENT)).one()
    assert (told.recipient, told.subject) == ("alice@example.org", "Votre attestation est prête")
    assert "/attestations/essai" in told.text


def test_a_document_that_keeps_failing_is_given_up_with_its_reason(app, cast, settings, obstacle):
    with time_machine.travel(now(), tick=False) as traveller:
        ordered(cast)
        run_for_ten_minutes(traveller)
        found = certificate(cast)
        job = jobs.latest(f"certificate:{found.id}")
        assert (job.state, job.tries) == ("failed", 3)
        assert found.error.startswith(f"document non écrit dans {obstacle}")
        assert found.error in job.error
        page = cast.alice.get("/attestations/essai")
        assert "La mise en page a échoué" in page.text
        assert "Refresh" not in page.headers
        obstacle.unlink()
        cast.alice.post("/attestations/essai")
        jobs.run_waiting()
    assert store.path(settings.instance, found.code).is_file()
    assert certificate(cast).ready_at


def test_each_administrator_is_told_once_with_the_reason(app, cast, obstacle):
    with time_machine.travel(now(), tick=False) as traveller:
        ordered(cast)
        run_for_ten_minutes(traveller)
    messages = list(db.session.scalars(select(Message)))
    assert [message.recipient for message in messages] == ["diane@example.org"]
    assert "document non écrit" in messages[0].text
    assert certificate(cast).code in messages[0].html


def test_a_missing_library_is_a_clear_failure_too(app, cast, monkeypatch):
    ordered(cast)

    def without_pango(*_):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(document, "attestation", without_pango)
    jobs.run_waiting()
    assert "libpango-1.0-0" in certificate(cast).error
