"""The page of what questions are worth, and its line per question on the command line."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from course.cli import relais
from course.db import db
from course.quizzes.models import OPEN, Attempt, AttemptItem
from course.statistics.queries import measured
from tests.measuring import attempts
from tests.taking import begin, complete

LIST = "/questions/statistiques"


@pytest.fixture
def bank(app):
    return app.extensions["relais_quizzes"]["essai"].questions


def words(response):
    return " ".join(response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())


def answer(question, value, score):
    """Make every answer to this question that one."""
    mine = AttemptItem.fingerprint == question.fingerprint
    db.session.execute(update(AttemptItem).where(mine).values(answer=json.dumps(value), score=score))
    db.session.commit()


def test_with_no_attempt_every_question_says_too_few(cast, bank):
    page = words(cast.diane.get(LIST))
    assert page.count("<td>trop peu</td>") == len(bank)
    assert "Aucune question à revoir, sur 6" in page
    assert "Trop peu : moins de 5 réponses" in words(cast.diane.get(f"{LIST}/essai/a-choix"))


def test_four_answers_are_too_few_to_be_shown_and_five_are_enough(cast, bank):
    attempts(4, bank, 6)
    assert words(cast.diane.get(LIST)).count("<td>trop peu</td>") == 6
    attempts(1, bank, 6, "essai")
    page = words(cast.diane.get(LIST))
    assert "<td>trop peu</td>" not in page
    assert page.count("trop peu pour juger") == 6


def test_a_question_to_mend_is_named_with_its_reason_its_lesson_and_its_place(cast, bank):
    attempts(40, bank, 6)
    answer(bank[0], 0, 1.0)
    page = words(cast.diane.get(LIST))
    mend = page.partition("Toutes les questions")[0]
    assert "Trop facile : 100 % de réussite." in mend
    assert "personne ne s'y trompe : « Conclure », « Voter »." in mend
    assert "<code>quizzes/essai.yaml</code>, question <code>a-choix</code>" in mend
    assert 'href="/lecons/essai/ouvrir"' in mend
    detail = words(cast.diane.get(f"{LIST}/essai/a-choix"))
    assert '<th scope="row">Écouter</th> <td>oui</td> <td>40 <span class="quiet">· 100 %</span></td>' in detail
    assert '<th scope="row">Voter</th> <td>non</td> <td>0 <span class="quiet">· 0 %</span></td>' in detail


def test_an_open_attempt_counts_for_nothing(cast, bank):
    attempts(4, bank, 6)
    complete(cast.alice)
    before = measured()
    begin(cast.bob)
    assert measured() == before
    assert before[0].figures.count == 5
    db.session.execute(update(Attempt).values(state=OPEN))
    db.session.commit()
    assert measured()[0].figures is None


def test_an_edited_question_is_measured_anew_and_its_former_versions_are_counted(cast, content, bank, reopened):
    attempts(30, bank, 6)
    file = content / "quizzes" / "essai.yaml"
    file.write_text(file.read_text().replace("Premier geste ?", "Quel premier geste ?"))
    again = reopened()
    client = cast.client(again, "diane")
    detail = words(client.get(f"{LIST}/essai/a-choix"))
    assert "Trop peu : moins de 5 réponses à la version d'aujourd'hui" in detail
    assert "Une version plus ancienne a reçu des réponses" in detail
    assert "version plus ancienne" not in words(client.get(f"{LIST}/essai/a-cases"))


def test_a_removed_question_disappears_and_breaks_nothing(cast, content, bank, reopened):
    attempts(30, bank, 6)
    file = content / "quizzes" / "essai.yaml"
    file.write_text(file.read_text().replace("id: a-choix", "id: a-nouveau"))
    client = cast.client(reopened(), "diane")
    assert "a-choix" not in client.get(LIST).text
    assert client.get(f"{LIST}/essai/a-choix").status_code == 404


def test_nothing_there_is_about_a_person(cast, bank):
    attempts(30, bank, 6)
    typed = next(item for item in bank if item.type == "short")
    mine = select(AttemptItem.attempt_id).where(AttemptItem.fingerprint == typed.fingerprint).limit(2)
    secret = json.dumps("<b>Jeanne</b>")
    one = AttemptItem.attempt_id.in_(list(db.session.scalars(mine)))
    where = (one, AttemptItem.fingerprint == typed.fingerprint)
    db.session.execute(update(AttemptItem).where(*where).values(answer=secret, score=0.0))
    db.session.commit()
    pages = cast.diane.get(LIST).text + cast.diane.get(f"{LIST}/essai/{typed.id}").text
    assert "Jeanne" not in pages and "jeanne" not in pages
    assert "Personne 1" not in pages and "@example.org" not in pages
    assert "autres réponses, rares" in pages
    answer(typed, "<b>Jeanne</b>", 0.0)
    page = cast.diane.get(f"{LIST}/essai/{typed.id}").text
    assert "&lt;b&gt;jeanne&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("order", "first"), [("ordre", "a-choix"), ("reussite", "c-paires"), ("revoir", "c-paires"), ("zut", "c-paires")]
)
def test_it_is_sorted_as_asked(cast, bank, order, first):
    attempts(30, bank, 6)
    for item in bank:
        answer(item, item.solution(), 1.0)
    answer(next(item for item in bank if item.id == "c-paires"), [1, 0], 0.0)
    page = cast.diane.get(LIST, query_string={"tri": order}).text.partition("Toutes les questions")[2]
    ids = [part.partition("/essai/")[2].partition('"')[0] for part in page.split('<th scope="row">')[1:]]
    assert ids[0] == first
    assert sorted(ids) == sorted(item.id for item in bank)


def test_a_module_keeps_its_own_questions_and_an_unknown_one_keeps_them_all(cast, bank):
    for module in ("essai", "inconnu", "<script>"):
        page = cast.diane.get(LIST, query_string={"module": module}).text
        assert page.count('<th scope="row">') == len(bank)
        assert "<script>" not in page


def test_an_attempt_of_a_quiz_that_is_gone_is_left_aside(cast, bank):
    attempts(30, bank, 6, quiz="disparu")
    assert words(cast.diane.get(LIST)).count("<td>trop peu</td>") == len(bank)


def test_the_erasure_of_everything_leaves_an_empty_page(cast, bank):
    attempts(30, bank, 6)
    db.session.execute(delete(AttemptItem))
    db.session.commit()
    assert cast.diane.get(LIST).status_code == 200


def run(app, *arguments):
    return CliRunner().invoke(relais, ["questions", "stats", *arguments])


def test_the_command_says_one_line_per_question(app, bank, settings, monkeypatch):
    attempts(40, bank, 6)
    answer(bank[0], 0, 1.0)
    monkeypatch.setattr("course.cli.create_app", lambda: app)
    lines = run(app).output.splitlines()
    assert [line.split()[:2] for line in lines] == [["essai", item.id] for item in bank]
    assert lines[0].split()[2:6] == ["40", "100", "%", "–"]
    assert lines[0].endswith("trop facile, réponse jamais prise")
    assert run(app, "--quiz", "essai").output.splitlines() == lines
    refused = run(app, "--quiz", "inconnu")
    assert refused.exit_code == 1 and "choisissez parmi essai" in refused.output
