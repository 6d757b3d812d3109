"""Documents to take away: asked once, made in the background, seen by those who may see their content."""

import io

import pikepdf
import pypdf
import pytest
import segno
from flask import render_template
from jinja2 import FileSystemLoader
from sqlalchemy import func, select

from course import jobs
from course.db import db
from course.handouts.document import MAKERS
from course.jobs import Job
from tests.answering import RAW, make
from tests.conftest import ROOT

SHEET = "/documents/fiche/tour-d-essai"
MODULE = "/documents/module/essai"


def ordered(client, path):
    answer = client.post(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def made(client, path):
    """The document's address, and its bytes."""
    address = ordered(client, path)
    jobs.run_waiting()
    with client.get(f"{address}/pdf") as answer:
        assert answer.status_code == 200
        return address, answer.data


def text_of(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(page.extract_text() for page in pages).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def agenda(cast):
    """Alice's agenda."""
    return cast.alice.post("/deroules", data={"title": "Séance d’été : l’accueil"}).headers["Location"]


def test_a_sheet_is_one_page_with_its_words(cast):
    _, document = made(cast.alice, SHEET)
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 1
    assert "À dire" in text_of(document)


def test_a_module_shows_the_images_of_its_questions(content, reopened):
    image = content / "quizzes" / "img" / "plan.png"
    segno.make("plan").save(str(image), scale=4)
    lesson = content / "modules" / "essai" / "01-ouvrir.md"
    for words in ("Que dites-vous d'abord ?", "Retour-B : oui."):
        lesson.write_text(lesson.read_text().replace(words, f"{words} ![Un plan](img/plan.png)"))
    with reopened().app_context():
        document = MAKERS["module"]("essai", {})
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert any(page.get_images() for page in opened.pages)
    assert alternatives(document).count("Un plan") == 2


def test_a_module_holds_its_lessons_its_diagrams_and_its_answers_at_the_end(cast, caplog):
    _, document = made(cast.alice, MODULE)
    assert [record.message for record in caplog.records if record.name == "weasyprint"] == []
    text = text_of(document)
    for words in ("Sommaire", "Ouvrir une séance", "Fermer une séance", "Poser trois règles", "Pour aller plus loin"):
        assert words in text
    assert text.index("Que dites-vous d’abord") < text.index("Corrigés des questions\n") < text.index("Retour-B")
    assert pypdf.PdfReader(io.BytesIO(document)).metadata.title == "Module d’essai"
    assert "Un cercle de chaises" in alternatives(document)


def alternatives(data):
    """The text alternatives of the document's figures."""
    with pikepdf.open(io.BytesIO(data)) as document:
        found = [item["/Alt"] for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        return [str(text) for text in found]


def test_an_agenda_is_printed_as_it_was_when_asked(cast, agenda):
    number = agenda.rpartition("/")[2]
    _, document = made(cast.alice, f"/documents/deroule/{number}")
    assert "Séance d’été : l’accueil" in text_of(document)


def test_somebody_elses_agenda_is_not_found(cast, agenda):
    number = agenda.rpartition("/")[2]
    address, _ = made(cast.alice, f"/documents/deroule/{number}")
    assert cast.bob.post(f"/documents/deroule/{number}").status_code == 404
    assert cast.bob.get(address).status_code == 404
    assert cast.bob.get(f"{address}/pdf").status_code == 404
    assert cast.diane.get(f"{address}/pdf").status_code == 404


def test_asking_twice_makes_it_once(cast):
    first, second = ordered(cast.alice, SHEET), ordered(cast.bob, SHEET)
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Job).where(Job.kind == "handout")) == 1
    jobs.run_waiting()
    ordered(cast.alice, SHEET)
    assert jobs.run_waiting() == 0


def test_the_page_waits_then_offers_the_document(cast):
    address = ordered(cast.alice, SHEET)
    waiting = cast.alice.get(address)
    assert waiting.headers["Refresh"] == "2"
    assert "se prépare" in waiting.text
    jobs.run_waiting()
    ready = cast.alice.get(address)
    assert "Refresh" not in ready.headers
    assert f'href="{address}/pdf"' in ready.text


@pytest.mark.parametrize(
    "path", [f"{SHEET}/0123456789abcdef", f"{SHEET}/..%2f..%2fsecret", f"{SHEET}/zzzzzzzzzzzzzzzz", "/documents/x/y/z"]
)
def test_what_was_never_asked_is_not_found(cast, path):
    assert cast.alice.get(path).status_code == 404
    assert cast.alice.get(f"{path}/pdf").status_code == 404


def test_an_unknown_sheet_is_not_found(cast):
    assert cast.alice.post("/documents/fiche/absente").status_code == 404
    assert cast.alice.post("/documents/deroule/999999999999999999999").status_code == 404


@pytest.mark.parametrize("kind", sorted(RAW))
def test_on_paper_a_question_keeps_its_key_for_the_end(app, kind):
    question = make(kind)
    with app.test_request_context():
        asked = render_template("handouts/question.html", question=question, number=1)
        design = app.jinja_env.overlay(loader=FileSystemLoader(ROOT / "certificates"))
        explained = design.get_template("answer.html").render(question=question)
    assert "Que faire" in asked
    assert "Retour" not in asked
    if kind != "ordering":
        assert "Retour" in explained
