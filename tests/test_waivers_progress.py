"""Waived parts: settled everywhere by the same computation, named everywhere, and never a made-up result."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from course import jobs
from course.db import db
from course.progress.catalog import Step
from course.progress.queries import completion, record
from course.progress.rules import LessonFact, QuizFact, Record, next_step, progress
from course.waivers.rules import Reason, Scope
from tests.answering import wrong
from tests.earning import certificate
from tests.taking import complete
from tests.waiving import waive

STEPS = (
    Step("lesson", "m/un", "Un", "Un", 20, "m"),
    Step("lesson", "m/deux", "Deux", "Deux", 15, "m"),
    Step("quiz", "m", "Évaluation", "Évaluation", 10, "m"),
    Step("lesson", "n/un", "Un", "Un", 25, "n"),
)
READ, OPENED = LessonFact("", True, "f"), LessonFact("cadrer", False, None)
PASSED, FAILED = QuizFact(True, 80.0, 1, None), QuizFact(False, 40.0, 1, 7)
ONE, LESSONS, WHOLE = Scope("m", "m/un"), Scope("m"), Scope("m", assessment=True)

lessons = st.dictionaries(st.sampled_from(["m/un", "m/deux", "n/un"]), st.sampled_from([READ, OPENED]))
quizzes = st.dictionaries(st.just("m"), st.sampled_from([PASSED, FAILED]))
scopes = st.dictionaries(st.sampled_from([ONE, LESSONS, WHOLE, Scope("disparu")]), st.sampled_from(list(Reason)))


def states(**facts):
    return [item.state for item in progress(STEPS, Record(**facts)).standings]


def test_a_lesson_waived_is_settled_alone():
    done = progress(STEPS, Record(waivers={ONE: Reason.TEST}))
    assert [item.state for item in done.standings] == ["waived", "todo", "todo", "todo"]
    assert (done.gained, done.waived, done.followed, done.remaining) == (20, 20, 0, 50)
    assert done.standings[0].reason is Reason.TEST


def test_a_module_may_be_waived_with_its_assessment_or_without():
    assert states(waivers={LESSONS: Reason.FIELD}) == ["waived", "waived", "todo", "todo"]
    assert states(waivers={WHOLE: Reason.FIELD}) == ["waived", "waived", "waived", "todo"]


def test_what_was_done_is_done_even_where_it_was_waived():
    facts = {"lessons": {"m/un": READ, "m/deux": OPENED}, "quizzes": {"m": PASSED}}
    assert states(**facts, waivers={WHOLE: Reason.FIELD}) == ["done", "waived", "done", "todo"]


def test_an_assessment_begun_then_waived_is_no_longer_the_next_step():
    facts = Record({}, {"m": FAILED}, {WHOLE: Reason.ADMINISTRATIVE})
    assert next_step(progress(STEPS, facts), facts).step.slug == "n/un"


@given(lessons, quizzes, scopes)
def test_a_waiver_never_lowers_progress_nor_changes_what_was_done(read, passed, waived):
    before, after = (progress(STEPS, Record(read, passed, given)) for given in ({}, waived))
    assert after.percent >= before.percent
    assert after.followed == before.followed == before.gained
    assert after.gained == after.followed + after.waived
    assert after.total == before.total
    assert (after.percent == 100) == after.complete


@given(lessons, quizzes, scopes)
def test_a_waiver_taken_back_leaves_progress_as_if_it_had_never_been(read, passed, waived):
    facts = Record(read, passed, waived)
    assert progress(STEPS, replace(facts, waivers={})) == progress(STEPS, Record(read, passed))


@pytest.mark.parametrize("state", ["proposed", "refused", "withdrawn"])
def test_only_a_waiver_that_was_accepted_counts(app, cast, state):
    waive(cast, lesson="essai/ouvrir", state=state)
    assert record(cast.id("alice")).waivers == {}
    assert "dispensé" not in shown(cast, "/lecons/essai/ouvrir")


@pytest.mark.parametrize("state", ["accepted", "amended"])
def test_it_counts_for_its_own_person(app, cast, state):
    waive(cast, lesson="essai/ouvrir", state=state)
    assert record(cast.id("alice")).waivers == {Scope("essai", "essai/ouvrir"): Reason.TRAINING}
    assert record(cast.id("bob")).waivers == {}


def test_a_person_has_one_live_waiver_for_a_part(app, cast):
    waive(cast, lesson="essai/ouvrir", state="refused")
    waive(cast, lesson="essai/ouvrir")
    with pytest.raises(IntegrityError):
        waive(cast, lesson="essai/ouvrir", state="proposed")
    db.session.rollback()


def shown(cast, path):
    """A page's words, without the notes of its shapes."""
    return re.sub(r"<p class=\"quiet small\">Rond.*?</p>", "", cast.alice.get(path).text)


def test_every_page_that_tells_a_step_says_that_it_is_waived(app, cast):
    assert "dispensé" not in shown(cast, "/") + shown(cast, "/pourquoi") + shown(cast, "/modules/essai")
    tag = cast.alice.get("/lecons/essai/ouvrir").headers["ETag"]
    waive(cast, lesson="essai/ouvrir")
    home = shown(cast, "/")
    assert '<li class="waived"><a href="/lecons/essai/ouvrir">' in home
    assert "44\u00a0% ?" in home.replace("\u202f?", " ?")
    why = shown(cast, "/pourquoi")
    assert "Dispensé\u00a0: formation équivalente" in why
    assert "Sur ces 20\u00a0minutes, 20\u00a0minutes vous ont été dispensées" in why
    assert "dispensé" in shown(cast, "/modules/essai")
    page = cast.alice.get("/lecons/essai/ouvrir", headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert "Cette leçon vous est dispensée\u00a0: formation équivalente." in page.text
    assert "J’ai terminé" in page.text


def test_a_lesson_done_all_the_same_is_no_longer_told_as_waived(app, cast):
    waive(cast, lesson="essai/ouvrir")
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    assert "dispensé" not in shown(cast, "/lecons/essai/ouvrir") + shown(cast, "/")


def attested(cast):
    assert cast.alice.post("/attestations/essai").headers["Location"] == "/attestations/essai"
    jobs.run_waiting()
    found = certificate(cast)
    assert found.ready_at
    return found


def test_an_attestation_names_what_was_waived_why_and_in_what_role_it_was_decided(app, cast, client):
    waive(cast, lesson="essai/ouvrir")
    cast.alice.post("/lecons/essai/fermer/terminer")
    complete(cast.alice)
    found = attested(cast)
    (part,) = found.frozen.waived
    assert part.startswith("leçon «\u00a0Ouvrir une séance\u00a0» (formation équivalente\u202f; décision du ")
    assert part.endswith(", coach de la cohorte, DREETS Occitanie)")
    assert "Chloé" not in found.facts
    assert (found.frozen.lessons, found.frozen.minutes) == (("Fermer une séance",), 25)
    assert found.frozen.result.score == 100
    assert part in client.get(f"/verifier/{found.code}").text


def test_a_waived_assessment_gives_no_result(app, cast, client):
    waive(cast, assessment=True)
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    found = attested(cast)
    assert found.frozen.result is None
    assert found.frozen.assessment_waived
    assert [skill.code for skill in found.frozen.competences] == ["C1"]
    page = client.get(f"/verifier/{found.code}").text
    assert "L’évaluation a été dispensée\u00a0: cette attestation ne porte aucun résultat." in page
    assert "leçon «\u00a0Fermer une séance\u00a0» et évaluation (" in page


def test_a_failed_attempt_at_a_waived_assessment_is_no_result_either(app, cast):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    complete(cast.alice, wrong)
    waive(cast, assessment=True)
    done = completion(cast.id("alice"), "essai")
    assert (done.complete, done.score, done.attempts) == (True, None, 0)


def test_an_assessment_passed_though_waived_gives_its_result(app, cast):
    waive(cast, assessment=True)
    complete(cast.alice)
    found = attested(cast)
    assert found.frozen.result.score == 100
    assert not found.frozen.assessment_waived
    assert found.frozen.lessons == ()


def test_a_module_waived_as_a_whole_has_nothing_to_attest(app, cast):
    waive(cast, assessment=True)
    assert "Module dispensé" in cast.alice.get("/").text
    refused = cast.alice.post("/attestations/essai")
    assert refused.status_code == 409
    assert "Rien à attester dans ce module" in refused.text
    assert certificate(cast) is None


def test_a_waiver_taken_back_changes_nothing_that_was_issued_nor_done(app, cast):
    waiver = waive(cast, lesson="essai/ouvrir")
    cast.alice.post("/lecons/essai/fermer/terminer")
    complete(cast.alice)
    facts = attested(cast).facts
    db.session.merge(waiver).state = "withdrawn"
    db.session.commit()
    assert certificate(cast).facts == facts
    done = record(cast.id("alice"))
    assert done.lessons["essai/fermer"].finished
    assert done.quizzes["essai"].passed


def test_the_assessments_page_says_that_it_is_waived(app, cast):
    assert "dispensée" not in cast.alice.get("/evaluations/essai").text
    waive(cast, lesson="essai/ouvrir")
    assert "dispensée" not in cast.alice.get("/evaluations/essai").text
    waive(cast, assessment=True)
    assert (
        "Cette évaluation vous est dispensée\u00a0: formation équivalente." in cast.alice.get("/evaluations/essai").text
    )
