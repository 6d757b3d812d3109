"""Every sheet that is shipped prints on one A4 page, and so does the longest that is allowed."""

import os
import re
from io import BytesIO

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from course.app import create_app
from course.config import Settings
from course.db import forget_connections
from course.methods.loader import LONGEST
from course.people.session import Visitor
from tests.browser.chromium import OPTIONS
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
READER = Visitor(1, "Amel Ferhat", "learner", 0, "key")
STYLE = (ROOT / "course/static/relais.css").read_text()


@pytest.fixture
def sheets(tmp_path, monkeypatch):
    """The pages of the shipped sheets, with their style inside."""
    monkeypatch.setitem(os.environ, "COURSE_HOME", str(ROOT))
    app = create_app(Settings(secret_key="s" * 32, instance=tmp_path))
    pages = app.extensions["relais_method_pages"]
    with app.test_request_context():
        found = {slug: _styled(pages.page(slug, READER).decode()) for slug in pages.methods}
    forget_connections(app)
    return found


def _styled(page):
    return re.sub("<link[^>]*>", "", page).replace("</head>", f"<style>{STYLE}</style></head>")


def _pages(browser, page):
    tab = browser.new_page(color_scheme="dark")
    tab.set_content(page)
    document = PdfReader(BytesIO(tab.pdf(format="A4")))
    tab.close()
    return [sheet.extract_text() for sheet in document.pages]


def test_each_fits_on_one_page(sheets):
    assert sheets
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**OPTIONS)
        printed = {slug: _pages(browser, page) for slug, page in sheets.items()}
    assert {slug: len(pages) for slug, pages in printed.items() if len(pages) != 1} == {}
    assert all("Origine" in pages[0] and "Ajouter à un déroulé" not in pages[0] for pages in printed.values())


def test_a_sheet_of_the_greatest_length_fits_too(sheets):
    page = sheets["six-chapeaux"]
    words = len(re.findall(r"\w[\w’'-]*", re.sub("<[^>]*>", " ", page.split("<article")[1].split("</article>")[0])))
    filling = "proposition " * (LONGEST - words + 40)
    longest = page.replace("<h2>Salle</h2><p>", f"<h2>Salle</h2><p>{filling}")
    assert longest != page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**OPTIONS)
        assert len(_pages(browser, longest)) == 1
