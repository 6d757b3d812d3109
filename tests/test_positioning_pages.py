"""« Mon positionnement »: filled in step by step, frozen with its date, shown over time."""

import pytest
import time_machine
from sqlalchemy import func, select

from course.clock import now
from course.cohorts.models import Membership
from course.db import db
from course.onboarding.positioning import queries
from course.onboarding.positioning.models import Positioning, PositioningAnswer, PositioningLevel
from course.onboarding.positioning.rules import APART
from course.people.models import Audit
from course.questions.base import COMPETENCES
from course.waivers.models import Waiver
from tests.answering import wrong
from tests.positionings import GROUPS, begin, position, say, test_fields
from tests.taking import at_once, words
from tests.waiving import waive


def rows(table):
    found = db.session.scalars(select(table)).all()
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_positioning_says_how_long_it_takes_and_waits_to_be_begun(app, cast):
    page = words(cast.alice.get("/positionnement"))
    assert "5 minutes environ" in page
    assert "Commencer" in page
    assert cast.alice.get("/positionnement/A").headers["Location"] == "/positionnement"
    assert rows(Positioning) == []


def test_each_step_is_kept_as_it_is_filled(app, cast):
    begin(cast.alice)
    given = cast.alice.post("/positionnement/A", data={"A1": "2"}, headers={"X-Fragment": "1"})
    assert given.status_code == 204
    assert 'name="A1" value="2" checked' in cast.alice.get("/positionnement/A").text
    assert [(row.competence, row.level, row.described) for row in rows(PositioningLevel)] == [
        ("A1", 2, "Niveau 2 de A1")
    ]


def test_a_step_says_which_sentences_are_still_to_choose_and_keeps_the_others(app, cast):
    begin(cast.alice)
    page = cast.alice.post("/positionnement/A", data={"A1": "2", "A2": "9", "A3": "x"})
    assert page.status_code == 422
    assert 'id="A2-error"' in page.text
    assert 'id="A1-error"' not in page.text
    assert [row.competence for row in rows(PositioningLevel)] == ["A1"]
    following = cast.alice.post("/positionnement/A", data={"A2": "1", "A3": "4"})
    assert following.headers["Location"] == "/positionnement/B"


def test_the_test_is_drawn_once_when_every_level_is_given(app, cast):
    begin(cast.alice)
    assert rows(PositioningAnswer) == []
    assert "Il manque" in words(cast.alice.get("/positionnement/test"))
    say(cast.alice)
    drawn = [row.fingerprint for row in rows(PositioningAnswer)]
    assert len(drawn) == 4
    say(cast.alice, 1)
    assert [row.fingerprint for row in rows(PositioningAnswer)] == drawn


def test_finishing_too_early_says_what_is_missing_and_freezes_nothing(app, cast):
    begin(cast.alice)
    cast.alice.post("/positionnement/A", data={"A1": "2", "A2": "2", "A3": "2"})
    answer = cast.alice.post("/positionnement/fin", data={"training": "IRA", "field": "", "finish": "1"})
    assert answer.headers["Location"] == "/positionnement/fin"
    page = words(cast.alice.get("/positionnement/fin"))
    assert "Choisissez encore un niveau pour : B1, B2" in page
    assert "> IRA</textarea>" in page
    assert rows(Positioning)[0].finished_at is None


def test_a_finished_positioning_no_longer_changes(app, cast):
    position(cast.alice, cast.id("alice"), level=2)
    before = [(row.competence, row.level) for row in rows(PositioningLevel)]
    for path, data in (("A", {"A1": "4", "A2": "4", "A3": "4"}), ("test", {}), ("fin", {"training": "X", "field": ""})):
        assert cast.alice.post(f"/positionnement/{path}", data=data).headers["Location"] == "/positionnement"
        assert cast.alice.post(f"/positionnement/{path}", data=data, headers={"X-Fragment": "1"}).status_code == 409
    assert [(row.competence, row.level) for row in rows(PositioningLevel)] == before
    assert rows(Positioning)[0].training == ""


def test_the_answers_are_graded_when_it_is_finished(app, cast):
    position(cast.alice, cast.id("alice"), answers=wrong)
    assert {row.score for row in rows(PositioningAnswer)} == {0.0}
    assert "test : 0 sur" in words(cast.alice.get("/positionnement"))


def test_a_text_too_long_is_refused_and_kept_on_the_page(app, cast):
    begin(cast.alice)
    page = cast.alice.post("/positionnement/fin", data={"training": "é" * 1001, "field": ""})
    assert page.status_code == 422
    assert "Au plus 1000 signes." in words(page)
    assert "é" * 1001 in page.text
    assert rows(Positioning)[0].training == ""


def test_the_next_one_waits_for_its_moment(app, cast):
    position(cast.alice, cast.id("alice"), level=1)
    assert "Il s'ouvre quand 40 % du parcours" in words(cast.alice.get("/positionnement"))
    assert cast.alice.post("/positionnement").headers["Location"] == "/positionnement"
    assert len(rows(Positioning)) == 1


def test_the_three_moments_are_shown_over_time(app, cast):
    start = now()
    for number, moment in enumerate(("entry", "middle", "exit")):
        with time_machine.travel(start + number * APART, tick=False):
            position(cast.client(app, "alice"), cast.id("alice"), level=number + 1)
            if number < 2:
                waive(cast, **({"assessment": True} if number else {"lesson": "essai/ouvrir"}))
            page = cast.client(app, "alice").get("/positionnement").text
        assert [item.moment for item in queries.history(cast.id("alice"))][-1] == moment
        db.session.rollback()
    assert page.count('<g class="shape ') == 6
    assert page.count("<polygon class") == 4
    assert "Vos trois positionnements sont faits" in page
    assert all(f"Niveau {level} de F3" in page for level in (1, 2, 3))
    with time_machine.travel(start + 3 * APART, tick=False):
        client = cast.client(app, "alice")
        assert client.post("/positionnement").headers["Location"] == "/positionnement"
    assert len(rows(Positioning)) == 3


def test_editing_the_content_never_rewrites_a_record(app, cast, content, reopened):
    position(cast.alice, cast.id("alice"), level=2)
    before = queries.history(cast.id("alice"))
    db.session.rollback()
    file = content / "modules" / "positionnement.yaml"
    file.write_text(file.read_text().replace("Niveau 2 de", "Autre texte pour"))
    quiz = content / "quizzes" / "essai.yaml"
    quiz.write_text(quiz.read_text().replace("Premier geste ?", "Premier mot ?"))
    again = reopened()
    page = cast.client(again, "alice").get("/positionnement").text
    assert "Niveau 2 de A1" in page
    assert "Autre texte" not in page
    assert queries.history(cast.id("alice")) == before
    db.session.rollback()


def test_fifty_clicks_begin_one_positioning(app, cast):
    browsers = [cast.client(app, "alice") for _ in range(50)]
    answers = at_once(app, [lambda browser=browser: browser.post("/positionnement") for browser in browsers])
    assert {answer.headers["Location"] for answer in answers} == {"/positionnement/A"}
    assert len(rows(Positioning)) == 1


def test_fifty_clicks_finish_it_once(app, cast):
    begin(cast.alice)
    say(cast.alice)
    cast.alice.post("/positionnement/test", data=test_fields(cast.id("alice"), wrong))
    end = {"training": "Deux jours à l'IRA", "field": "", "finish": "1"}
    browsers = [cast.client(app, "alice") for _ in range(50)]
    answers = at_once(
        app, [lambda browser=browser: browser.post("/positionnement/fin", data=end) for browser in browsers]
    )
    assert {answer.headers["Location"] for answer in answers} == {"/positionnement"}
    traces = select(func.count()).select_from(Audit).where(Audit.action == "positioned")
    assert db.session.scalar(traces) == 1
    db.session.rollback()


def test_what_one_masters_is_proposed_with_its_reason(app, cast):
    position(cast.alice, cast.id("alice"))
    found = {waiver.lesson: (waiver.reason, waiver.state, waiver.origin) for waiver in rows(Waiver)}
    assert found == {"essai/fermer": ("test", "proposed", "positioning")}
    page = words(cast.alice.get("/positionnement"))
    assert "Leçon « Fermer une séance »" in page
    assert "D2 : niveau 3 au moins ; 2 sur 2 au test" in page
    assert "dispensé" not in cast.alice.get("/lecons/essai/fermer").text


def test_a_training_told_is_a_reason_too(app, cast):
    position(cast.alice, cast.id("alice"), story={"training": "Deux jours à l'IRA"})
    assert {waiver.lesson: (waiver.reason, waiver.evidence) for waiver in rows(Waiver)} == {
        "essai/ouvrir": ("training", "Deux jours à l'IRA"),
        "essai/fermer": ("test", ""),
    }


@pytest.mark.parametrize("step", [*GROUPS, "test", "fin"])
def test_every_step_opens_by_its_address(app, cast, step):
    begin(cast.alice)
    assert cast.alice.get(f"/positionnement/{step}").status_code == 200


def test_the_mirror_reads_the_latest_levels_of_a_cohort_in_one_query(app, cast):
    for key, level in (("alice", 2), ("bob", 4)):
        position(getattr(cast, key), cast.id(key), level=level, A1=1)
    at = now()
    db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id("alice"), starts_at=at))
    db.session.commit()
    expected = dict.fromkeys(COMPETENCES, 2) | {"A1": 1}
    assert queries.cohort_levels(cast.cohort, now()) == {cast.id("alice"): expected}
    db.session.rollback()


def test_an_open_positioning_does_not_replace_the_last_one(app, cast):
    position(cast.alice, cast.id("alice"), level=2)
    waive(cast, assessment=True, reason="administrative")
    with time_machine.travel(now() + APART, tick=False):
        client = cast.client(app, "alice")
        begin(client)
        say(client, 4)
        db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id("alice"), starts_at=now() - APART))
        db.session.commit()
        assert set(queries.cohort_levels(cast.cohort, now())[cast.id("alice")].values()) == {2}
    db.session.rollback()
