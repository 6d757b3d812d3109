"""The administrators' pages: a file comes, is read in the background, is looked at; banks leave."""

import io
import json
import os
import time
import zipfile

import pytest
import yaml
from sqlalchemy import select

from course.db import db
from course.exchange.bounds import FILE_BYTES
from course.exchange.importer import read_file
from course.exchange.storage import Desk, forget_old
from course.jobs import Job, run_waiting
from course.people.models import Audit
from tests.test_exchange_reading import CORPUS

PAGE = "/administration/banques"


def send(client, content, name="questions.txt", **fields):
    parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    parts.append(f'name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'.encode() + content)
    body = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    return client.post(PAGE, data=body, content_type="multipart/form-data; boundary=x")


def imported(client, content, **fields):
    place = send(client, content, **fields).headers["Location"]
    run_waiting()
    return place, client.get(place)


def test_a_file_is_read_in_the_background_and_each_question_is_listed(cast):
    place = send(cast.diane, (CORPUS / "kinds.xml").read_bytes(), "questions.xml").headers["Location"]
    waiting = cast.diane.get(place)
    assert waiting.headers["Refresh"] == "2"
    assert "en cours de lecture" in waiting.text
    run_waiting()
    page = cast.diane.get(place)
    assert "Refresh" not in page.headers
    assert "10 questions" in page.text and "3 refusées" in page.text
    assert page.text.count("<article") == 10
    assert "réponse libre, qu’une personne corrige" in page.text
    assert f'src="{place}/img/schema.png"' in page.text
    refused = cast.diane.get(f"{place}?etat=refusée")
    assert refused.text.count("<article") == 3


def test_the_download_is_the_bank_with_its_images(cast):
    place, _ = imported(cast.diane, (CORPUS / "kinds.xml").read_bytes())
    response = cast.diane.get(f"{place}/fichier")
    archive = zipfile.ZipFile(io.BytesIO(response.data))
    assert archive.namelist() == ["banque-importee.yaml", "img/schema.png"]
    assert len(yaml.safe_load(archive.read("banque-importee.yaml"))["questions"]) == 7


def test_a_bank_that_exists_is_completed_without_touching_the_rest(cast, content):
    own = (content / "quizzes" / "essai.yaml").read_bytes()
    place, page = imported(cast.diane, b"Vrai ? {T#Non.#Oui.}", bank="essai", competence="A1", lesson="ouvrir")
    assert "quizzes/essai.yaml" in page.text
    joined = cast.diane.get(f"{place}/fichier").data
    assert joined.startswith(own.rstrip())
    assert yaml.safe_load(joined)["questions"][-1] | {"text": ""} == {
        "id": "vrai",
        "type": "truefalse",
        "competence": "A1",
        "lesson": "ouvrir",
        "text": "",
        "right": True,
        "feedback": {"right": "Oui.", "wrong": "Non."},
    }
    assert (content / "quizzes" / "essai.yaml").read_bytes() == own


def test_what_lacks_is_said(cast):
    _, page = imported(cast.diane, b"Vrai ? {T#Non.#Oui.}")
    assert "une compétence à 1 question et une leçon à 1" in page.text


@pytest.mark.parametrize("name", ["bomb.xml", "external.xml"])
def test_a_hostile_file_is_refused_with_a_sentence(cast, name):
    place, page = imported(cast.diane, (CORPUS / name).read_bytes())
    assert "DTD ou des entités" in page.text
    assert cast.diane.get(f"{place}/fichier").status_code == 404
    assert db.session.scalars(select(Job.state)).all() == ["done"]


def test_nothing_of_a_hostile_text_becomes_markup(cast):
    hostile = b"::<script>alert(1)</script>::<img src=x onerror=alert(2)> {=<script>alert(3)</script>a#b ~c#d}"
    _, page = imported(cast.diane, hostile, name="<script>alert(0)")
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert(0)" in page.text


def test_a_large_file_is_taken_from_an_administrator_only(app, cast):
    large = b"Vrai ? {T#Non.#Oui.}\n\n// " + b"a" * 1_500_000
    assert send(cast.diane, large).status_code == 303
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(cast.alice, large).status_code == 413
    assert send(app.test_client(), large).status_code == 413
    assert send(cast.diane, b"a" * (FILE_BYTES + 200_000)).status_code == 413


def test_without_a_file_the_form_says_so(cast):
    response = cast.diane.post(PAGE, data={"bank": "inconnue", "pasted": " "})
    assert response.status_code == 422
    assert "Choisissez un fichier, ou collez un texte." in response.text
    assert "Choisissez une banque de la liste." in response.text


def test_an_import_is_its_owner_s_only_and_leaves_a_trace(cast, app):
    place, _ = imported(cast.diane, b"Vrai ? {T#Non.#Oui.}")
    desk = Desk(app.extensions["relais_settings"].instance, place.rpartition("/")[2])
    order = json.loads((desk.folder / "order.json").read_bytes())
    (desk.folder / "order.json").write_text(json.dumps(order | {"person": cast.id("alice")}))
    for path in (place, f"{place}/fichier", f"{place}/img/a.png", f"{PAGE}/imports/../../etc"):
        assert cast.diane.get(path).status_code == 404
    assert db.session.scalars(select(Audit.detail)).all() == ["questions.txt → nouvelle banque"]


def test_old_imports_are_forgotten(cast, app):
    place, _ = imported(cast.diane, b"Vrai ? {T#Non.#Oui.}")
    instance = app.extensions["relais_settings"].instance
    forget_old(instance)
    assert cast.diane.get(place).status_code == 200
    old = time.time() - 8 * 86400
    os.utime(instance / "imports" / place.rpartition("/")[2], (old, old))
    forget_old(instance)
    assert cast.diane.get(place).status_code == 404


@pytest.mark.parametrize("form", ["gift", "xml"])
def test_a_bank_leaves_and_comes_back_the_same(cast, app, form):
    own = app.extensions["relais_quizzes"]["essai"].questions
    page = cast.diane.get(f"{PAGE}/essai")
    assert f"ses {len(own)} questions" in page.text
    back = read_file(cast.diane.get(f"{PAGE}/essai/{form}").data).questions
    assert set(back) <= set(own)
    assert {item.type for item in own} - {item.type for item in back} <= {"gap", "scenario"}
