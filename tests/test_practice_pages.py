"""« 5 minutes pour réviser »: what was missed comes back, is explained at once, and counts for nothing."""

import json
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from course.clock import now
from course.db import db
from course.practice import operations
from course.practice.models import PracticeCard
from course.practice.queries import entries
from course.progress.queries import record
from tests.answering import right, typed, wrong
from tests.taking import at_once, begin, complete, page_fields

CHECK = ("essai/ouvrir", "accueil")

pytestmark = pytest.mark.at("2026-11-16 09:00 +0100")


def words(response):
    return " ".join(response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def cards(cast, who="alice"):
    """The person's cards as the database has them now, by source and question."""
    db.session.expire_all()
    rows = db.session.scalars(select(PracticeCard).where(PracticeCard.person_id == cast.id(who))).all()
    found = {(row.source, row.question): row for row in rows}
    for row in rows:
        db.session.expunge(row)
    db.session.rollback()
    return found


def miss(cast, *keys, days=1, who="alice"):
    """These questions, missed some days ago; their cards' ids."""
    for source, name in keys:
        operations.missed(cast.id(who), source, [name], now() - timedelta(days=days))
    db.session.commit()
    return [cards(cast, who)[key].id for key in keys]


def reply(client, card, key, answers=right, query=""):
    question = entries()[key].question
    fields = {"version": question.fingerprint, **typed(question, answers(question))}
    return client.post(f"/reviser/{card}{query}", data=fields)


def test_what_is_missed_in_a_finished_assessment_comes_back_the_next_day(cast):
    attempt = begin(cast.alice)
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, wrong))
    assert cards(cast) == {}
    cast.alice.post(f"/essais/{attempt}/terminer")
    assert {key[0] for key in cards(cast)} == {"essai"}
    assert {(card.box, card.due) for card in cards(cast).values()} == {(0, date(2026, 11, 17))}
    assert len(cards(cast)) == 6
    complete(cast.bob)
    assert cards(cast, "bob") == {}


def test_what_is_missed_in_a_lesson_comes_back_even_when_it_is_then_redone(cast):
    question = entries()[CHECK].question
    path = "/lecons/essai/ouvrir/questions/accueil"
    cast.alice.post(path, data=typed(question, wrong(question)))
    cast.alice.post(path, data={"again": "1"})
    cast.alice.post(path, data=typed(question, right(question)))
    assert cards(cast)[CHECK].due == date(2026, 11, 17)
    cast.bob.post(path, data=typed(question, right(question)))
    assert cards(cast, "bob") == {}


def test_the_home_page_offers_it_on_the_day_it_is_due_and_not_before(cast, time_machine):
    miss(cast, CHECK, days=0)
    today = cast.alice.get("/")
    assert "/reviser" not in today.text
    time_machine.move_to("2026-11-16 23:30 +0000")
    held = {"If-None-Match": today.headers.get("ETag", "")}
    assert "1 minute pour réviser" in words(cast.alice.get("/", headers=held))
    assert "/reviser" not in cast.bob.get("/").text


def test_the_key_and_the_feedback_come_only_after_the_answer(cast):
    [card] = miss(cast, CHECK)
    page = cast.alice.get("/reviser").text
    assert "Que dites-vous d’abord" in page
    assert "Retour-A" not in page and "Retour-B" not in page
    response = reply(cast.alice, card, CHECK, wrong)
    assert response.headers["Location"] == f"/reviser/{card}"
    explained = words(cast.alice.get(f"/reviser/{card}"))
    assert "Retour-A" in explained and "Retour-B" in explained
    assert "Elle reviendra le 17 novembre 2026" in explained
    assert 'href="/lecons/essai/ouvrir"' in explained


def test_each_success_takes_it_further_and_a_miss_brings_it_back(app, cast, time_machine):
    [card] = miss(cast, CHECK)
    expected = [(right, 2), (right, 4), (right, 8), (wrong, 1), (right, 2)]
    for answers, days in expected:
        reply(cast.client(app, "alice"), card, CHECK, answers)
        kept = cards(cast)[CHECK]
        assert (kept.due - kept.answered_on).days == days
        time_machine.shift(timedelta(days=days))


def test_after_six_successes_it_is_known_until_it_is_missed_again(app, cast, time_machine):
    [card] = miss(cast, CHECK)
    for _ in range(6):
        reply(cast.client(app, "alice"), card, CHECK)
        time_machine.shift(timedelta(days=40))
    assert cards(cast)[CHECK].due is None
    alice = cast.client(app, "alice")
    assert "Rien à réviser" in words(alice.get("/reviser"))
    miss(cast, CHECK)
    assert "Que dites-vous" in alice.get("/reviser").text


def test_it_ends_gently_and_says_when_to_come_back(cast):
    [card] = miss(cast, CHECK)
    reply(cast.alice, card, CHECK)
    end = words(cast.alice.get("/reviser"))
    assert "C'est tout pour aujourd'hui" in end
    assert "Une question revue." in end
    assert "Prochaines questions le 18 novembre 2026" in end
    assert "/reviser" not in cast.alice.get("/").text


def test_five_minutes_are_not_overrun_unless_one_asks_for_more(cast, app, monkeypatch):
    keys = list(entries())
    ids = dict(zip(keys, miss(cast, *keys), strict=True))
    monkeypatch.setattr("course.practice.rules.Entry.seconds", 100)
    asked = 0
    while "C'est tout" not in words(page := cast.alice.get("/reviser")):
        key = next(key for key in keys if f'action="/reviser/{ids[key]}"' in page.text)
        reply(cast.alice, ids[key], key)
        asked += 1
    assert asked == 3
    end = words(page)
    assert f"{len(keys) - 3} questions attendent ; demain conviendra très bien." in end
    more = cast.alice.get("/reviser?encore=1").text
    key = next(key for key in keys if f'action="/reviser/{ids[key]}?encore=1"' in more)
    response = reply(cast.alice, ids[key], key, query="?encore=1")
    assert response.headers["Location"] == f"/reviser/{ids[key]}?encore=1"
    assert 'href="/reviser?encore=1"' in cast.alice.get(response.headers["Location"]).text


def test_it_counts_for_nothing(cast):
    ids = miss(cast, CHECK, ("essai", "d-mot"))
    before = record(cast.id("alice"))
    for card, key in zip(ids, (CHECK, ("essai", "d-mot")), strict=True):
        reply(cast.alice, card, key)
    assert record(cast.id("alice")) == before


def test_practice_changes_the_version_of_the_persons_pages(cast):
    [card] = miss(cast, CHECK)
    version = cast.person("alice").version
    reply(cast.alice, card, CHECK)
    assert cast.person("alice").version == version + 1
    cast.alice.post(f"/reviser/{card}/connue")
    assert cast.person("alice").version == version + 2


def test_a_second_answer_on_the_same_day_changes_nothing(app, cast):
    [card] = miss(cast, CHECK)
    clients = [cast.client(app, "alice") for _ in range(8)]
    at_once(app, [partial(reply_in, app, client, card) for client in clients])
    first = cards(cast)[CHECK]
    assert (first.box, first.due) == (1, date(2026, 11, 18))
    reply(cast.alice, card, CHECK, wrong)
    kept = cards(cast)[CHECK]
    assert (kept.box, kept.due, kept.answer) == (first.box, first.due, first.answer)


def reply_in(app, client, card):
    with app.app_context():
        return reply(client, card, CHECK)


def test_missing_a_question_many_times_at_once_makes_one_card(app, cast):
    question = entries()[CHECK].question
    fields = typed(question, wrong(question))
    clients = [cast.client(app, "alice") for _ in range(8)]
    at_once(app, [partial(c.post, "/lecons/essai/ouvrir/questions/accueil", data=fields) for c in clients])
    assert len(cards(cast)) == 1


def test_a_known_question_is_not_asked_again_until_it_is_missed_again(app, cast, time_machine):
    [card] = miss(cast, CHECK)
    onward = cast.alice.post(f"/reviser/{card}/connue").headers["Location"]
    page = words(cast.alice.get(onward))
    assert "ne reviendra que si vous la manquez de nouveau" in page
    assert "Rien à réviser" in page
    time_machine.shift(timedelta(days=400))
    alice = cast.client(app, "alice")
    assert "Rien à réviser" in words(alice.get("/reviser"))
    miss(cast, CHECK)
    assert "Que dites-vous" in alice.get("/reviser").text


@pytest.mark.parametrize("query", ["", "?encore=1"])
def test_a_known_question_is_asked_again_when_one_thinks_better_of_it(cast, query):
    [card] = miss(cast, CHECK)
    onward = cast.alice.post(f"/reviser/{card}/connue{query}").headers["Location"]
    assert f'action="/reviser/{card}/reprendre' in cast.alice.get(onward).text
    assert "reprendre" not in cast.bob.get(onward).text
    back = cast.alice.post(f"/reviser/{card}/reprendre{query}").headers["Location"]
    assert "Que dites-vous" in cast.alice.get(back).text
    assert "reprendre" not in cast.alice.get(onward).text
    assert cards(cast)[CHECK].due == date(2026, 11, 16)


def test_one_answered_today_comes_back_tomorrow_and_a_second_click_changes_nothing(cast):
    [card] = miss(cast, CHECK)
    cast.alice.post(f"/reviser/{card}/reprendre")
    assert cards(cast)[CHECK].due == date(2026, 11, 16)
    reply(cast.alice, card, CHECK)
    cast.alice.post(f"/reviser/{card}/connue")
    for _ in range(2):
        cast.alice.post(f"/reviser/{card}/reprendre")
        assert cards(cast)[CHECK].due == date(2026, 11, 17)


@pytest.mark.parametrize("what", ["", "/connue", "/reprendre"])
def test_somebody_elses_card_is_not_found_and_does_not_change(cast, what):
    [card] = miss(cast, CHECK)
    before = vars(cards(cast)[CHECK]).copy()
    question = entries()[CHECK].question
    fields = {"version": question.fingerprint, **typed(question, right(question))}
    assert cast.bob.post(f"/reviser/{card}{what}", data=fields).status_code == 404
    assert cast.bob.get(f"/reviser/{card}").status_code == 404
    after = vars(cards(cast)[CHECK])
    assert {k: v for k, v in before.items() if k[0] != "_"} == {k: v for k, v in after.items() if k[0] != "_"}


def test_a_question_edited_since_is_shown_anew_instead_of_being_graded(cast, content, reopened):
    [card] = miss(cast, CHECK)
    old = entries()[CHECK].question
    file = content / "modules" / "essai" / "01-ouvrir.md"
    file.write_text(file.read_text().replace("Que dites-vous d'abord ?", "Que dites-vous en premier ?"))
    client = cast.client(reopened(), "alice")
    page = words(client.post(f"/reviser/{card}", data={"version": old.fingerprint, **typed(old, 1)}))
    assert "Cette question vient de changer" in page and "en premier" in page
    assert "Retour-B" not in page
    assert cards(cast)[CHECK].box == 0


def test_the_explanation_of_a_question_edited_meanwhile_goes_on_to_the_next(cast, content, reopened):
    [card] = miss(cast, CHECK)
    reply(cast.alice, card, CHECK)
    file = content / "modules" / "essai" / "01-ouvrir.md"
    file.write_text(file.read_text().replace('  - text: "L\'ordre du jour."', '  - text: "Rien."'))
    client = cast.client(reopened(), "alice")
    assert client.get(f"/reviser/{card}").headers["Location"] == "/reviser"


def test_a_removed_question_is_never_asked_and_breaks_nothing(cast, content, reopened):
    [card] = miss(cast, CHECK)
    file = content / "modules" / "essai" / "01-ouvrir.md"
    file.write_text(file.read_text().replace("id: accueil", "id: salutation"))
    client = cast.client(reopened(), "alice")
    assert "/reviser" not in client.get("/").text
    end = words(client.get("/reviser"))
    assert "Rien à réviser" in end and "Vous en avez" not in end
    assert client.get(f"/reviser/{card}").headers["Location"] == "/reviser"
    assert client.post(f"/reviser/{card}", data={"a": "x"}).headers["Location"] == "/reviser"
    assert "n'est plus au programme" in words(client.get("/reviser"))
    assert client.post(f"/reviser/{card}/connue").headers["Location"] == f"/reviser?connue={card}"


def test_a_blank_is_refused_in_words_and_changes_nothing(cast):
    [card] = miss(cast, CHECK)
    page = words(cast.alice.post(f"/reviser/{card}", data={"version": entries()[CHECK].question.fingerprint}))
    assert "Choisissez ou écrivez une réponse" in page
    assert cards(cast)[CHECK].answered_on is None


SCENARIO = """  - id: a-suite
    type: scenario
    competence: A1
    lesson: ouvrir
    text: "Que faites-vous ?"
    steps:
      - id: debut
        text: "Un silence."
        choices:
          - {text: "Attendre", points: 1, feedback: "Retour attente.", next: fin}
          - {text: "Parler", feedback: "Retour parole."}
      - id: fin
        text: "Une main se lève."
        choices:
          - {text: "Écouter", points: 1, feedback: "Retour écoute."}
          - {text: "Conclure", feedback: "Retour conclusion."}
"""


def test_a_scenario_unfolds_before_it_is_explained(cast, content, reopened):
    file = content / "quizzes" / "essai.yaml"
    file.write_text(file.read_text().rstrip() + "\n" + SCENARIO)
    again = reopened()
    [card] = miss(cast, ("essai", "a-suite"))
    client = cast.client(again, "alice")
    page = client.get("/reviser").text
    assert "Un silence" in page and "Une main" not in page and "Retour" not in page
    question = again.extensions["relais_practice"]["essai", "a-suite"].question
    first, last = (question.steps[0], question.steps[1])
    fields = {"version": question.fingerprint, f"s{first.token}": first.choices[0].token}
    page = client.post(f"/reviser/{card}", data=fields).text
    assert "Une main se lève" in page and "Retour" not in page
    assert cards(cast)["essai", "a-suite"].answered_on is None
    fields |= {f"s{last.token}": last.choices[0].token}
    assert client.post(f"/reviser/{card}", data=fields).headers["Location"] == f"/reviser/{card}"
    assert "Retour écoute" in client.get(f"/reviser/{card}").text
    assert json.loads(cards(cast)["essai", "a-suite"].answer) == [0, 0]
