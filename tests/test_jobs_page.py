"""« Travaux en arrière-plan »: what waits, runs and failed; an administrator does it again, or gives it up."""

import errno
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from course import jobs
from course.clock import now
from course.db import db
from course.jobs import Job, registry
from course.people.models import Audit
from course.people.operations import RefusedError

PAGE = "/administration/travaux"


def add(**values):
    job = Job(**{"kind": "mail", "key": "mail", "payload": "{}", "state": "failed", "error": "Panne."} | values)
    db.session.add(job)
    db.session.commit()
    return job.id


def states():
    db.session.rollback()
    return list(db.session.scalars(select(Job.state).order_by(Job.id)))


def text(answer):
    return unescape(re.sub("<[^>]*>", "", answer.text)).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_failed_job_says_what_for_whom_when_and_why(cast):
    add(
        kind="roster", key="roster:1", person_id=cast.id("alice"), error="Le disque <b>est</b> plein", finished_at=now()
    )
    page = cast.diane.get(PAGE)
    assert "Invitations d’une liste" in text(page)
    assert "Demandé par Alice N’Guyên-Le Goff" in text(page)
    assert "Le disque <b>est</b> plein" in unescape(page.text)
    assert "<b>" not in page.text


def test_progress_is_shown_in_words_and_as_a_bar(cast):
    add(kind="roster", key="roster:1", state="running", done=120, total=500)
    page = cast.diane.get(PAGE)
    assert "120 sur 500" in text(page)
    assert re.search('<progress max="500" value="120" aria-labelledby="travail-', page.text)


def test_what_waits_says_when_it_is_tried_again_and_why(cast):
    add(state="queued", tries=1, error="La base de données n'a pas répondu.", due_at=now() + timedelta(minutes=5))
    page = text(cast.diane.get(PAGE))
    assert "Essai 1 sur 3 manqué." in page
    assert "Repart le" in page


def test_the_number_of_failures_is_on_every_page_of_the_administration(cast):
    assert "en échec" not in text(cast.diane.get("/administration/personnes"))
    add()
    add(key="autre")
    assert "2 en échec" in text(cast.diane.get("/administration/personnes"))


def test_a_job_is_done_again(cast):
    number = add()
    answer = cast.diane.post(f"{PAGE}/{number}/relancer")
    assert answer.headers["Location"] == PAGE
    assert db.session.scalars(select(Audit.detail).where(Audit.action == "job-retried")).all() == [
        f"Envoi des messages, n° {number}"
    ]
    jobs.run_waiting()
    assert states() == ["done"]


def test_a_job_given_up_leaves_the_list_and_can_be_asked_again(cast):
    cast.alice.post("/documents/fiche/tour-d-essai")
    job = db.session.scalars(select(Job)).one()
    address = "/documents/fiche/tour-d-essai/" + job.key.rpartition("-")[2]
    job.state, job.error = "failed", "Panne."
    db.session.commit()
    assert cast.diane.post(f"{PAGE}/{job.id}/abandonner").headers["Location"] == PAGE
    assert states() == ["abandoned"]
    assert "Document à emporter" not in cast.diane.get(PAGE).text
    shown = cast.alice.get(address)
    assert "La mise en page a échoué" in shown.text
    assert "Refresh" not in shown.headers
    cast.alice.post("/documents/fiche/tour-d-essai")
    assert states() == ["abandoned", "queued"]


@pytest.mark.parametrize("act", ["relancer", "abandonner"])
def test_a_job_that_is_not_failed_is_left_alone(cast, act):
    number = add(state="queued")
    for path in (number, 999):
        page = cast.diane.post(f"{PAGE}/{path}/{act}", follow_redirects=True)
        assert "déjà été relancé ou abandonné" in page.text
    assert states() == ["queued"]


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_only_administrators_see_and_decide(cast, who):
    number = add()
    assert getattr(cast, who).get(PAGE).status_code == 403
    for act in ("relancer", "abandonner"):
        assert getattr(cast, who).post(f"{PAGE}/{number}/{act}").status_code == 403
    assert states() == ["failed"]


def test_work_that_is_done_at_last_settles_its_failures(app):
    add()
    add(key="autre")
    jobs.order("mail", key="mail")
    db.session.commit()
    jobs.run_waiting()
    assert states() == ["failed", "done"]


def test_work_that_keeps_failing_is_one_line(app, monkeypatch):
    def broken(payload, report):
        raise RefusedError("Rien ne va.")

    monkeypatch.setitem(registry.handlers, "mail", broken)
    add()
    add(state="queued", tries=2)
    jobs.run_waiting()
    assert states() == ["failed"]
    assert db.session.scalar(select(Job.error)) == "Rien ne va."


def test_what_was_done_a_month_ago_is_forgotten_and_a_failure_never(app):
    old = {"due_at": now() - timedelta(days=31)}
    add(key="a", state="done", **old)
    add(key="b", state="abandoned", **old)
    add(key="c", **old)
    add(key="d", state="done")
    jobs.run_waiting()
    assert list(db.session.scalars(select(Job.key).order_by(Job.key))) == ["c", "d"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RefusedError("Cette adresse a déjà un compte."), "Cette adresse a déjà un compte."),
        (OSError(errno.ENOSPC, "No space left on device"), "Le disque est plein."),
        (PermissionError(errno.EACCES, "Permission denied"), "Le serveur n'a pas le droit d'écrire dans son dossier."),
        (OperationalError("SELECT", {}, Exception("locked")), "La base de données n'a pas répondu."),
        (ConnectionRefusedError(), "Un autre serveur ne répond pas."),
        (MemoryError(), "La mémoire du serveur a manqué."),
        (ZeroDivisionError("division by zero"), "Erreur imprévue, dont le détail est dans le journal du serveur."),
    ],
)
def test_a_reason_is_in_french_before_what_the_program_said(error, reason):
    assert jobs.explain(error).startswith(reason)


def test_every_kind_of_work_has_a_french_name(app):
    assert set(registry.labels) == set(registry.handlers)
    assert {kind for kind, label in registry.labels.items() if not label[0].isupper() or label == kind} == set()
