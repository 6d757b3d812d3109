"""A number is read with its unit; what is no number is asked again, beside its field, and never counted wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.clock import now
from course.db import db
from course.modules.models import CheckAnswer
from course.practice import operations
from course.questions.amounts import amount
from tests.amounts import READ, UNREAD
from tests.answering import make, right
from tests.positionings import begin as positioned
from tests.positionings import say, test_fields
from tests.pressing import button, buttons, document, links
from tests.taking import asked, begin, page_fields


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_a_number_is_read_with_its_unit(text, unit, value):
    assert amount(text, unit) == value
    question = make("numeric", value=float(value), tolerance=1e-9, unit=unit)
    assert question.grade(text) == 1
    assert question.complete(text) and question.doubt(text) == ""


@pytest.mark.parametrize(("text", "unit"), UNREAD)
def test_what_is_no_number_of_the_unit_is_asked_again(text, unit):
    question = make("numeric", unit=unit)
    assert amount(text, unit) is None
    assert (question.grade(text), question.complete(text)) == (0, False)
    assert "Écrivez-la en chiffres" in question.doubt(text)


NUMBER = """
```question
id: duree
type: numeric
text: "Combien de temps ?"
value: 90
unit: minutes
feedback:
  right: "Retour : juste."
  wrong: "Retour : compté faux."
```

/// exemple |"""
LESSON = "/lecons/essai/ouvrir"
SAID = "Cette réponse ne se lit pas comme un nombre"


def words(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


@pytest.fixture
def alice(cast, content, reopened):
    """Somebody whose lesson asks for a number."""
    path = content / "modules/essai/01-ouvrir.md"
    path.write_text(path.read_text().replace("\n/// exemple |", NUMBER))
    return cast.client(reopened(), "alice")


def verify(page, question="duree"):
    """What « Vérifier » sends of this question."""
    return next(each for each in buttons(page) if each.label == "Vérifier" and question in each.address)


def test_a_lesson_asks_again_for_a_number_that_it_cannot_read(alice):
    page = verify(alice.get(LESSON)).press(alice, a="une heure et demie")
    assert page.status_code == 422
    field = document(page).xpath("//input[@aria-invalid]")[0]
    assert field.get("value") == "une heure et demie"
    assert SAID in words(document(page).get_element_by_id(field.get("aria-describedby")).text_content())
    assert "compté faux" not in page.text
    assert db.session.scalars(select(CheckAnswer)).all() == []
    done = verify(page).press(alice, a="1 h 30")
    assert done.status_code == 303
    assert "Retour : juste." in words(alice.get(LESSON).text)


def test_a_fragment_asks_again_too(alice):
    answer = alice.post(f"{LESSON}/questions/duree", data={"a": "beaucoup"}, headers={"X-Fragment": "1"})
    assert (answer.status_code, SAID in words(answer.text), 'value="beaucoup"' in answer.text) == (422, True, True)
    assert SAID not in words(alice.get(LESSON).text)


def test_practice_asks_again_and_counts_nothing(cast):
    operations.missed(cast.id("alice"), "essai", ["d-nombre"], now() - timedelta(days=1))
    db.session.commit()
    page = button(cast.alice.get("/reviser"), "Vérifier").press(cast.alice, a="une heure")
    assert (page.status_code, 'value="une heure"' in page.text) == (422, True)
    assert SAID in words(page.text)
    done = button(page, "Vérifier").press(cast.alice, a="1 h")
    assert "Juste." in words(cast.alice.get(done.headers["Location"]).text)


def test_an_assessment_says_before_the_end_what_it_cannot_read(cast):
    attempt = begin(cast.alice)
    item = next(item for item in asked(attempt) if item.question.type == "numeric")
    page = cast.alice.get(f"/essais/{attempt}")
    button(page, "Terminer").press(cast.alice, **{f"q{item.position}__a": "une heure"})
    confirm = cast.alice.get(f"/essais/{attempt}/terminer")
    assert "Une réponse ne se lit pas comme un nombre" in words(confirm.text)
    back = next(link for link in links(confirm) if link.endswith(f"#question-{item.position}"))
    page = cast.alice.get(back.partition("#")[0])
    assert SAID in words(page.text) and 'value="une heure"' in page.text
    button(page, "Terminer").press(cast.alice, **{f"q{item.position}__a": "60 min"})
    assert "ne se lit pas" not in words(cast.alice.get(f"/essais/{attempt}/terminer").text)


def test_an_answer_handed_in_unread_says_so_in_the_result(cast):
    attempt = begin(cast.alice)
    item = next(item for item in asked(attempt) if item.question.type == "numeric")
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, right) | {f"{item.prefix}a": ["une heure"]})
    button(cast.alice.get(f"/essais/{attempt}/terminer"), "Terminer et voir").press(cast.alice)
    assert "Elle n'a pas pu être lue comme un nombre" in words(cast.alice.get(f"/essais/{attempt}").text)


def test_a_number_verified_at_once_is_final_only_when_it_is_read(cast, content, reopened):
    path = content / "quizzes/essai.yaml"
    path.write_text(f"behaviour: immediate\n{path.read_text()}")
    cast.alice = cast.client(reopened(), "alice")
    attempt = begin(cast.alice)
    item = next(item for item in asked(attempt) if item.question.type == "numeric")
    check = next(
        each for each in buttons(cast.alice.get(f"/essais/{attempt}")) if ("check", str(item.position)) in each.fields
    )
    again = check.press(cast.alice, **{f"q{item.position}__a": "une heure"})
    page = cast.alice.get(again.headers["Location"].partition("#")[0])
    assert SAID in words(page.text) and "Complétez votre réponse" not in words(page.text)
    assert asked(attempt)[item.position - 1].score is None


def test_a_positioning_neither_goes_on_nor_ends_with_a_number_unread(cast):
    positioned(cast.alice)
    say(cast.alice)
    fields = test_fields(
        cast.id("alice"), lambda question: "beaucoup" if question.type == "numeric" else right(question)
    )
    page = cast.alice.post("/positionnement/test", data=fields)
    assert ["beaucoup"] in fields.values()
    assert (page.status_code, SAID in words(page.text)) == (422, True)
    end = button(cast.alice.get("/positionnement/fin"), "Terminer").press(cast.alice)
    assert "Au test, une réponse ne se lit pas" in words(cast.alice.get(end.headers["Location"]).text)
