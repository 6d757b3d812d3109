"""A value that no page of ours offers is refused: nothing is kept, nothing is blanked, and it is said."""

import pytest

from tests.answering import RAW, make, right, typed
from tests.positionings import begin as positioned
from tests.positionings import say, test_fields
from tests.pressing import button
from tests.taking import asked, begin, words

LISTS = [kind for kind in sorted(RAW) if kind not in ("short", "numeric")]


def spoilt(question, prefix=""):
    """The fields of a right answer, one of which holds what the page never offered."""
    fields = {name: list(values) for name, values in typed(question, right(question), prefix).items()}
    offered = next(name for name in fields if name.removeprefix(prefix) in question.values())
    return fields | {offered: ["zzzzzzzz"]}


@pytest.mark.parametrize("kind", LISTS)
def test_each_type_tells_what_its_page_never_offered(kind):
    question = make(kind)
    assert not question.strange(typed(question, right(question), "q1-"), "q1-")
    assert not question.strange({name: [""] for name in typed(question, right(question), "q1-")}, "q1-")
    assert question.strange(spoilt(question, "q1-"), "q1-")


@pytest.mark.parametrize("place", range(4))
def test_an_answer_that_cannot_be_read_is_refused_and_changes_nothing(cast, place):
    attempt = begin(cast.alice)
    item = asked(attempt)[place]
    address = f"/essais/{attempt}/reponses/{item.position}"
    assert cast.alice.post(address, data=typed(item.question, right(item.question), item.prefix)).status_code == 204
    before = asked(attempt)
    answer = cast.alice.post(address, data=spoilt(item.question, item.prefix))
    assert (answer.status_code, answer.json["kind"]) == (422, "unread")
    assert "n’a pas pu être lue" in answer.json["message"]
    assert asked(attempt) == before


def test_a_page_that_holds_one_keeps_the_others_and_says_which(cast):
    attempt = begin(cast.alice)
    first, *_, last = asked(attempt)
    page = cast.alice.get(f"/essais/{attempt}")
    sent = button(page, "Terminer").press(cast.alice, **{"q1__a": "zzzzzzzz", f"q{last.position}__a": "60"})
    assert sent.headers["Location"] == f"/essais/{attempt}#question-1"
    assert "Question 1 : cette réponse n'a pas pu être lue" in words(cast.alice.get(f"/essais/{attempt}"))
    assert [item.answer for item in asked(attempt)] == [first.answer, *[None] * 4, "60"]


def test_nothing_is_verified_for_good_in_place_of_what_cannot_be_read(cast, content, reopened):
    path = content / "quizzes/essai.yaml"
    path.write_text(f"behaviour: immediate\n{path.read_text()}")
    alice = cast.client(reopened(), "alice")
    attempt = begin(alice)
    item = asked(attempt)[0]
    alice.post(f"/essais/{attempt}/reponses/1", data=typed(item.question, right(item.question), item.prefix))
    alice.post(f"/essais/{attempt}", data={"q1-a": "zzzzzzzz", "q1-was": "0" * 16, "check": "1"})
    assert (asked(attempt)[0].answer, asked(attempt)[0].score) == (right(item.question), None)


def test_a_positioning_keeps_what_was_answered_before(cast):
    positioned(cast.alice)
    say(cast.alice)
    fields = test_fields(cast.id("alice"), right)
    cast.alice.post("/positionnement/test", data=fields)
    spoil = {name: ["zzzzzzzz"] if not name.endswith("-a") else values for name, values in fields.items()}
    cast.alice.post("/positionnement/test", data=spoil | {name: ["zzzzzzzz"] for name in fields})
    kept = test_fields(cast.id("alice"), right)
    assert kept == fields
