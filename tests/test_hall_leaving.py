"""A participant leaves a word: without an account, without a trace, once however often it is sent."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import insert, inspect, select

from course.clock import now
from course.db import db, lane
from course.hall import operations, rules
from course.hall.models import Hall, Word
from course.hall.rules import MOST_WORDS, Outcome
from tests.halls import leave, on_wall, open_hall, seen, token, token_of, words


@pytest.fixture
def code(cast):
    return open_hall(cast.id("chloe"))


def test_the_page_takes_a_word_and_offers_two_more(client, code):
    page = client.get(f"/salle/{code}")
    jeton = token_of(page)
    answer = leave(client, code, "Confiance !", jeton)
    assert answer.status_code == 200
    assert "« Confiance » est sur le mur" in answer.text.replace("\u00a0", " ")
    assert "en laisser deux autres" in answer.text
    assert token_of(answer) == jeton
    assert words(code) == ["Confiance"]


def test_each_visit_gets_a_token_of_its_own(client, code):
    assert token_of(client.get(f"/salle/{code}")) != token_of(client.get(f"/salle/{code}"))


def test_nothing_is_kept_about_the_participant(client, code):
    page = client.get(f"/salle/{code}", environ_base={"REMOTE_ADDR": "192.0.2.77"})
    answer = leave(client, code, "oser", token_of(page), environ_base={"REMOTE_ADDR": "192.0.2.77"})
    assert "Set-Cookie" not in page.headers and "Set-Cookie" not in answer.headers
    columns = {column["name"] for column in inspect(db.engine).get_columns("hall_word")}
    assert columns == {"hall_id", "token", "place", "text", "key", "at"}


def test_the_same_word_sent_again_is_one_word_and_is_thanked_alike(client, code):
    jeton = token()
    first, again = leave(client, code, "oser", jeton), leave(client, code, "Oser", jeton)
    assert first.status_code == again.status_code == 200
    assert "deux autres" in first.text and "deux autres" in again.text
    assert words(code) == ["oser"]


def test_a_retry_after_the_wall_closed_is_told_that_its_word_is_there(client, cast, code):
    jeton = token()
    leave(client, code, "oser", jeton)
    cast.chloe.post(f"/animer/{code}/mur", data={"open": "0"})
    assert leave(client, code, "oser", jeton).status_code == 200
    assert words(code) == ["oser"]


def test_a_participant_has_three_words_and_no_more(client, code):
    jeton = token()
    answers = [leave(client, code, text, jeton) for text in ("un", "deux", "trois", "quatre")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 409]
    assert "un dernier mot" in answers[1].text
    assert "Vos trois mots sont laissés" in seen(answers[2])
    assert "quatre" in answers[3].text
    assert words(code) == ["deux", "trois", "un"]


def test_three_more_words_are_somebody_elses(client, code):
    for _ in range(2):
        assert leave(client, code, "oser").status_code == 200
    assert on_wall(client, code) == {"oser": 2}


@pytest.mark.parametrize("text", ["", "<b>oser</b>", "06 12 34 56 78", "m" * 41])
def test_a_refused_word_comes_back_with_its_reason_beside_the_field(client, code, text):
    jeton = token()
    answer = leave(client, code, text, jeton)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text and 'role="alert"' in answer.text
    assert token_of(answer) == jeton
    assert words(code) == []


def test_what_was_typed_comes_back_harmless(client, code):
    answer = leave(client, code, '"><script>alert(1)</script>')
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text


def test_a_closed_wall_gives_the_word_back(client, cast, code):
    cast.chloe.post(f"/animer/{code}/mur", data={"open": "0"})
    answer = leave(client, code, "patience")
    assert answer.status_code == 409
    assert 'value="patience"' in answer.text and "fermé pour l’instant" in answer.text
    assert "Le mur est fermé" in client.get(f"/salle/{code}").text
    assert words(code) == []


def test_a_full_wall_gives_the_word_back(client, code):
    hall = db.session.scalar(select(Hall.id))
    same = {"hall_id": hall, "place": 1, "text": "oser", "key": "oser", "at": now()}
    db.session.execute(insert(Word), [{**same, "token": f"{number:022}"} for number in range(MOST_WORDS - 1)])
    db.session.commit()
    assert leave(client, code, "presque").status_code == 200
    answer = leave(client, code, "trop")
    assert answer.status_code == 409
    assert 'value="trop"' in answer.text and "Le mur est plein" in answer.text
    assert on_wall(client, code) == {"oser": MOST_WORDS - 1, "presque": 1}


def test_after_a_day_the_session_takes_no_word(client, code):
    with time_machine.travel(now() + timedelta(hours=24, seconds=1)):
        assert leave(client, code, "tard").status_code == 409
        assert "terminée" in client.get(f"/salle/{code}").text
        assert client.get(f"/salle/{code}/mots").json["open"] is False
    assert words(code) == []


@pytest.mark.parametrize("jeton", ["", "court", "x" * 23, "x" * 21 + "\0", "é" * 22])
def test_a_token_that_the_page_did_not_make_is_refused(client, code, jeton):
    assert client.post(f"/salle/{code}", data={"mot": "oser", "jeton": jeton}).status_code == 400
    assert words(code) == []


def test_another_site_cannot_make_its_visitors_leave_words(app, client, code):
    app.config["WTF_CSRF_ENABLED"] = True
    assert leave(client, code, "oser", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert words(code) == []
    assert leave(client, code, "oser", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_code_that_nobody_has_asks_for_it_again(client, code):
    for answer in (client.get("/salle/CCCCC"), leave(client, "CCCCC", "oser"), client.get("/salle?code=<b>")):
        assert answer.status_code == 404
        assert "Aucune séance ne porte ce code" in answer.text
        assert "<b>" not in answer.text
    for address in ("/salle/CCCCC/mots", "/salle/CCCCC/mur", "/salle/capsule"):
        assert client.get(address).status_code == 404


def test_a_code_typed_in_small_letters_leads_there(client, code):
    assert client.get(f"/salle?code={code.lower()}").headers["Location"] == f"/salle/{code}"
    assert client.get(f"/salle/{code.lower()}").status_code == 200


def test_one_statement_reads_the_page_and_one_keeps_the_word(client, code):
    client.get(f"/salle/{code}")
    before = lane().statements
    jeton = token_of(client.get(f"/salle/{code}"))
    assert lane().statements - before == 1
    leave(client, code, "oser", jeton)
    assert lane().statements - before == 2


def test_words_of_one_token_at_the_same_instant_never_pass_three_nor_count_twice(app, code):
    jeton, barrier, outcomes = token(), Barrier(8), []

    def send(text):
        with app.app_context():
            barrier.wait()
            outcomes.append(operations.leave(code, jeton, text, now())[0])

    threads = [
        Thread(target=send, args=(text,)) for text in ("un", "un", "deux", "deux", "trois", "trois", "quatre", "cinq")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = words(code)
    assert len(kept) == len(set(kept)) == rules.WORDS_EACH
    assert len(outcomes) == 8
    assert set(outcomes) == {Outcome.KEPT, Outcome.SPENT}
    assert sorted(db.session.scalars(select(Word.place))) == [1, 2, 3]
