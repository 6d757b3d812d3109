"""Obtaining one's attestation: once, when all is done, with facts that nothing changes afterwards."""

import json
import shutil

import pytest
from sqlalchemy import func, select, update

from course import jobs
from course.certificates import store
from course.certificates.models import Certificate
from course.certificates.queries import CERTIFICATES
from course.db import db
from course.jobs import Job
from course.people.models import Audit, Person
from tests.earning import certificate, earn, finish
from tests.taking import at_once


def count(table):
    number = db.session.scalar(select(func.count()).select_from(table))
    db.session.rollback()
    return number


def version(cast):
    number = cast.person("alice").version
    db.session.rollback()
    return number


def test_everything_done_gives_an_attestation_and_its_document(app, cast, settings):
    found = earn(cast)
    assert found.ready_at
    assert found.code.startswith("RL-")
    assert store.path(settings.instance, found.code).read_bytes().startswith(b"%PDF-1.7")
    page = cast.alice.get("/attestations/essai")
    assert "Votre attestation est prête" in page.text
    assert found.code in page.text
    assert f'href="/verifier/{found.code}"' in page.text
    assert "Refresh" not in page.headers


def test_the_facts_are_those_of_the_person_and_the_module(app, cast):
    facts = earn(cast).frozen
    assert facts.name == "Alice N’Guyên-Le Goff"
    assert (facts.module, facts.course, facts.minutes) == ("Module d’essai", "Parcours d’essai", 45)
    assert facts.objectives == ("Essayer une fois", "Essayer encore")
    assert facts.lessons == ("Ouvrir une séance", "Fermer une séance")
    assert (facts.result.score, facts.result.pass_mark, facts.result.attempts) == (100, 70, 1)
    assert facts.waived == ()
    assert facts.issuer == "Relais"


def test_the_document_downloads_under_a_name_with_its_accents(app, cast):
    earn(cast)
    response = cast.alice.get("/attestations/essai/pdf", buffered=True)
    assert response.data.startswith(b"%PDF")
    disposition = response.headers["Content-Disposition"]
    assert (
        "filename*=UTF-8''Attestation%20%E2%80%93%20Module%20d%E2%80%99essai%20%E2%80%93%20Alice%20N%E2%80%99Guy"
        in disposition
    )
    assert disposition.startswith("attachment")
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize("steps", [[], ["ouvrir"], ["ouvrir", "fermer"]])
def test_prerequisites_cannot_be_bypassed_by_url(app, cast, steps):
    """PEERS 15."""
    for lesson in steps:
        cast.alice.post(f"/lecons/essai/{lesson}/terminer")
    before = version(cast)
    response = cast.alice.post("/attestations/essai")
    assert response.status_code == 409
    assert "<li>Évaluation d’essai</li>" in response.text
    assert ("<li>Ouvrir une séance</li>" in response.text) == ("ouvrir" not in steps)
    assert (count(Certificate), count(Job), version(cast)) == (0, 0, before)
    assert cast.alice.get("/attestations/essai").status_code == 404


def test_a_module_that_does_not_exist_is_not_found(app, cast):
    assert cast.alice.post("/attestations/rien").status_code == 404
    assert count(Certificate) == 0


def test_two_clicks_make_one_attestation(app, cast):
    """PEERS 11."""
    finish(cast.alice)
    locations = [cast.alice.post("/attestations/essai").headers["Location"] for _ in range(2)]
    assert locations == ["/attestations/essai"] * 2
    assert (count(Certificate), count(Job)) == (1, 1)


def test_fifty_clicks_at_once_make_one_attestation(app, cast):
    """PEERS 11 and 18."""
    finish(cast.alice)
    browsers = [cast.client(app, "alice") for _ in range(50)]
    responses = at_once(app, [lambda browser=browser: browser.post("/attestations/essai") for browser in browsers])
    assert {response.headers["Location"] for response in responses} == {"/attestations/essai"}
    assert (count(Certificate), count(Job)) == (1, 1)
    issued = select(func.count()).select_from(Audit).where(Audit.action == "certificate-issued")
    assert db.session.scalar(issued) == 1
    db.session.rollback()
    jobs.run_waiting()
    assert certificate(cast).ready_at


def test_asking_again_for_a_ready_document_orders_nothing(app, cast):
    code = earn(cast).code
    cast.alice.post("/attestations/essai")
    assert count(Job) == 1
    assert certificate(cast).code == code


def test_issuing_leaves_a_trace_and_renews_the_persons_pages(app, cast):
    finish(cast.alice)
    before = version(cast)
    cast.alice.post("/attestations/essai")
    assert version(cast) == before + 1
    jobs.run_waiting()
    assert version(cast) == before + 2
    trace = db.session.scalars(select(Audit).where(Audit.action == "certificate-issued")).one()
    assert (trace.person_id, trace.detail) == (cast.id("alice"), certificate(cast).code)


def test_somebody_elses_attestation_is_not_found(app, cast):
    """PEERS 16."""
    earn(cast)
    for client in (cast.bob, cast.chloe, cast.diane):
        assert client.get("/attestations/essai").status_code == 404
        assert client.get("/attestations/essai/pdf").status_code == 404


def test_without_signing_in_nothing_is_shown(app, cast, client):
    earn(cast)
    for path in ("/attestations/essai", "/attestations/essai/pdf"):
        assert client.get(path).headers["Location"].startswith("/connexion")


def test_the_page_follows_the_making_without_scripts(app, cast):
    finish(cast.alice)
    cast.alice.post("/attestations/essai")
    page = cast.alice.get("/attestations/essai")
    assert "se prépare" in page.text
    assert page.headers["Refresh"] == "2"
    assert cast.alice.get("/attestations/essai/pdf").headers["Location"] == "/attestations/essai"


def test_the_home_page_knows_the_attestations(app, cast):
    finish(cast.alice)
    cast.alice.post("/attestations/essai")
    code = certificate(cast).code
    assert [tuple(row) for row in CERTIFICATES.rows(person_id=cast.id("alice"))] == [("essai", code, 0)]
    jobs.run_waiting()
    assert [tuple(row) for row in CERTIFICATES.rows(person_id=cast.id("alice"))] == [("essai", code, 1)]
    assert CERTIFICATES.rows(person_id=cast.id("bob")) == []


def test_a_later_change_of_name_leaves_the_attestation_alone(app, cast):
    """PEERS 13: the name on the attestation is the one it was issued under."""
    before = earn(cast).facts
    db.session.execute(update(Person).where(Person.id == cast.id("alice")).values(name="Alice Martin"))
    db.session.commit()
    assert certificate(cast).facts == before
    assert "Alice N’Guyên-Le Goff" in cast.alice.get("/attestations/essai").text


def test_an_attestation_outlives_its_module(app, cast, settings, content, reopened):
    """PEERS 3 and 12: the module is renamed, then gone; the attestation, its document and its page remain."""
    found = earn(cast)
    store.path(settings.instance, found.code).unlink()
    index = content / "modules/essai/index.md"
    index.write_text(index.read_text().replace("Module d'essai", "Tout autre chose"))
    for old, new in (("modules/essai", "modules/autre"), ("quizzes/essai.yaml", "quizzes/autre.yaml")):
        (content / old).rename(content / new)
    quiz = content / "quizzes/autre.yaml"
    quiz.write_text(quiz.read_text().replace("module: essai", "module: autre"))
    head = content / "modules/autre/index.md"
    head.write_text(head.read_text().replace("quiz: essai", "quiz: autre"))
    listing = content / "modules/course.yaml"
    listing.write_text(listing.read_text().replace("[essai]", "[autre]"))

    later = reopened()
    alice = cast.client(later, "alice")
    with later.app_context():
        assert "Module d’essai" in alice.get(f"/verifier/{found.code}").text
        assert "à refaire" in alice.get("/attestations/essai").text
        assert alice.post("/attestations/essai").headers["Location"] == "/attestations/essai"
        jobs.run_waiting()
        assert alice.get("/attestations/essai/pdf", buffered=True).data.startswith(b"%PDF")
        assert certificate(cast).facts == found.facts


def test_a_lost_document_is_made_again_from_the_same_facts(app, cast, settings):
    found = earn(cast)
    shutil.rmtree(settings.instance / "documents")
    page = cast.alice.get("/attestations/essai")
    assert "Refaire mon attestation" in page.text
    assert count(Job) == 1
    cast.alice.post("/attestations/essai")
    jobs.run_waiting()
    assert store.path(settings.instance, found.code).is_file()
    assert certificate(cast).facts == found.facts


def test_the_facts_are_kept_as_readable_json(app, cast):
    facts = json.loads(earn(cast).facts)
    assert facts["name"] == "Alice N’Guyên-Le Goff"
    assert facts["waived"] == []
