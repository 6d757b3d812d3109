"""A scenario is played one decision at a time: in a lesson, in an assessment, and the key stays on the server."""

import re
from html import unescape

import pytest
import yaml

from course.db import db
from course.modules.models import CheckAnswer
from tests.answering import RAW, make, typed
from tests.taking import asked, begin, row

SCENARIO = {"id": "scene", "type": "scenario", "text": "Ouvrez la séance.", **RAW["scenario"]}
LESSON = "/lecons/essai/ouvrir"
KEY = ["Retour", "points", "0.5", "colere", "retard"]
"""Feedback, worth, and the names of the steps."""


@pytest.fixture
def alice(cast, content, reopened):
    """Alice, where the lesson and the assessment hold a scenario."""
    lesson = content / "modules/essai/01-ouvrir.md"
    block = f"```question\n{yaml.safe_dump(SCENARIO, allow_unicode=True)}```\n"
    lesson.write_text(lesson.read_text().replace("/// exemple", f"{block}\n/// exemple", 1))
    bank = content / "quizzes/essai.yaml"
    quiz = yaml.safe_load(bank.read_text())
    quiz["draw"]["F"] = 1
    quiz["questions"].append({**SCENARIO, "competence": "F2", "lesson": "ouvrir"})
    bank.write_text(yaml.safe_dump(quiz, allow_unicode=True))
    head = content / "modules/essai/index.md"
    head.write_text(re.sub(r"competences: \[(.*)\]", r"competences: [\1, F2]", head.read_text()))
    return cast.client(reopened(), "alice")


def scene(html):
    """The part of a page that shows the scenario."""
    end = '<p class="(actions|saved)|</section>'
    found = re.search(rf'<(form|fieldset|section)[^>]* id="question-(scene|7)".*?({end})', html, re.DOTALL)
    return unescape(found[0]).replace("\u00a0", " ").replace("’", "'")


def shown(html):
    return re.findall(r"Le groupe tarde|Les présents s'agacent|On se présente|s'arrête ici", scene(html))


def choose(*way):
    return typed(make("scenario"), list(way))


def answer(client, *way):
    return client.post(f"{LESSON}/questions/scene", data=choose(*way), follow_redirects=True).text


def test_in_a_lesson_each_decision_brings_the_next_step_and_the_last_one_the_debrief(alice):
    page = alice.get(LESSON).text
    assert shown(page) == ["Le groupe tarde"]
    page = answer(alice, 0)
    assert shown(page) == ["Le groupe tarde", "Les présents s'agacent"]
    assert "Retour" not in scene(page)
    page = answer(alice, 0, 0)
    assert shown(page) == ["Le groupe tarde", "Les présents s'agacent", "On se présente"]
    text = re.sub(r"<[^>]+>", " ", scene(answer(alice, 0, 0, 1)))
    assert "En partie juste : 50 % des points" in text
    taken, best = text.split("Le meilleur chemin")
    assert [word for word in ("attente", "reprise", "tunnel", "départ", "mot") if f"Retour {word}" in taken] == [
        "attente",
        "reprise",
        "tunnel",
    ]
    assert "Retour départ" in best and "Retour mot" in best


def test_in_a_lesson_the_reader_may_change_an_earlier_decision(alice):
    answer(alice, 0, 0)
    assert shown(answer(alice, 1)) == ["Le groupe tarde", "On se présente"]
    assert "Aucun chemin n'était meilleur" in scene(answer(alice, 1, 0))


def test_a_decision_on_a_way_left_is_not_kept(alice):
    fields = {**choose(0, 0, 1), **choose(2)}
    alice.post(f"{LESSON}/questions/scene", data=fields)
    kept = db.session.query(CheckAnswer).filter_by(question="scene").one()
    assert kept.answer == "[2]"
    assert kept.score == 0


def play(client, attempt, *way):
    fields = {name.replace("s", "q7-s", 1): value for name, value in choose(*way).items()}
    return client.post(f"/essais/{attempt}/reponses/7", data=fields, headers={"X-Fragment": "1"})


def test_in_an_assessment_nothing_of_the_key_and_of_the_other_ways_reaches_the_browser(alice):
    attempt = begin(alice)
    page = alice.get(f"/essais/{attempt}").text
    assert shown(page) == ["Le groupe tarde"]
    assert not any(word in scene(page) for word in KEY)
    fragment = play(alice, attempt, 1).text
    assert "On se présente" in fragment
    assert "Les présents" not in fragment
    assert not any(word in fragment for word in KEY)
    assert asked(attempt)[6].answer == [1]


def test_a_scenario_left_unfinished_is_announced_and_worth_nothing(alice):
    attempt = begin(alice)
    play(alice, attempt, 1)
    assert '<a href="/essais/' in alice.get(f"/essais/{attempt}/terminer").text.partition("incomplète")[2]
    alice.post(f"/essais/{attempt}/terminer")
    assert asked(attempt)[6].score == 0
    page = alice.get(f"/essais/{attempt}").text
    assert "le scénario n'est pas fini" in scene(page)


def test_a_finished_way_says_so_and_its_end_is_graded(alice):
    attempt = begin(alice)
    assert "s’arrête ici" in play(alice, attempt, 0, 0, 0).text
    alice.post(f"/essais/{attempt}/terminer")
    assert asked(attempt)[6].score == pytest.approx(2.5 / 3)
    assert row(attempt).score == pytest.approx(100 * 2.5 / 3 / 7)


def test_what_comes_next_is_only_for_whom_the_attempt_belongs_to_and_while_it_is_open(alice, cast):
    attempt = begin(alice)
    assert play(cast.bob, attempt, 1).status_code == 404
    alice.post(f"/essais/{attempt}/terminer")
    assert play(alice, attempt, 1).status_code == 409
    assert asked(attempt)[6].answer is None


def test_without_javascript_the_page_comes_back_at_the_step_reached(alice):
    attempt = begin(alice)
    page = alice.get(f"/essais/{attempt}").text
    assert 'formaction="#q7-now"' in page
    mark = re.search(r'name="q7-was" value="(\w+)"', page)[1]
    fields = {name.replace("s", "q7-s", 1): value for name, value in choose(0).items()}
    response = alice.post(f"/essais/{attempt}", data={**fields, "q7-was": mark})
    assert response.headers["Location"] == f"/essais/{attempt}"
    page = alice.get(f"/essais/{attempt}").text
    now = re.search(r'<fieldset class="moment" data-now id="q7-now">.*?</fieldset>', page, re.DOTALL)[0]
    assert "Les présents s’agacent" in now
