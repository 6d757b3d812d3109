"""Waivers asked and decided: once, by who looks after the person, with a word, a trace and a message."""

import pytest
from sqlalchemy import func, select

from course.clock import now
from course.cohorts.models import Membership
from course.db import db
from course.mail import Message
from course.people.models import Audit
from course.progress.queries import record
from course.waivers.models import Waiver
from tests.positionings import position
from tests.taking import at_once, complete, words
from tests.waiving import waive

ASK = {"part": "essai/ouvrir", "reason": "training", "evidence": "Trois jours au CNFPT en 2024"}


@pytest.fixture
def coached(cast):
    """Alice is in the cohort that Chloé coaches."""
    db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id("alice"), starts_at=now()))
    db.session.commit()


def waivers():
    found = db.session.scalars(select(Waiver).order_by(Waiver.id)).all()
    db.session.expunge_all()
    db.session.rollback()
    return found


def asked(cast, **changes):
    assert cast.alice.post("/positionnement/dispenses", data=ASK | changes).status_code == 303
    return waivers()[-1]


def decide(client, waiver, act, **fields):
    """What the coach's form sends."""
    name = f"d{waiver.id}-"
    usual = {"part": waiver.lesson or waiver.module + "+" * waiver.assessment, "reason": waiver.reason, "note": ""}
    sent = {f"{name}{key}": value for key, value in (usual | fields).items()}
    return client.post(f"/dispenses/{waiver.person_id}/{waiver.id}", data={"act": act, **sent})


def test_a_person_asks_and_the_coach_sees_it(app, cast, coached):
    waiver = asked(cast)
    assert (waiver.state, waiver.origin, waiver.reason) == ("proposed", "person", "training")
    page = words(cast.chloe.get(f"/dispenses/{cast.id('alice')}"))
    assert "Leçon « Ouvrir une séance »" in page
    assert "« Trois jours au CNFPT en 2024 »" in page
    assert record(cast.id("alice")).waivers == {}


def test_accepting_settles_the_part_tells_the_person_and_leaves_a_trace(app, cast, coached):
    waiver = asked(cast)
    version = cast.person("alice").version
    db.session.rollback()
    assert decide(cast.chloe, waiver, "accept").headers["Location"] == f"/dispenses/{cast.id('alice')}"
    (found,) = waivers()
    assert (found.state, found.decided_by, found.decided_role) == ("accepted", cast.id("chloe"), "coach")
    assert found.decided_service == "DREETS Occitanie"
    assert cast.person("alice").version > version
    assert len(record(cast.id("alice")).waivers) == 1
    letter = db.session.scalars(select(Message)).one()
    assert letter.person_id == cast.id("alice")
    assert "leçon « Ouvrir une séance » (formation équivalente)" in " ".join(letter.text.replace("\u00a0", " ").split())
    assert "Chloé" not in letter.text + letter.html
    trace = db.session.scalars(select(Audit).where(Audit.action == "waiver-accepted")).one()
    assert (trace.actor_id, trace.person_id) == (cast.id("chloe"), cast.id("alice"))
    db.session.rollback()


def test_refusing_asks_for_a_word_and_the_person_reads_it(app, cast, coached):
    waiver = asked(cast)
    page = decide(cast.chloe, waiver, "refuse")
    assert page.status_code == 422
    assert "Écrivez pourquoi" in words(page)
    assert waivers()[0].state == "proposed"
    decide(cast.chloe, waiver, "refuse", note="Le cadre a changé <b>depuis</b>.")
    assert waivers()[0].state == "refused"
    shown = cast.alice.get("/positionnement").text
    assert "&lt;b&gt;depuis&lt;/b&gt;" in shown
    letter = db.session.scalars(select(Message)).one()
    assert "<b>depuis" not in letter.html
    db.session.rollback()


def test_amending_changes_the_part_or_the_reason_and_says_what_was_asked(app, cast, coached):
    waiver = asked(cast, part="essai+", reason="field")
    assert decide(cast.chloe, waiver, "accept", part="essai/fermer").status_code == 422
    decide(cast.chloe, waiver, "accept", part="essai/fermer", reason="training", note="Le reste vous servira.")
    (found,) = waivers()
    assert (found.state, found.lesson, found.assessment, found.reason) == ("amended", "essai/fermer", False, "training")
    page = words(cast.alice.get("/positionnement"))
    assert (
        "Demandé au départ : module entier, évaluation comprise : « Module d'essai » : expérience de terrain." in page
    )
    assert "dispensée" in cast.alice.get("/lecons/essai/fermer").text
    assert "dispensée" not in cast.alice.get("/lecons/essai/ouvrir").text


def test_a_whole_module_answers_what_waits_for_its_lessons(app, cast, coached):
    lesson, module = asked(cast), asked(cast, part="essai")
    decide(cast.chloe, module, "accept")
    assert [(item.id, item.state) for item in waivers()] == [(lesson.id, "withdrawn"), (module.id, "accepted")]
    assert "Comprise dans la dispense : toutes les leçons" in words(cast.alice.get("/positionnement"))


def test_a_coach_grants_what_nobody_asked_once_and_says_why(app, cast, coached):
    path = f"/dispenses/{cast.id('alice')}"
    given = {"g-part": "essai/ouvrir", "g-reason": "administrative", "g-note": ""}
    assert cast.chloe.post(path, data=given).status_code == 422
    assert cast.bob.post(path, data=given | {"g-note": "Oui"}).status_code == 404
    assert waivers() == []
    assert cast.chloe.post(path, data=given | {"g-note": "Convention avec le service."}).headers["Location"] == path
    again = cast.diane.post(path, data={"g-part": "essai", "g-reason": "field", "g-note": "Tout le module"})
    assert again.status_code == 303
    assert cast.diane.post(path, data=given | {"g-note": "Encore"}).status_code == 422
    assert [(item.state, item.decided_role, item.lesson) for item in waivers()] == [
        ("accepted", "coach", "essai/ouvrir"),
        ("accepted", "admin", ""),
    ]
    assert "Convention avec le service." in words(cast.alice.get("/positionnement"))


def test_amending_onto_a_part_already_waived_is_refused_and_changes_nothing(app, cast, coached):
    waive(cast, lesson="essai/fermer")
    waiver = asked(cast)
    decide(cast.chloe, waiver, "accept", part="essai/fermer", note="Plutôt celle-ci")
    assert "Une autre dispense existe déjà" in words(cast.chloe.get(f"/dispenses/{cast.id('alice')}"))
    assert waivers()[-1].state == "proposed"
    assert waivers()[-1].lesson == "essai/ouvrir"


def test_a_part_of_another_module_cannot_be_given_instead(app, cast, coached):
    waiver = asked(cast)
    assert decide(cast.chloe, waiver, "accept", part="autre", note="Oui").status_code == 422
    assert waivers()[0].state == "proposed"


def test_fifty_decisions_make_one(app, cast, coached):
    waiver = asked(cast)
    browsers = [cast.client(app, "chloe") for _ in range(25)] + [cast.client(app, "diane") for _ in range(25)]
    acts = [
        lambda browser=browser, number=number: decide(
            browser, waiver, ("accept", "refuse")[number % 2], note="Parce que"
        )
        for number, browser in enumerate(browsers)
    ]
    assert {answer.status_code for answer in at_once(app, acts)} == {303}
    decided = select(func.count()).select_from(Audit).where(Audit.action.in_(("waiver-accepted", "waiver-refused")))
    assert db.session.scalar(decided) == 1
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1
    db.session.rollback()


def test_fifty_requests_make_one(app, cast):
    browsers = [cast.client(app, "alice") for _ in range(50)]
    answers = at_once(app, [lambda b=b: b.post("/positionnement/dispenses", data=ASK) for b in browsers])
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 49
    assert len(waivers()) == 1


def test_taking_back_a_waiver_deletes_no_work(app, cast, coached):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    complete(cast.alice)
    before = record(cast.id("alice"))
    waiver = asked(cast, part="essai/fermer")
    decide(cast.chloe, waiver, "accept")
    assert decide(cast.chloe, waiver, "take_back").status_code == 422
    decide(cast.chloe, waiver, "take_back", note="Erreur de personne.")
    assert waivers()[0].state == "withdrawn"
    assert record(cast.id("alice")) == before
    assert "dispensée" not in cast.alice.get("/lecons/essai/fermer").text
    assert "Erreur de personne." in words(cast.alice.get("/positionnement"))


@pytest.mark.parametrize("act", ["accept", "refuse"])
def test_what_is_decided_is_not_decided_again(app, cast, coached, act):
    waiver = asked(cast)
    decide(cast.chloe, waiver, "accept")
    decide(cast.diane, waiver, act, note="Autre avis")
    (found,) = waivers()
    assert (found.state, found.decided_by, found.decision_note) == ("accepted", cast.id("chloe"), "")


def test_refused_on_the_same_grounds_is_refused_again_and_something_new_is_heard(app, cast, coached):
    decide(cast.chloe, asked(cast), "refuse", note="Trop ancien.")
    page = cast.alice.post("/positionnement/dispenses", data=ASK | {"evidence": "  trois JOURS au CNFPT en 2024"})
    assert page.status_code == 422
    assert "déjà été refusée pour ce motif" in words(page)
    assert len(waivers()) == 1
    assert asked(cast, evidence="Et une semaine à l'IRA en 2026").state == "proposed"


def test_what_a_positioning_proposed_and_the_coach_refused_is_not_proposed_again(app, cast, coached):
    position(cast.alice, cast.id("alice"))
    decide(cast.chloe, waivers()[0], "refuse", note="Faites-la.")
    from course.onboarding.positioning import operations, queries
    from course.onboarding.positioning.models import Positioning

    open_again = db.session.scalars(select(Positioning)).one()
    open_again.finished_at = None
    db.session.commit()
    operations.finish(cast.id("alice"), app.extensions["relais_catalog"], now())
    db.session.commit()
    assert [waiver.state for waiver in waivers()] == ["refused"]
    assert queries.under_way(cast.id("alice")) is None
    db.session.rollback()


def test_a_person_adds_a_word_or_prefers_to_follow(app, cast, coached):
    waiver = asked(cast)
    path = f"/positionnement/dispenses/{waiver.id}"
    cast.alice.post(path, data={f"d{waiver.id}-evidence": "Voir l'attestation jointe"})
    assert waivers()[0].evidence == "Voir l'attestation jointe"
    too_long = cast.alice.post(path, data={f"d{waiver.id}-evidence": "é" * 1001})
    assert too_long.status_code == 422
    assert "é" * 1001 in too_long.text
    cast.alice.post(path, data={"give_up": "1"})
    assert waivers()[0].state == "withdrawn"
    cast.alice.post(path, data={f"d{waiver.id}-evidence": "Encore"})
    assert waivers()[0].evidence == "Voir l'attestation jointe"


def test_a_test_passed_is_not_something_one_may_just_say(app, cast):
    page = cast.alice.post("/positionnement/dispenses", data=ASK | {"reason": "test"})
    assert page.status_code == 422
    assert waivers() == []


@pytest.mark.parametrize("key", ["bob", "alice"])
def test_nobody_else_sees_or_decides(app, cast, coached, key):
    waiver = asked(cast)
    client = getattr(cast, key)
    assert client.get(f"/dispenses/{cast.id('alice')}").status_code == 404
    assert decide(client, waiver, "accept").status_code == 404
    assert waivers()[0].state == "proposed"
    if key == "bob":
        assert client.post(f"/positionnement/dispenses/{waiver.id}", data={"give_up": "1"}).status_code == 404
        assert waivers()[0].state == "proposed"


def test_a_coach_of_another_cohort_does_not_either(app, cast):
    waiver = asked(cast)
    assert cast.chloe.get(f"/dispenses/{cast.id('alice')}").status_code == 404
    assert decide(cast.chloe, waiver, "accept").status_code == 404
    decide(cast.diane, waiver, "accept")
    assert waivers()[0].decided_role == "admin"


def test_an_administrator_does_not_decide_for_themselves(app, cast):
    cast.diane.post("/positionnement/dispenses", data=ASK)
    assert decide(cast.diane, waivers()[0], "accept").status_code == 404
    assert waivers()[0].state == "proposed"
