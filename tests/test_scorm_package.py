"""A module's package: its manifest follows the schemas' rules, its links lead somewhere, it is the same twice."""

import io
import json
import os
import re
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest
import segno
from click.testing import CliRunner
from sqlalchemy import func, select

from course import cli, jobs
from course.certificates import store
from course.db import db
from course.jobs import Job
from course.scorm import operations
from course.scorm.manifest import manifest
from course.scorm.operations import archive
from course.scorm.portable import portable
from tests.conftest import ROOT

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
ASK = "/modules/essai/scorm"


def made(slug="essai", assessment=True):
    return archive(slug, assessment, lambda _done, _total: None)


def files_of(package):
    with ZipFile(io.BytesIO(package)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


@pytest.fixture
def files(app):
    """The files of the tiny module's package."""
    return files_of(made())


def test_images_of_questions_lie_in_the_package(content, reopened):
    image = content / "quizzes" / "img" / "plan.png"
    image.write_bytes(segno.make("plan").png_data_uri().encode())
    for file, words in (("quizzes/essai.yaml", "Premier geste ?"), ("modules/essai/01-ouvrir.md", "Retour-B : oui.")):
        text = (content / file).read_text()
        (content / file).write_text(text.replace(words, f"{words} ![Un plan](img/plan.png)"))
    with reopened().app_context():
        files = files_of(made())
    assert files["img/plan.png"] == image.read_bytes()
    assert files["content.js"].count(b'src=\\"img/plan.png') == 2
    assert not any(b"/questions/img" in body for body in files.values())
    assert 'href="img/plan.png"' in files["imsmanifest.xml"].decode()


def described(files):
    return fromstring(files["imsmanifest.xml"])


def tags(element):
    return [child.tag.removeprefix(CP) for child in element]


def test_the_manifest_has_its_elements_in_their_order_and_the_version_of_the_schema(files):
    """IMS CP 1.1.2 (imscp_rootv1p1p2.xsd): sequences, and the attributes that it requires; SCORM 1.2 CAM, 2.3.4."""
    root = described(files)
    assert root.tag == f"{CP}manifest"
    assert tags(root) == ["metadata", "organizations", "resources"]
    assert tags(root[0]) == ["schema", "schemaversion"]
    assert [child.text for child in root[0]] == ["ADL SCORM", "1.2"]
    organizations, resources = root[1], root[2]
    assert tags(organizations) == ["organization"]
    assert tags(organizations[0]) == ["title", "item"]
    assert tags(organizations[0][1]) == ["title"]
    assert tags(resources) == ["resource"]
    assert set(tags(resources[0])) == {"file"}
    assert len(root.get("version")) <= 20
    assert set(root.keys()) == {"identifier", "version"}


def test_its_identifiers_are_names_used_once_and_its_references_lead_to_them(files):
    root = described(files)
    identifiers = [element.get("identifier") for element in root.iter() if element.get("identifier")]
    assert len(identifiers) == len(set(identifiers)) == 4
    assert all(NAME.fullmatch(name) for name in identifiers)
    organizations, resource = root[1], root[2][0]
    assert organizations.get("default") == organizations[0].get("identifier")
    assert organizations[0][1].get("identifierref") == resource.get("identifier")


def test_its_one_resource_is_a_sco_that_lists_every_file_of_the_package(files):
    resource = described(files)[2][0]
    assert (resource.get("type"), resource.get(f"{ADL}scormtype")) == ("webcontent", "sco")
    listed = [file.get("href") for file in resource]
    assert resource.get("href") == "index.html"
    assert len(listed) == len(set(listed))
    assert {*listed, "imsmanifest.xml"} == files.keys()


def test_a_title_is_cut_where_a_system_may_stop_reading_and_its_signs_are_escaped():
    root = fromstring(manifest("relais-x", "« A & B < C » " * 40, "1", ["a&b.js"]))
    assert len(root[1][0][0].text) == 200
    assert root[1][0][0].text.startswith("« A & B < C »")
    assert root[2][0][0].get("href") == "a&b.js"


def test_the_same_content_makes_the_same_bytes(app):
    assert made() == made()


def test_an_edited_lesson_makes_another_version(app, content, reopened):
    before = described(files_of(made())).get("version")
    lesson = next((content / "modules/essai").glob("01-*.md"))
    lesson.write_text(lesson.read_text().replace("Neuf heures, salle", "Dix heures, salle"))
    with reopened().app_context():
        assert described(files_of(made())).get("version") != before


def test_the_page_holds_every_lesson_and_nothing_leads_out_of_the_package(files):
    page = files["index.html"].decode()
    for words in (
        "Ouvrir une séance",
        "Fermer une séance",
        "Un cercle de chaises",
        "Que dites-vous d’abord",
        "Associez.",
    ):
        assert words in page
    names = {name for name in files if name != "imsmanifest.xml"}
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'(?:href|src)="([^"]*)"', page):
        assert target == "data:," or target in names or target.removeprefix("#") in ids, target
    assert '<a href="#lecon-fermer">la suite</a>' in page


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in ROOT.glob("modules/*/01-*.md")))
def test_no_link_of_the_real_course_is_dead_in_its_package(monkeypatch, settings, slug):
    from course.app import create_app
    from course.db import forget_connections

    monkeypatch.setenv("COURSE_HOME", str(ROOT))
    app = create_app(settings)
    with app.app_context():
        files = files_of(made(slug))
    forget_connections(app)
    page, data = files["index.html"].decode(), files["content.js"].decode()
    ids = set(re.findall(r' id="([^"]*)"', page))
    links = re.findall(r'<a href="([^"]*)"', page) + re.findall(r'<a href=\\"([^"\\]*)\\"', data)
    assert [link for link in links if not link.startswith("https://") and link.removeprefix("#") not in ids] == []
    assert ADDRESS.findall(page.replace("http://www.w3.org/2000/svg", "")) == []
    assert not re.search(rb"url\(|@import", files["relais.css"])


ADDRESS = re.compile(r'(?:src|srcset|action|data)="(?!data:)[^"]*//[^"]*"|http://[^"\s]*')


def test_links_stay_open_apart_or_become_words():
    here = '<p><a href="/lecons/essai/fermer#clore" title="t">là</a> et <a href="/lecons/autre/x">ailleurs</a></p>'
    assert portable(here, "essai") == '<p><a href="#lecon-fermer--clore">là</a> et ailleurs</p>'
    assert portable('<a href="/fiches/world-cafe">la <em>fiche</em></a>', "essai") == "la <em>fiche</em>"
    assert portable('<a href="/deroules">vos déroulés</a>', "essai") == "vos déroulés"
    assert portable('<a href="//evil.example">x</a><a href="javascript:x">y</a>', "essai") == "xy"
    web = portable('<a href="https://example.org">site</a>', "essai")
    assert 'target="_blank" rel="noopener noreferrer"' in web and "(nouvelle fenêtre)" in web


def test_without_its_assessment_a_package_holds_no_question_of_the_bank(app):
    everything = b"".join(files_of(made(assessment=False)).values()).decode()
    assert [word for word in ("Associez.", "clôturer", '"d-mot"', "Trop tôt") if word in everything] == []
    assert "Que dites-vous d" in everything
    assert 'id="evaluation"' not in everything and "#evaluation" not in everything.replace('"#evaluation"', "")


def test_the_content_is_a_script_whatever_authors_write(app, content, reopened):
    quiz = content / "quizzes/essai.yaml"
    quiz.write_text(quiz.read_text().replace('text: "Premier geste ?"', 'text: "`</script><b onclick=x>` Premier ?"'))
    with reopened().app_context():
        files = files_of(made())
    data = files["content.js"].decode()
    assert data.isascii()
    value = json.loads(data.partition("relais.module = ")[2].rstrip(";\n"))
    assert value["quiz"]["bank"][0]["text"].endswith("Premier\u202f?")
    assert b"<b onclick" not in files["index.html"] + files["content.js"]
    assert b"</script><" not in files["content.js"]


def test_an_administrator_asks_sees_its_making_and_takes_it(cast):
    page = cast.diane.get(ASK).text
    assert "contient le corrigé" in page
    address = cast.diane.post(ASK, data={"kind": "entier"}).headers["Location"]
    assert address == f"{ASK}/entier"
    waiting = cast.diane.get(address)
    assert waiting.headers["Refresh"] and "<progress" in waiting.text
    assert cast.diane.get(f"{address}/zip").status_code == 404
    jobs.run_waiting()
    assert "Le paquet est prêt" in cast.diane.get(address).text
    with cast.diane.get(f"{address}/zip") as answer:
        assert answer.headers["Content-Type"] == "application/zip"
        assert "essai-entier-scorm12.zip" in answer.headers["Content-Disposition"]
        assert answer.data == made()


def test_it_is_made_once_however_often_it_is_asked(cast):
    for _ in range(3):
        cast.diane.post(ASK, data={"kind": "sans-evaluation"})
    jobs.run_waiting()
    cast.diane.post(ASK, data={"kind": "sans-evaluation"})
    assert db.session.scalar(select(func.count()).select_from(Job).where(Job.kind == "scorm")) == 1


def test_a_package_a_month_old_is_forgotten_when_another_is_made(cast):
    old = operations.file_of("scorm-essai-entier-ancien")
    handout = old.with_name("fiche-ancienne.pdf")
    for file in (old, handout):
        store.write(file, b"ancien")
        os.utime(file, (0, 0))
    cast.diane.post(ASK, data={"kind": "entier"})
    jobs.run_waiting()
    assert not old.exists() and handout.exists()
    assert operations.file_of(operations.key("essai", True)).exists()


def test_only_administrators_ask(cast):
    for who in (cast.alice, cast.chloe):
        assert who.get(ASK).status_code == 403
        assert who.post(ASK, data={"kind": "entier"}).status_code == 403
        assert who.get(f"{ASK}/entier/zip").status_code == 403
        assert ASK not in who.get("/modules/essai").text
    assert ASK in cast.diane.get("/modules/essai").text
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


@pytest.mark.parametrize("kind", ["", "tout", "entier/../x", "ENTIER"])
def test_another_kind_of_package_is_refused(cast, kind):
    assert cast.diane.post(ASK, data={"kind": kind}).status_code == 400
    assert cast.diane.get(f"{ASK}/{kind or 'rien'}").status_code == 404
    assert cast.diane.get("/modules/inconnu/scorm").status_code == 404


def test_the_command_writes_the_package_and_says_what_it_cannot_hide(app, settings, monkeypatch, tmp_path):
    monkeypatch.setenv("RELAIS_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("RELAIS_INSTANCE", str(settings.instance))
    target = tmp_path / "essai.zip"
    command = ["modules", "export", "essai", "--scorm", "--output", str(target)]
    said = CliRunner().invoke(cli.relais, command)
    assert said.exit_code == 0, said.output
    assert "corrigé" in said.output
    assert target.read_bytes() == made()
    alone = CliRunner().invoke(cli.relais, [*command, "--without-assessment"])
    assert alone.exit_code == 0
    assert target.read_bytes() == made(assessment=False)
    missing = CliRunner().invoke(cli.relais, ["modules", "export", "inconnu", "--scorm"])
    assert missing.exit_code == 1 and "« inconnu » n'est pas un module" in missing.output
