"""The document: PDF/UA on A4, complete, legible by machines, made of bundled parts only."""

import io
import subprocess
import sys

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from course.certificates import document
from course.certificates.rules import outcome, period, waivers
from course.certificates.schema import DocumentError
from course.home import content_home
from tests.certificate_sample import FACTS, NAMES

CODE = "RL-7K3M-9QXT-2VBD"
ADDRESS = f"https://relais.example.org/verifier/{CODE}"


def make(**changes):
    facts = FACTS.model_copy(update=changes)
    return document.attestation(document.Designs(content_home() / "certificates"), facts, CODE, ADDRESS)


def words(pdf):
    """The text as a reader extracts it, on one line."""
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def tags(pdf):
    """Every structure element: its tag and its alternative text."""
    found = []

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S), str(element.get("/Alt", ""))))
            walk(element.get("/K"))

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        walk(opened.Root.StructTreeRoot)
    return found


@pytest.fixture(scope="module")
def pdf(_content):
    return make()


def test_it_is_a_valid_pdf(pdf):
    with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as opened:
        assert opened.check_pdf_syntax() == []


def test_it_declares_itself_accessible_french_and_titled(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert str(opened.Root.Lang) == "fr"
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert str(opened.docinfo.Title).endswith(f"Posture de facilitation, {FACTS.name}")
        assert str(opened.docinfo.Author) == "SGAR Occitanie"
        assert [round(float(side)) for side in opened.pages[0].MediaBox] == [0, 0, 595, 842]


def test_it_is_tagged_with_headings_lists_and_an_alternative_for_the_qr_code(pdf):
    found = tags(pdf)
    names = [tag for tag, _ in found]
    assert names.count("/H1") == 1
    assert names.count("/H2") == 4
    assert names.count("/LI") == len(FACTS.objectives)
    assert [alternative for tag, alternative in found if tag == "/Figure"] == [
        f"Code QR qui mène à la page de vérification : {ADDRESS}"
    ]


def test_its_headings_are_bookmarks_and_its_address_a_link(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        (title,) = outline.root
        assert title.title == "Attestation de fin de formation"
        assert [part.title for part in title.children][:2] == ["Objectifs", "Leçons suivies"]
        links = [note.A.URI for note in opened.pages[0].Annots if "/A" in note]
        assert list(map(str, links)) == [ADDRESS]


def test_its_fonts_are_embedded_and_ours(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()}
    assert {name.partition("+")[2] for name in fonts} == {
        "Relais-Sans",
        "Relais-Sans-Semi-Bold",
        "Relais-Serif-Semi-Bold",
    }


def test_every_fact_is_on_it(pdf):
    text = words(pdf)
    expected = [FACTS.module, FACTS.course, FACTS.nature, FACTS.issuer, CODE, "1 h 20"]
    expected += [*FACTS.objectives, *FACTS.lessons, *FACTS.waived]
    expected += [f"{skill.code} {skill.label}" for skill in FACTS.competences]
    expected += [period(FACTS), outcome(FACTS), waivers(FACTS.waived), "Fait le 2 décembre 2026"]
    for fact in expected:
        assert " ".join(fact.split()) in text, fact


@pytest.mark.parametrize("name", NAMES)
def test_names_fit_and_can_be_extracted_exactly(name):
    text = words(make(name=name))
    assert name.replace(" ", "").replace("-", "") in text.replace(" ", "").replace("-", "")


def test_a_document_that_fits_is_one_page_and_a_long_one_flows_to_the_next(pdf):
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    long = make(
        name="W" * 120, objectives=("Un objectif qui prend toute une ligne, et même un peu plus que cela",) * 60
    )
    assert len(pikepdf.open(io.BytesIO(long)).pages) == 2


def test_markup_in_a_name_stays_text():
    assert "<b>Robert</b> & fils" in words(make(name="<b>Robert</b> & fils"))


@pytest.mark.parametrize("address", ["https://example.org/a.png", "file:///etc/passwd", "ftp://example.org/x", "a.png"])
def test_nothing_is_fetched_from_elsewhere(address):
    with pytest.raises((ValueError, OSError)):
        document.BundledFetcher().fetch(address)


def test_a_design_that_asks_for_a_foreign_file_is_refused(tmp_path):
    (tmp_path / "attestation.html").write_text("<html lang=fr><title>x</title><p>x<img src='file:///etc/hostname'>")
    (tmp_path / "attestation.css").write_text("")
    with pytest.raises(DocumentError, match="fichier absent ou interdit"):
        document.attestation(document.Designs(tmp_path), FACTS, CODE, ADDRESS)


def test_a_missing_font_is_named(tmp_path):
    (tmp_path / "attestation.html").write_text("<html lang=fr><title>x</title><p>x")
    (tmp_path / "attestation.css").write_text('@font-face { font-family: "A"; src: url("bundled:Absente.ttf"); }')
    with pytest.raises(DocumentError, match=r"Absente\.ttf"):
        document.attestation(document.Designs(tmp_path), FACTS, CODE, ADDRESS)


def test_the_fast_font_subsetter_is_installed():
    """Without libharfbuzz-subset0 a document takes four times as long."""
    from weasyprint.text.ffi import harfbuzz_subset

    assert harfbuzz_subset


def test_the_web_process_never_loads_weasyprint(app):
    code = (
        "import sys; from course.app import create_app; from course.config import Settings; from pathlib import Path;"
        f"create_app(Settings(secret_key='s'*32, instance=Path({str(app.extensions['relais_settings'].instance)!r})));"
        "assert 'weasyprint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_fetching_error_that_ends_a_document_is_not_an_ordinary_one():
    """If this changes in weasyprint, document.attestation can catch Exception alone."""
    assert not issubclass(FatalURLFetchingError, Exception)
