"""How a question looks: blank, it tells nothing of the key; reviewed, it tells everything in words."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.answering import RAW, make, right, typed, wrong

KINDS = sorted(RAW)


@pytest.fixture
def macros(app):
    with app.test_request_context():
        yield app.jinja_env.get_template("questions/question.html").module


def identity(question):
    return list(range(question.presented()))


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", str(html))).replace("\u00a0", " ").split())


def feedbacks(question, answer):
    """Those that a review of this answer gives."""
    match question.type:
        case "short" | "numeric" | "truefalse":
            return [question.feedback.right if question.grade(answer) == 1 else question.feedback.wrong]
        case "gap":
            return [gap.why(part) for gap, part in zip(question.places, question.filled(answer), strict=True)]
        case "scenario":
            met = question.way(answer) + question.way(question.solution())
            return [step.choices[made].feedback for step, made in met if made is not None]
    return re.findall(r"Retour \w+", question.model_dump_json())


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_question_holds_no_feedback_and_no_verdict(macros, kind):
    question = make(kind)
    html = str(macros.inputs(question, identity(question), None, "q1-", "q1"))
    assert "Retour" not in html
    assert "right" not in html
    assert "wrong" not in html
    assert "checked" not in html
    assert "selected" not in html


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.permutations(range(4)), st.permutations(range(4)))
def test_the_key_is_not_in_the_page_two_questions_with_another_key_look_the_same(macros, order, shown):
    """The file's order, which is the key of an ordering and of a matching, changes nothing in the page."""
    for kind, field in (("single", "choices"), ("multiple", "choices"), ("ordering", "steps")):
        items = RAW[kind][field]
        one = make(kind)
        moved = [items[index] for index in order if index < len(items)]
        other = make(kind, **{field: moved})
        layout = [index for index in shown if index < len(items)]
        same = [moved.index(items[index]) for index in layout]
        assert macros.inputs(one, layout, None) == macros.inputs(other, same, None)
    pairs = RAW["matching"]["pairs"]
    rights = [index for index in order if index < 3]
    swapped = [{**pair, "right": pairs[index]["right"]} for pair, index in zip(pairs, rights, strict=True)]
    layout = [rights.index(index) if index < 3 else 3 for index in shown]
    assert macros.inputs(make("matching"), shown, None) == macros.inputs(make("matching", pairs=swapped), layout, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_answer_is_shown_again_as_it_was_given(macros, kind):
    question = make(kind)
    for answer in (right(question), wrong(question)):
        html = str(macros.inputs(question, identity(question), answer, "q1-"))
        assert sent_by(html) == typed(question, answer, "q1-")


def sent_by(html):
    """The fields that a browser would send from these inputs."""
    fields = {}
    for tag in re.findall(r"<input [^>]*>", html):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if values["type"] == "text" or " checked" in tag:
            fields.setdefault(values["name"], []).append(unescape(values["value"]))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        fields[name] = re.findall(r'<option value="([^"]*)" selected>', options)
    return fields


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given_", [right, wrong, lambda question: None])
def test_a_review_gives_every_feedback_and_a_verdict_in_words(macros, kind, given_):
    question = make(kind)
    answer = given_(question)
    text = words(macros.review(question, identity(question), answer))
    assert all(feedback in text for feedback in feedbacks(question, answer))
    verdict = {right: "Juste.", wrong: "À revoir."}.get(given_, "Sans réponse.")
    assert text.startswith(verdict)


def test_a_review_says_what_was_partly_right(macros):
    text = words(macros.review(make("ordering"), [3, 2, 1, 0], [1, 2, 3, 0]))
    assert text.startswith("En partie juste : 67 % des points.")


def test_a_review_names_the_answer_given_and_the_right_one(macros):
    question = make("single")
    html = str(macros.review(question, [2, 0, 1], 1))
    lines = [words(line) for line in re.findall(r"<li.*?</li>", html, re.DOTALL)]
    assert lines == [
        "Voter Retour voter",
        "Écouter Bonne réponse, non choisie Retour écouter",
        "Conclure Votre réponse Retour conclure",
    ]
    assert "Votre réponse, juste" in words(macros.review(question, [2, 0, 1], 0))


def test_a_review_shows_the_right_order_pairs_and_wordings(macros):
    text = words(macros.review(make("ordering"), [3, 2, 1, 0], [0, 1, 3, 2]))
    assert re.search(r"1\. Accueillir .*2\. Travailler .*3\. Conclure Votre rang : 4.*4\. Ranger Votre rang : 3", text)
    text = words(macros.review(make("matching"), [3, 2, 1, 0], [0, None, 3]))
    assert "Milieu Votre réponse : aucune Bonne réponse : Pause" in text
    assert "Fin Votre réponse : Silence Bonne réponse : Merci" in text
    assert "Silence N’allait avec rien" in text
    assert "Réponse attendue : fermer Aussi acceptées : clôturer" in words(macros.review(make("short"), [], "ouvrir"))
    assert "Réponse attendue : 60 minutes, à 1,5 près" in words(macros.review(make("numeric"), [], "12"))


def test_a_known_score_is_shown_even_when_grading_has_changed_since(macros):
    assert words(macros.review(make("short"), [], "fermer", 0.0)).startswith("À revoir.")


@pytest.mark.parametrize("kind", ["short", "numeric"])
def test_what_a_person_typed_is_text_not_markup(macros, kind):
    for html in (macros.inputs(make(kind), [], "<b>x</b>"), macros.review(make(kind), [], "<b>x</b>")):
        assert "<b>x" not in str(html)
        assert "&lt;b&gt;x" in str(html)


def test_a_page_says_how_partial_credit_counts_before_the_answer(macros):
    says = {
        "multiple": "chaque mauvaise retire autant, sans descendre sous zéro",
        "ordering": "part des enchaînements justes",
        "matching": "part des paires justes",
        "gap": "part des blancs justes",
        "scenario": "moyenne de vos décisions ; un scénario inachevé vaut zéro",
    }
    for kind, rule in says.items():
        assert rule in words(macros.inputs(make(kind), identity(make(kind)), None)).replace("\u202f", " ")


def test_the_explanation_comes_after_the_answer_whatever_it_was(macros):
    for kind in KINDS:
        question = make(kind, explanation="Parce que **toujours**.")
        assert "toujours" not in macros.inputs(question, identity(question), None)
        for answer in (right(question), wrong(question), None):
            assert "Parce que <strong>toujours</strong>." in macros.review(question, identity(question), answer)
