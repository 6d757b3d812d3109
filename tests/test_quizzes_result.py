"""Handing in, the result, and what later changes do not change."""

from functools import partial

import pytest
import yaml
from sqlalchemy import func, select

from course.clock import now
from course.db import db
from course.modules import operations as reading
from course.people.models import Audit
from course.quizzes.queries import STANDING
from tests.answering import right, wrong
from tests.pressing import button, links
from tests.taking import asked, at_once, begin, complete, page_fields, row


def words(response):
    return " ".join(response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def half_right(question):
    """Right on the three first types of the sample, blank on the others."""
    return right(question) if question.type in ("single", "multiple", "ordering") else None


@pytest.mark.parametrize(
    ("answers", "score", "passed"), [(right, 100, True), (wrong, 0, False), (half_right, 50, False)]
)
def test_the_score_is_the_mean_of_the_questions(cast, answers, score, passed):
    attempt = row(complete(cast.alice, answers))
    assert (attempt.state, attempt.score, attempt.passed) == ("done", score, passed)
    assert attempt.submitted_at is not None
    assert {item.score for item in asked(attempt.id)} <= {0, 1}


def test_a_success_leads_to_the_attestation_or_says_what_is_left_before_it(app, cast):
    page = cast.alice.get(f"/essais/{complete(cast.alice, right)}")
    assert "Avant l'attestation de ce module, il reste 35 minutes" in words(page)
    assert {"/lecons/essai/ouvrir", "/lecons/essai/fermer"} <= set(links(page))
    for lesson in app.extensions["relais_course"].modules[0].lessons:
        reading.finish(cast.id("alice"), lesson, now())
    db.session.commit()
    obtained = button(cast.alice.get(page.request.path), "Obtenir mon attestation").press(cast.alice)
    assert (obtained.status_code, obtained.headers["Location"]) == (303, "/attestations/essai")
    failed = words(cast.bob.get(f"/essais/{complete(cast.bob, wrong)}"))
    assert "attestation" not in failed.partition("Par compétence")[0]


def test_handing_in_leaves_a_trace_and_changes_the_persons_pages(cast):
    attempt = begin(cast.alice)
    version = cast.person("alice").version
    cast.alice.post(f"/essais/{attempt}/terminer")
    assert cast.person("alice").version == version + 1
    trace = db.session.scalars(select(Audit).where(Audit.action == "attempt-graded")).one()
    assert (trace.actor_id, trace.person_id, trace.detail) == (
        cast.id("alice"),
        cast.id("alice"),
        "essai, essai 1 : 0 %",
    )


def test_handing_in_ten_times_at_once_grades_once(app, cast):
    attempt = begin(cast.alice)
    cast.alice.post(f"/essais/{attempt}", data=page_fields(attempt, right))
    clients = [cast.client(app, "alice") for _ in range(10)]
    responses = at_once(app, [partial(client.post, f"/essais/{attempt}/terminer") for client in clients])
    assert {response.headers["Location"] for response in responses} == {f"/essais/{attempt}"}
    graded = select(func.count()).select_from(Audit).where(Audit.action == "attempt-graded")
    assert db.session.scalar(graded) == 1
    assert row(attempt).score == 100


def test_answers_and_the_hand_in_at_once_never_leave_an_answer_that_was_not_graded(app, cast):
    """What is acknowledged before the result is in the result; what comes after is refused."""
    attempt = begin(cast.alice)
    fields = page_fields(attempt, right)
    acts = [
        partial(cast.client(app, "alice").post, f"/essais/{attempt}/reponses/{position}", data=fields)
        for position in range(1, 7)
    ]
    acts.append(partial(cast.alice.post, f"/essais/{attempt}/terminer"))
    *saved, handed = [response.status_code for response in at_once(app, acts)]
    assert handed == 303
    for status, item in zip(saved, asked(attempt), strict=True):
        assert (status, item.answer is None, item.score) in [(204, False, 1), (409, True, 0)]


def test_the_result_explains_every_answer_and_points_to_the_lesson(cast):
    attempt = complete(cast.alice, half_right)
    page = words(cast.alice.get(f"/essais/{attempt}"))
    assert "50 % : pas encore réussi" in page
    for feedback in (
        "Écouter d'abord.",
        "Trop tôt.",
        "Trop tôt aussi.",
        "Ensuite.",
        "On remercie.",
        "Rien.",
        "Fermer.",
    ):
        assert feedback in page
    assert page.count("Juste.") == 3
    assert page.count("Sans réponse.") == 3
    assert '<a href="/lecons/essai/ouvrir">Ouvrir une séance</a>' in page
    assert "Communiquer de façon participative" in page
    assert "Il vous reste 2 essais" in page
    assert "Préparer un nouvel essai" in page


def test_a_passed_result_says_so_and_sends_on(cast):
    page = words(cast.alice.get(f"/essais/{complete(cast.alice, right)}"))
    assert "100 % : réussi" in page
    assert "Continuer mon parcours" in page
    assert "nouvel essai" not in page


def test_after_the_last_attempt_the_result_says_when_to_come_back(cast):
    attempts = [complete(cast.alice, wrong) for _ in range(3)]
    assert "Nouvel essai possible à partir du" in words(cast.alice.get(f"/essais/{attempts[-1]}"))


def test_the_confirmation_of_a_closed_attempt_leads_to_its_result(cast):
    attempt = complete(cast.alice, wrong)
    assert cast.alice.get(f"/essais/{attempt}/terminer").headers["Location"] == f"/essais/{attempt}"


def test_complaint_16_the_result_is_for_its_owner(cast):
    attempt = complete(cast.alice, right)
    for client in (cast.bob, cast.chloe, cast.diane):
        assert client.get(f"/essais/{attempt}").status_code == 404


def edit(content, change):
    path = content / "quizzes" / "essai.yaml"
    quiz = yaml.safe_load(path.read_text())
    change(quiz)
    path.write_text(yaml.safe_dump(quiz, allow_unicode=True))


@pytest.fixture
def restarted(reopened, cast):
    """The server again, after a change of content; gives Alice's client."""

    def restart():
        db.session.rollback()
        return cast.client(reopened(), "alice")

    return restart


def test_complaint_3_editing_the_quiz_leaves_the_result_as_it_was(content, cast, restarted):
    attempt = complete(cast.alice, right)
    cast.alice.get("/evaluations/essai")
    before = cast.alice.get(f"/essais/{attempt}").text

    def rewrite(quiz):
        quiz.update(title="Tout autre chose", pass_mark=100)
        for question in quiz["questions"]:
            question["text"] = "Récrite ?"
        quiz["questions"][0]["choices"][0].pop("right")
        quiz["questions"][0]["choices"][1]["right"] = True
        quiz["questions"][5]["value"] = 61.5

    edit(content, rewrite)
    client = restarted()
    after = client.get(f"/essais/{attempt}").text
    main = before.partition("<main")[2].partition("</main>")[0]
    assert main == after.partition("<main")[2].partition("</main>")[0]
    assert "Tout autre chose" in client.get("/evaluations/essai").text


def test_complaint_3_an_open_attempt_goes_on_with_the_questions_it_asked(content, cast, restarted):
    attempt = begin(cast.alice)
    texts = [item.question.text for item in asked(attempt)]

    def rewrite(quiz):
        quiz["pass_mark"] = 100
        for question in quiz["questions"]:
            question.update(id=question["id"] + "-bis", text="Récrite ?")

    edit(content, rewrite)
    client = restarted()
    page = client.get(f"/essais/{attempt}").text
    assert "Récrite" not in page
    fields = page_fields(attempt, lambda question: right(question) if question.type != "numeric" else None)
    client.post(f"/essais/{attempt}", data=fields)
    client.post(f"/essais/{attempt}/terminer")
    assert [item.question.text for item in asked(attempt)] == texts
    assert row(attempt).passed


def test_complaint_3_a_quiz_that_is_gone_leaves_its_attempts_readable(content, cast, restarted):
    done, opened = complete(cast.alice, wrong), begin(cast.alice)
    edit(content, lambda quiz: None)
    (content / "quizzes" / "essai.yaml").rename(content / "quizzes" / "autre.yaml")
    index = content / "modules" / "essai" / "index.md"
    index.write_text(index.read_text().replace("quiz: essai", "quiz: autre"))
    client = restarted()
    page = client.get(f"/essais/{done}").text
    assert "Évaluation d’essai" in page
    assert "/evaluations/essai" not in page
    assert client.get(f"/essais/{opened}").status_code == 200
    assert client.post(f"/essais/{opened}/terminer").status_code == 303
    assert client.get(f"/essais/{opened}").status_code == 200
    assert client.get("/evaluations/essai").status_code == 404


def test_complaint_14_the_key_is_not_in_the_browser_before_the_end(content, settings, cast, restarted, app):
    def mark(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "feedback":
                    value[key] = {name: f"SECRET {name}" for name in inner} if isinstance(inner, dict) else "SECRET"
                else:
                    mark(inner)
        elif isinstance(value, list):
            for inner in value:
                mark(inner)

    edit(content, mark)
    client = restarted()
    attempt = begin(client)
    client.post(f"/essais/{attempt}", data=page_fields(attempt, wrong))
    seen = [
        client.get(path).text for path in (f"/essais/{attempt}", f"/essais/{attempt}/terminer", "/evaluations/essai")
    ]
    seen += [file.body.decode(errors="replace") for file in app.extensions["relais_assets"].files.values()]
    saved = client.post(f"/essais/{attempt}/reponses/1", data=page_fields(attempt, wrong))
    for text in [*seen, saved.text, str(saved.headers)]:
        assert "SECRET" not in text
        assert "clôturer" not in text
    client.post(f"/essais/{attempt}/terminer")
    assert "SECRET" in client.get(f"/essais/{attempt}").text


def test_complaint_14_choices_are_shown_in_another_order_than_the_files(cast):
    layouts = []
    for _ in range(3):
        attempt = complete(cast.alice, wrong)
        layouts += [(item.question.type, item.layout) for item in asked(attempt)]
    complete(cast.bob, wrong)
    assert all(layout != sorted(layout) for kind, layout in layouts if kind == "ordering")
    shown = [layout for kind, layout in layouts if kind in ("single", "multiple", "matching")]
    assert any(layout != sorted(layout) for layout in shown)
    attempt = begin(cast.bob)
    page = cast.bob.get(f"/essais/{attempt}").text
    for item in asked(attempt):
        places = [
            page.index(f'"{item.question.tokens[index]}"') for index in item.layout if item.question.type != "ordering"
        ]
        assert places == sorted(places)


def test_the_standing_of_a_person_in_one_statement(cast):
    assert STANDING.rows(person_id=cast.id("alice")) == []
    complete(cast.alice, half_right)
    complete(cast.alice, wrong)
    opened = begin(cast.alice)
    complete(cast.bob, right)
    assert [tuple(found) for found in STANDING.rows(person_id=cast.id("alice"))] == [("essai", 0, 50.0, 2, opened)]
    assert [tuple(found) for found in STANDING.rows(person_id=cast.id("bob"))] == [("essai", 1, 100.0, 1, None)]
    begin(cast.chloe)
    (first,) = STANDING.rows(person_id=cast.id("chloe"))
    assert first[1:4] == (0, None, 0)
