"""Feedback at once, and « êtes-vous sûr ? »: what is final, what is frozen, what a form cannot forge."""

from functools import partial

import pytest

from tests.answering import right, typed, wrong
from tests.taking import asked, at_once, begin, page_fields, row, rule, words

JSON = {"Accept": "application/json"}


@pytest.fixture
def immediate(app):
    rule(app, behaviour="immediate")


@pytest.fixture
def certainty(app):
    rule(app, behaviour="certainty")


def check(client, attempt, item, answer, **more):
    fields = {f"{item.prefix}was": [item.mark], **typed(item.question, answer, item.prefix), **more}
    return client.post(f"/essais/{attempt}", data={**fields, "check": str(item.position)})


def save(client, attempt, item, answer, **more):
    fields = {**typed(item.question, answer, item.prefix), **more}
    return client.post(f"/essais/{attempt}/reponses/{item.position}", data=fields, headers=JSON)


@pytest.mark.parametrize("position", range(6))
def test_an_answer_checked_at_once_is_explained_and_final(cast, immediate, position):
    attempt = begin(cast.alice)
    item = asked(attempt)[position]
    before = cast.alice.get(f"/essais/{attempt}").text
    assert "Votre réponse, juste" not in before and "Réponse attendue" not in before
    response = check(cast.alice, attempt, item, right(item.question))
    assert response.headers["Location"] == f"/essais/{attempt}#question-{item.position}"
    found = asked(attempt)[position]
    assert (found.answer, found.score) == (right(item.question), 1)
    page = words(cast.alice.get(f"/essais/{attempt}"))
    assert page.count("Juste.") == 1
    assert f'data-final="{item.position}"' in page and f'name="{item.prefix}was"' not in page
    assert "1 réponse sur 6 enregistrée" in page
    check(cast.alice, attempt, item, wrong(item.question))
    refused = save(cast.alice, attempt, item, wrong(item.question))
    assert (refused.status_code, refused.json["kind"]) == (409, "checked")
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, wrong))
    assert asked(attempt)[position] == found
    assert row(attempt).state == "open"


def test_checking_keeps_the_rest_of_the_page_too(cast, immediate):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    cast.alice.post(f"/essais/{attempt}", data={**page_fields(attempt, right), "check": str(item.position)})
    assert all(other.answer is not None for other in asked(attempt))
    assert [other.score for other in asked(attempt)] == [1] + [None] * 5


@pytest.mark.parametrize("answer", [None, [0, None, None]])
def test_a_blank_or_incomplete_answer_is_not_checked(cast, immediate, answer):
    attempt = begin(cast.alice)
    item = next(item for item in asked(attempt) if item.question.type == "ordering")
    response = check(cast.alice, attempt, item, answer)
    assert response.headers["Location"] == f"/essais/{attempt}?a-completer={item.position}#question-{item.position}"
    assert asked(attempt)[item.position - 1].score is None
    page = words(cast.alice.get(response.headers["Location"]))
    assert page.count("Complétez votre réponse avant de la vérifier") == 1


def test_checking_judges_what_the_page_shows_not_what_another_device_saved(cast, immediate):
    attempt = begin(cast.alice)
    save(cast.alice, attempt, asked(attempt)[0], right(asked(attempt)[0].question))
    shown = asked(attempt)[0]
    save(cast.alice, attempt, shown, wrong(shown.question))
    check(cast.alice, attempt, shown, right(shown.question))
    assert asked(attempt)[0].score == 1


def test_ten_checks_at_once_grade_one_answer(app, cast, immediate):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    answers = [right(item.question), wrong(item.question)] * 5
    at_once(app, [partial(check, cast.client(app, "alice"), attempt, item, answer) for answer in answers])
    found = asked(attempt)[0]
    assert found.score == item.question.grade(found.answer)
    check(cast.alice, attempt, item, right(item.question))
    assert asked(attempt)[0] == found


def test_a_save_that_races_with_a_check_never_changes_what_was_graded(app, cast, immediate):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    acts = [partial(check, cast.client(app, "alice"), attempt, item, right(item.question))]
    acts += [partial(save, cast.client(app, "alice"), attempt, item, wrong(item.question)) for _ in range(5)]
    at_once(app, acts)
    found = asked(attempt)[0]
    assert found.score == item.question.grade(found.answer) == 1


def test_what_was_not_checked_is_graded_at_the_end_and_what_was_stays(cast, immediate):
    attempt = begin(cast.alice)
    first, second, *_ = asked(attempt)
    check(cast.alice, attempt, first, wrong(first.question))
    save(cast.alice, attempt, second, right(second.question))
    cast.alice.post(f"/essais/{attempt}/terminer")
    assert [item.score for item in asked(attempt)] == [0, 1, 0, 0, 0, 0]


def test_only_the_person_checks_and_only_where_the_attempt_does_so(app, cast):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    rule(app, behaviour="immediate")
    check(cast.alice, attempt, item, right(item.question), behaviour="immediate")
    assert asked(attempt)[0].score is None
    assert "Vérifier cette réponse" not in cast.alice.get(f"/essais/{attempt}").text
    mine = begin(cast.bob)
    assert row(mine).behaviour == "immediate"
    for client in (cast.alice, cast.chloe, cast.diane):
        assert check(client, mine, item, right(item.question)).status_code == 404
    assert asked(mine)[0].score is None


@pytest.mark.parametrize("position", ["0", "-1", "7", "999", "1000", "9" * 30, "abc", ""])
def test_checking_a_place_that_is_not_there_changes_nothing(cast, immediate, position):
    attempt = begin(cast.alice)
    response = cast.alice.post(f"/essais/{attempt}", data={"check": position})
    assert response.status_code == 303
    assert {item.score for item in asked(attempt)} == {None}


def test_enter_in_a_field_saves_and_checks_nothing(cast, immediate):
    """The browser presses the first button of the form: it must not be one that checks."""
    page = cast.alice.get(f"/essais/{begin(cast.alice)}").text
    form = page.partition('<form class="exam')[2]
    assert "name=" not in form.partition("<button")[2].partition(">")[0]


def test_certainty_is_saved_with_its_answer_and_shown_again(cast, certainty):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    assert save(cast.alice, attempt, item, right(item.question), **{f"{item.prefix}sure": "3"}).status_code == 204
    assert (asked(attempt)[0].answer, asked(attempt)[0].certainty) == (right(item.question), 3)
    assert f'name="{item.prefix}sure" value="3" checked' in cast.alice.get(f"/essais/{attempt}").text


def test_a_certainty_changed_on_the_page_alone_is_kept(cast, certainty):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    save(cast.alice, attempt, item, right(item.question), **{f"{item.prefix}sure": "1"})
    fields = {**page_fields(attempt, lambda question: None)}
    fields |= {**typed(item.question, right(item.question), item.prefix), f"{item.prefix}sure": ["2"]}
    cast.alice.post(f"/essais/{attempt}", data=fields)
    assert asked(attempt)[0].certainty == 2


@pytest.mark.parametrize("forged", ["0", "4", "-1", "²", "3.0", "", "x" * 5000])
def test_a_forged_certainty_is_none(cast, certainty, forged):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    save(cast.alice, attempt, item, right(item.question), **{f"{item.prefix}sure": forged})
    assert (asked(attempt)[0].answer, asked(attempt)[0].certainty) == (right(item.question), None)


def test_a_certainty_where_none_is_asked_is_ignored(cast):
    attempt = begin(cast.alice)
    item = asked(attempt)[0]
    save(cast.alice, attempt, item, right(item.question), **{f"{item.prefix}sure": "3"})
    assert asked(attempt)[0].certainty is None
    cast.alice.post(f"/essais/{attempt}/terminer")
    assert row(attempt).bonus is None


def taken(client, *certainties):
    """An attempt: the three first answers right, the three last wrong, with these certainties."""
    attempt = begin(client)
    for item, certainty in zip(asked(attempt), certainties, strict=True):
        answer = right(item.question) if item.position <= 3 else wrong(item.question)
        more = {f"{item.prefix}sure": str(certainty)} if certainty else {}
        save(client, attempt, item, answer, **more)
    client.post(f"/essais/{attempt}/terminer")
    return attempt


def test_the_score_is_the_share_of_right_answers_and_a_bonus(cast, certainty):
    wise, rash = row(taken(cast.alice, 3, 3, 3, 1, 1, 1)), row(taken(cast.bob, 1, 1, 1, 3, 3, 3))
    assert (wise.score, wise.bonus) == (pytest.approx(60), pytest.approx(10))
    assert (rash.score, rash.bonus) == (pytest.approx(20), pytest.approx(-30))
    assert {item.score for item in asked(wise.id)} == {0, 1}


def test_the_result_shows_the_calibration_as_a_picture_and_a_table_with_one_sentence(cast, certainty):
    page = words(cast.alice.get(f"/essais/{taken(cast.alice, 3, 3, 3, 3, 2, None)}"))
    assert "50 % de réponses justes, et −3,3 points pour la justesse de vos certitudes." in page
    assert "Vos 4 réponses de certitude forte sont justes à 75 % : commencez par là" in page
    assert '<svg viewBox="0 0 340 168" role="img" aria-label="Part de réponses justes' in page
    assert '<tr><th scope="row">Forte</th><td>4</td><td>75 %</td><td>plus de 80 %</td></tr>' in page
    assert '<tr><th scope="row">Faible</th><td>1</td><td>0 %</td><td>moins de 67 %</td></tr>' in page
    assert "Votre certitude : non dite, comptée « faible » (+1 si juste, 0 sinon)." in page


def test_the_confirmation_names_answers_without_certainty(cast, certainty):
    attempt = begin(cast.alice)
    first, second, *_ = asked(attempt)
    save(cast.alice, attempt, first, right(first.question), **{f"{first.prefix}sure": "2"})
    save(cast.alice, attempt, second, right(second.question))
    page = words(cast.alice.get(f"/essais/{attempt}/terminer"))
    assert f'comme « faible » : <a href="/essais/{attempt}#question-2">2</a>.' in page


def test_the_first_page_gives_the_rules_of_certainty(cast, certainty):
    page = words(cast.alice.get("/evaluations/essai"))
    assert "Êtes-vous sûr ?" in page
    assert '<th scope="row">Forte : je sais</th><td>+3</td><td>−6</td><td>plus de 80 %</td>' in page


def test_editing_the_file_changes_no_attempt_under_way_or_done(app, cast, certainty):
    done = taken(cast.alice, 3, 3, 3, 1, 1, 1)
    page = cast.alice.get(f"/essais/{done}").text
    under_way = begin(cast.bob)
    rule(app, behaviour="deferred")
    assert cast.alice.get(f"/essais/{done}").text == page
    assert "Êtes-vous sûr" in cast.bob.get(f"/essais/{under_way}").text
    item = asked(under_way)[0]
    save(cast.bob, under_way, item, right(item.question), **{f"{item.prefix}sure": "3"})
    assert asked(under_way)[0].certainty == 3
