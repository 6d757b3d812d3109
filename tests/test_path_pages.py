"""The learner's pages: where am I, what is next, how long; and every figure shows its facts."""

import pytest

from course.clock import now
from course.db import db
from course.modules import operations


def finish(cast, app, who, *names):
    for name in names:
        lesson = app.extensions["relais_course"].lesson(f"essai/{name}")
        operations.finish(cast.id(who), lesson, now())
    db.session.commit()


def test_a_newcomer_sees_one_next_step_and_its_duration(cast):
    page = cast.alice.get("/").text
    assert page.count('class="button"') == 1
    assert 'href="/lecons/essai/ouvrir">Commencer' in page
    assert "Leçon 1 sur 2 · 20\u00a0minutes" in page
    assert "<strong>0\u00a0%</strong>" in page


def test_each_station_says_its_state_in_words(cast, app):
    finish(cast, app, "alice", "ouvrir")
    page = cast.alice.get("/").text
    assert '<li class="done"><a href="/lecons/essai/ouvrir">Ouvrir</a><span class="visually-hidden">, terminé' in page
    assert '<li class="here"><a href="/lecons/essai/fermer" aria-current="step">' in page
    assert "1 étape sur 3 · 25\u00a0minutes jusqu’à l’attestation" in page


def test_the_figure_is_the_same_on_every_page(cast, app):
    finish(cast, app, "alice", "ouvrir")
    assert "<strong>44\u00a0%</strong>" in cast.alice.get("/").text
    why = cast.alice.get("/pourquoi").text
    assert "Pourquoi 44\u00a0%" in why
    assert "20 ÷ 45 = 44\u00a0%" in why


def test_every_fact_behind_the_figure_is_listed(cast, app):
    finish(cast, app, "alice", "ouvrir")
    why = cast.alice.get("/pourquoi").text
    rows = [row for row in why.split("<tr>") if "<td>" in row]
    assert len(rows) == 3
    assert "Terminé" in rows[0] and "20\u00a0minutes sur 20" in rows[0]
    assert "À faire" in rows[1] and "0\u00a0minute sur 15" in rows[1]


def test_the_module_page_says_what_a_learner_must_know_before_starting(cast):
    page = cast.alice.get("/modules/essai").text
    for text in (
        "Bienvenue dans l’essai",
        "Essayer encore",
        "Tout agent.",
        "Prérequis",
        "6 questions",
        "45\u00a0minutes",
    ):
        assert text in page


def test_the_accessibility_statement_prints_no_invented_rate(client):
    page = client.get("/accessibilite").text
    assert "non conforme" in page
    assert "%" not in page.split("<main")[1]


@pytest.mark.parametrize("url", ["/aide", "/accessibilite", "/donnees-personnelles", "/capsule"])
def test_information_is_open_to_everyone(client, url):
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", ["/", "/pourquoi", "/modules/essai", "/lecons/essai/ouvrir"])
def test_learning_asks_for_a_sign_in_and_comes_back(client, url):
    answer = client.get(url)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/connexion")
