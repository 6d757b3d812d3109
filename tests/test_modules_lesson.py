"""A lesson: read it, answer in place, keep one's place, finish; an edit never touches a record."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.db import db
from course.modules.models import CheckAnswer, LessonState
from tests.taking import at_once

URL = "/lecons/essai/ouvrir"


def state(cast, who="alice", lesson="essai/ouvrir"):
    return db.session.get(LessonState, (cast.id(who), lesson), populate_existing=True)


def edit(content, old, new):
    path = content / "modules/essai/01-ouvrir.md"
    path.write_text(path.read_text().replace(old, new))


def test_it_shows_the_lesson(cast):
    page = cast.alice.get(URL)
    assert page.status_code == 200
    for text in (
        "Ouvrir une séance",
        "leçon 1 sur 2",
        "Poser trois règles.",
        "Six chaises disposées en cercle",
        "J’ai terminé",
    ):
        assert text in page.text
    assert '<a href="#accueillir">Accueillir</a>' in page.text


def test_no_feedback_reaches_the_browser_before_an_answer(cast):
    page = cast.alice.get(URL).text
    for feedback in ("Retour-A", "Retour-B", "Oui, toujours", "avec exigence"):
        assert feedback not in page


def test_an_answer_is_checked_in_place_and_kept(cast):
    token = cast.alice.get(URL)
    answer = cast.alice.post(f"{URL}/questions/accueil", data=fields(token.text, "accueil", [1]))
    assert answer.headers["Location"] == f"{URL}#question-accueil"
    page = cast.alice.get(URL).text
    assert "Retour-A" in page and "Retour-B" in page
    assert "Oui, toujours" not in page
    kept = db.session.scalars(select(CheckAnswer)).one()
    assert (kept.person_id, kept.question, kept.score) == (cast.id("alice"), "accueil", 1.0)


def fields(page, question, chosen):
    """The form fields that tick the choices at these places of a question's form."""
    form = page.split(f'id="question-{question}"')[1].split("</form>")[0]
    values = [part.split('"')[0] for part in form.split('name="a" value="')[1:]]
    return {"a": [values[index] for index in chosen]}


def test_a_fragment_is_enough_for_a_script(cast):
    chosen = fields(cast.alice.get(URL).text, "regles", [0, 2])
    answer = cast.alice.post(f"{URL}/questions/regles", data=chosen, headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert answer.text.startswith("<form") and "Oui, avec exigence." in answer.text


def test_a_question_can_be_tried_again(cast):
    chosen = fields(cast.alice.get(URL).text, "accueil", [0])
    cast.alice.post(f"{URL}/questions/accueil", data=chosen)
    cast.alice.post(f"{URL}/questions/accueil", data={"again": "1"})
    assert "Retour-A" not in cast.alice.get(URL).text
    assert db.session.scalars(select(CheckAnswer)).all() == []


def test_verifying_without_an_answer_says_so(cast):
    answer = cast.alice.post(f"{URL}/questions/accueil", data={}, follow_redirects=True)
    assert "Choisissez ou écrivez une réponse" in answer.text


def test_answering_one_question_leaves_the_others_people_alone(cast):
    chosen = fields(cast.alice.get(URL).text, "accueil", [1])
    cast.alice.post(f"{URL}/questions/accueil", data=chosen)
    assert "Retour-B" not in cast.bob.get(URL).text


def test_finishing_goes_on_to_the_next_step(cast):
    assert cast.alice.post(f"{URL}/terminer").headers["Location"] == "/lecons/essai/fermer"
    assert cast.alice.post("/lecons/essai/fermer/terminer").headers["Location"] == "/evaluations/essai"
    assert state(cast).finished_at is not None
    assert "Vous avez terminé cette leçon" in cast.alice.get(URL).text


@pytest.mark.parametrize("path", ["terminer", "questions/accueil"])
def test_clicking_many_times_at_once_while_the_place_is_kept_is_one_act(app, cast, path):
    chosen = fields(cast.alice.get(URL).text, "accueil", [1])
    clients = [cast.client(app, "alice") for _ in range(8)]
    acts = [lambda client=client: client.post(f"{URL}/{path}", data=chosen) for client in clients]
    acts += [lambda client=client: client.post(f"{URL}/place", data={"section": "cadrer"}) for client in clients]
    assert {response.status_code for response in at_once(app, acts)} == {303}
    assert len(db.session.scalars(select(LessonState)).all()) == 1


def test_finishing_twice_keeps_the_first_date(cast, time_machine):
    cast.alice.post(f"{URL}/terminer")
    first = state(cast).finished_at
    time_machine.move_to(first + timedelta(days=1))
    cast.alice.post(f"{URL}/terminer")
    assert state(cast).seen_at > first
    assert state(cast).finished_at == first


def test_editing_a_finished_lesson_says_so_and_leaves_the_record(cast, content, reopened):
    cast.alice.post(f"{URL}/terminer")
    before = (state(cast).finished_at, state(cast).finished_fingerprint)
    edit(content, "Poser trois règles.", "Poser quatre règles.")
    page = cast.client(reopened(), "alice").get(URL).text
    assert "Modifiée depuis votre lecture" in page and "quatre règles" in page
    assert (state(cast).finished_at, state(cast).finished_fingerprint) == before
    assert "1 étape sur 3" in cast.client(reopened(), "alice").get("/").text


def test_reading_again_acknowledges_the_new_version(cast, content, reopened):
    cast.alice.post(f"{URL}/terminer")
    first = state(cast).finished_at
    edit(content, "Poser trois règles.", "Poser quatre règles.")
    client = cast.client(reopened(), "alice")
    client.post(f"{URL}/terminer")
    assert "Modifiée depuis votre lecture" not in client.get(URL).text
    assert state(cast).finished_at == first


def test_an_edited_question_is_shown_blank_and_the_answer_kept(cast, content, reopened):
    cast.alice.post(f"{URL}/questions/accueil", data=fields(cast.alice.get(URL).text, "accueil", [1]))
    edit(content, "Retour-B : oui.", "Retour-C : oui.")
    assert "Retour-C" not in cast.client(reopened(), "alice").get(URL).text
    assert db.session.scalars(select(CheckAnswer.score)).one() == 1.0


def test_the_place_is_kept_and_found_again_on_another_device(cast, app):
    answer = cast.alice.post(f"{URL}/place", data={"section": "cadrer"}, headers={"X-Fragment": "1"})
    assert answer.status_code == 204
    home = cast.client(app, "alice").get("/").text
    assert f'href="{URL}#cadrer">Reprendre' in home
    assert "Vous en étiez à «\u00a0Cadrer\u00a0»" in home


def test_without_javascript_the_place_is_kept_by_a_form(cast):
    answer = cast.alice.post(f"{URL}/place", data={"section": "cadrer"})
    assert answer.headers["Location"] == f"{URL}#cadrer"


def test_an_unknown_place_is_refused(cast):
    assert cast.alice.post(f"{URL}/place", data={"section": "<script>"}).status_code == 400
    assert state(cast) is None


def test_answering_keeps_the_place_too(cast):
    cast.alice.post(f"{URL}/questions/regles", data=fields(cast.alice.get(URL).text, "regles", [0]))
    assert state(cast).section == "cadrer"


def test_the_page_answers_304_until_something_changes(cast):
    cast.alice.get(URL)
    tag = cast.alice.get(URL).headers["ETag"]
    again = cast.alice.get(URL, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    cast.alice.post(f"{URL}/terminer")
    cast.alice.get("/")
    assert cast.alice.get(URL, headers={"If-None-Match": tag}).status_code == 200


def test_somebody_elses_tag_is_not_mine(cast):
    cast.alice.get(URL)
    tag = cast.alice.get(URL).headers["ETag"]
    cast.bob.get(URL)
    assert cast.bob.get(URL, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_kept_from_a_former_session_is_not_mine_any_more(app, cast):
    tag = cast.alice.get(URL).headers["ETag"]
    assert cast.alice.get(URL, headers={"If-None-Match": tag}).status_code == 304
    assert cast.client(app, "alice").get(URL, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_kept_is_shown_to_nobody_who_may_no_longer_see_it(app, cast):
    held = {"If-None-Match": cast.alice.get(URL).headers["ETag"]}
    assert cast.alice.get(URL, headers=held).status_code == 304
    assert app.test_client().get(URL, headers=held).headers["Location"].startswith("/connexion")
    cast.person("alice").session_key = "another"
    db.session.commit()
    assert cast.alice.get(URL, headers=held).headers["Location"].startswith("/connexion")


def test_a_page_kept_does_not_hide_a_message_nor_an_absence(cast):
    held = {"If-None-Match": cast.alice.get(URL).headers["ETag"]}
    assert cast.alice.get("/lecons/essai/absente", headers=held).status_code == 404
    assert cast.alice.head(URL, headers=held).status_code == 200
    cast.alice.post(f"{URL}/place", data={"section": "cadrer"})
    assert "Votre place est gardée" in cast.alice.get(URL, headers=held).text
    assert cast.alice.get(URL, headers=held).status_code == 304


def test_an_answer_of_304_is_as_protected_as_the_page(cast):
    page = cast.alice.get(URL)
    again = cast.alice.get(URL, headers={"If-None-Match": page.headers["ETag"]})
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert again.headers[name] == page.headers[name]


def test_an_unknown_lesson_or_question_is_not_found(cast):
    assert cast.alice.get("/lecons/essai/absente").status_code == 404
    assert cast.alice.post(f"{URL}/questions/absente", data={"a": "0"}).status_code == 404


def test_a_name_cannot_carry_a_script(cast):
    cast.person("alice").name = "<script>alert(1)</script>"
    db.session.commit()
    for url in (URL, "/", "/pourquoi", "/modules/essai"):
        page = cast.alice.get(url).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
