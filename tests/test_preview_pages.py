"""« relais preview »: every page of the content with its answers, its own problems on top, for this machine only."""

import shutil
import socket

import pytest
from click.testing import CliRunner

from course import cli
from course.preview import watch
from course.preview.drafts import read
from course.preview.server import HOST, create_preview
from course.preview.watch import Watched
from tests.conftest import ROOT, SAMPLE
from tests.pressing import buttons, links

LESSON, QUIZ, SHEET = "/lecons/essai/ouvrir", "/evaluations/essai", "/fiches/tour-d-essai"


class Author:
    """Somebody who edits files, and looks at the preview."""

    def __init__(self, home):
        self.home, self.watched = home, Watched(home)
        self.client = create_preview(home, self.watched).test_client()

    def sees(self, path, status=200):
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text.replace("\u00a0", " ").replace("\u202f", " ")

    def edits(self, name, before, after):
        file = next(self.home.glob(name))
        assert before in file.read_text()
        file.write_text(file.read_text().replace(before, after))
        self.watched.look()


@pytest.fixture
def author(tmp_path, monkeypatch):
    """An author at work on the tiny course, on a machine that has nothing of a production one."""
    for name in ("modules", "quizzes"):
        shutil.copytree(SAMPLE / name, tmp_path / name)
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    monkeypatch.setattr(watch, "PAUSE", 0)
    monkeypatch.delenv("RELAIS_SECRET_KEY", raising=False)
    monkeypatch.setenv("RELAIS_DATABASE_URL", "postgresql://nobody@nowhere.invalid/nothing")
    return Author(tmp_path)


def test_the_home_leads_to_every_file(author):
    home = author.sees("/")
    assert "Contenu en ordre" in home or "remarque" in home
    for url in author.watched.content.entries:
        assert f'href="{url}"' in home
        author.sees(url)
    files = [*author.home.rglob("*.md"), *author.home.rglob("*.yaml")]
    alone = {"course.yaml", "positionnement.yaml"}
    assert len(author.watched.content.entries) == len([file for file in files if file.name not in alone])


def test_a_lesson_shows_its_answers_and_every_feedback(author):
    page = author.sees(LESSON)
    assert "<h1>Ouvrir une séance</h1>" in page
    for words in ("Retour-A : il vient ensuite.", "Retour-B : oui.", "Non, on parle.", "Oui, avec exigence."):
        assert words in page
    assert "Votre réponse, juste" in page
    assert page.count('<div class="key">') == 2


def test_a_bank_shows_every_question_its_answer_and_what_a_wrong_one_says(author):
    page = author.sees(QUIZ)
    assert page.count('<div class="key">') == 6
    for words in ("À une autre réponse : Soixante.", "Aussi acceptées : clôturer", "N’allait avec rien"):
        assert words in page
    assert "Tirage : 2 de « A »" in page


def test_a_sheet_a_module_and_the_capsule_have_their_page(author):
    assert "À dire" in author.sees(SHEET)
    assert "Ce que vous saurez faire" in author.sees("/modules/essai")
    assert "Débriefer" in author.sees("/capsule")


def test_a_problem_is_said_at_the_top_of_its_own_page_which_is_still_shown(author):
    author.edits("modules/essai/01-*.md", "/// essai\n", "/// esai\n")
    page = author.sees(LESSON)
    assert page.index("Un problème") < page.index("<h1>Ouvrir une séance</h1>")
    assert "modules/essai/01-ouvrir.md" in page and "sans essai" in page
    assert "Un problème" not in author.sees("/lecons/essai/fermer")
    assert "1 problème à corriger" in author.sees("/")


def test_a_question_that_cannot_be_read_leaves_the_rest_of_its_lesson(author):
    author.edits("modules/essai/01-*.md", "id: accueil\ntype: single", "id: accueil\ntype: singel")
    page = author.sees(LESSON)
    assert "type de question inconnu" in page
    assert page.count('<div class="key">') == 1


def test_a_file_that_cannot_be_read_shows_its_problems_alone(author):
    author.edits("modules/essai/01-*.md", "title: ", "title; ")
    page = author.sees(LESSON)
    assert "ne peut pas encore être montrée" in page and "modules/essai/01-ouvrir.md" in page
    assert "Accueillir" not in page
    author.edits("modules/essai/index.md", "title: ", "title; ")
    assert "ne peut pas encore être montrée" in author.sees("/modules/essai")
    assert "Un mot chacun." in author.sees("/lecons/essai/fermer")


def test_a_bank_that_is_refused_still_shows_its_sound_questions(author):
    author.edits("quizzes/essai.yaml", "value: 60", "value: soixante")
    page = author.sees(QUIZ)
    assert "question 6" in page and "nombre attendu" in page
    assert page.count('<div class="key">') == 5
    author.edits("quizzes/essai.yaml", "questions:", "questions: [")
    assert "YAML illisible" in author.sees(QUIZ)


def test_what_is_mended_is_seen_mended(author):
    author.edits("modules/essai/01-*.md", "/// essai\n", "/// esai\n")
    author.edits("modules/essai/01-*.md", "/// esai\n", "/// essai\n")
    assert "Un problème" not in author.sees(LESSON)


def test_a_sheet_that_names_one_that_is_gone_is_shown_or_says_so(author):
    author.edits("modules/methodes/tour-d-essai.yaml", "related: [", "related: [absente, ")
    assert "« absente » n’existe pas" in author.sees(SHEET)


def test_a_broken_course_file_is_said_at_home_and_stops_nothing(author):
    author.edits("modules/course.yaml", "modules:", "modulles:")
    home = author.sees("/")
    assert "champ inconnu" in home and "Absents de modules/course.yaml" in home and LESSON in home
    for url in author.watched.content.entries:
        author.sees(url)


def test_each_save_is_a_new_version_and_a_file_still_being_written_waits(author, monkeypatch):
    author.watched.look()
    assert author.watched.version == 1
    file = author.home / "quizzes/essai.yaml"

    def write_on(_seconds):
        file.write_text(file.read_text() + "\n")

    with monkeypatch.context() as patch:
        patch.setattr(watch.time, "sleep", write_on)
        file.write_text(file.read_text() + "# suite")
        author.watched.look()
    assert author.watched.version == 1
    author.watched.look()
    assert author.watched.version == 2


def test_the_browser_is_told_of_what_comes_after_the_version_that_it_shows(author):
    assert 'data-version="1"' in author.sees("/")
    author.edits("quizzes/essai.yaml", "Évaluation d'essai", "Autre titre")
    with author.client.get("/changements/1") as stream:
        assert stream.mimetype == "text/event-stream"
        assert next(iter(stream.response)) == b"data: 2\n\n"
    assert next(author.watched.changes(2, patience=0)) == 2


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "[::1]", "10.0.0.7"])
def test_another_host_name_is_refused(author, host):
    answer = author.client.get(LESSON, headers={"Host": host})
    assert answer.status_code == 403
    assert "Retour-A" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8001", "localhost:8001"])
def test_its_own_names_are_answered(author, host):
    assert author.client.get("/", headers={"Host": host}).status_code == 200


def test_another_machine_is_refused(author):
    assert author.client.get("/", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 403


def test_it_listens_on_loopback_and_has_no_option_to_do_otherwise():
    assert HOST == "127.0.0.1"
    said = CliRunner().invoke(cli.relais, ["preview", "--host", "0.0.0.0"])
    assert said.exit_code == 2


def test_a_port_already_taken_is_said(author, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(ROOT))
    with socket.create_server(("127.0.0.1", 0)) as other:
        said = CliRunner().invoke(cli.relais, ["preview", "--port", str(other.getsockname()[1])])
    assert said.exit_code == 1
    assert "est déjà pris" in said.output


def test_it_has_no_database_no_account_and_no_session(author):
    app = author.client.application
    assert not [name for name in app.extensions if "sqlalchemy" in name or "login" in name]
    answer = author.client.get(LESSON)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "connexion" not in answer.text


@pytest.mark.parametrize("path", ["/lecons/essai/inconnue", "/lecons/x/y", "/evaluations/x", "/fiches/x", "/modules/x"])
def test_what_does_not_exist_is_a_page_in_french(author, path):
    assert "Page absente de l’aperçu" in author.sees(path, 404)


def test_what_authors_write_is_never_code(author):
    author.edits("modules/essai/01-*.md", "[la suite](fermer)", "[la suite](<b>nulle</b>)")
    author.edits("quizzes/essai.yaml", 'title: "Évaluation d\'essai"', 'title: "<script>alert(1)</script>"')
    for url in ("/", LESSON, QUIZ):
        assert "<script>alert" not in author.sees(url)
    assert "<b>nulle" not in author.sees(LESSON)


def test_every_page_of_the_real_course_is_shown():
    real = Author(ROOT)
    assert real.watched.content.problems == {}
    assert len(real.watched.content.entries) > 60
    for url in real.watched.content.entries:
        assert "ne peut pas encore être montrée" not in real.sees(url)


def test_remarks_are_said_beside_their_lesson(author):
    assert "mots" in str(read(author.home).remarks[LESSON])
    page = author.sees(LESSON)
    assert "remarque" in page and "visez de 600" in page


@pytest.mark.parametrize("home", ["sample", "real"])
def test_every_door_leads_somewhere(author, home):
    client = author.client if home == "sample" else Author(ROOT).client
    waiting, seen, shut = ["/"], set(), []
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        page = client.get(url, follow_redirects=True)
        shut += [url] if page.status_code != 200 else []
        waiting += links(page)
        for button in buttons(page):
            if (button.method, button.address) not in seen:
                seen.add((button.method, button.address))
                shut += [button.address] if button.press(client).status_code >= 400 else []
    assert shut == []
    assert {"/aide", "/accessibilite", "/donnees-personnelles", "/capsule"} <= seen


def test_a_capsule_in_a_folder_of_another_name_is_the_capsule(author):
    (author.home / "modules/capsule").rename(author.home / "modules/bienvenue")
    author.edits("modules/course.yaml", "capsule: capsule", "capsule: bienvenue")
    home = author.sees("/")
    assert 'href="/capsule"' in home and "Absents de" not in home
    assert "Débriefer" in author.sees("/capsule")
