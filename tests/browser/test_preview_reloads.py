"""« relais preview » as authors have it: the browser follows what they save, with the keyboard and for everyone."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages_are_accessible import NARROW, RULES, WIDE
from tests.conftest import ROOT, SAMPLE
from tests.serving import free_port

pytestmark = pytest.mark.browser


class Preview:
    """A preview that runs: its folder and its address."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port, self.url = home, port, f"http://127.0.0.1:{port}"

    def edit(self, name: str, before: str, after: str) -> None:
        file = next(self.home.glob(name))
        assert before in file.read_text()
        file.write_text(file.read_text().replace(before, after))


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """The command itself, on a copy of the tiny course, with settings that would stop any other."""
    home = tmp_path_factory.mktemp("author")
    for name in ("modules", "quizzes"):
        shutil.copytree(SAMPLE / name, home / name)
    for name in ("templates", "certificates"):
        (home / name).symlink_to(ROOT / name)
    found = Preview(home, free_port())
    known = {key: value for key, value in os.environ.items() if not key.startswith("RELAIS_")}
    known |= {"COURSE_HOME": str(home), "RELAIS_DATABASE_URL": "postgresql://nowhere.invalid/x"}
    command = [sys.executable, "-m", "course.cli", "preview", "--port", str(found.port)]
    process = subprocess.Popen(command, env=known, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(process, found.port)
        yield found
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(400):
        assert process.poll() is None, "the preview stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the preview does not answer")


@pytest.fixture
def page(chromium: Browser, preview: Preview) -> Iterator[Page]:
    """An author's browser; at the end, no script failed and no other host was called."""
    faults: list[str] = []
    with chromium.new_context(locale="fr-FR", base_url=preview.url, viewport=WIDE) as context:
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        context.on("request", lambda sent: None if sent.url.startswith(preview.url) else faults.append(sent.url))
        yield context.new_page()
    assert faults == []


def test_what_is_saved_is_shown_where_one_was(page: Page, preview: Preview) -> None:
    page.goto("/lecons/essai/ouvrir")
    page.get_by_role("heading", name="Cadrer").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 700)")
    preview.edit("modules/essai/01-*.md", "Poser trois règles.", "Poser quatre règles.")
    expect(page.get_by_text("Poser quatre règles.")).to_be_visible()
    assert page.evaluate("scrollY") > 300
    preview.edit("modules/essai/01-*.md", "Poser quatre règles.", "Poser trois règles.")
    expect(page.get_by_text("Poser trois règles.")).to_be_visible()


def test_a_problem_appears_and_goes_as_it_is_made_and_mended(page: Page, preview: Preview) -> None:
    page.goto("/evaluations/essai")
    preview.edit("quizzes/essai.yaml", "value: 60", "value: soixante")
    expect(page.get_by_role("heading", name="Un problème")).to_be_visible()
    expect(page.get_by_text("Associez.").first).to_be_visible()
    preview.edit("quizzes/essai.yaml", "value: soixante", "value: 60")
    expect(page.get_by_role("heading", name="Un problème")).to_be_hidden()


def test_without_javascript_a_link_reloads(chromium: Browser, preview: Preview) -> None:
    with chromium.new_context(java_script_enabled=False, base_url=preview.url) as context:
        page = context.new_page()
        page.goto("/modules/essai")
        preview.edit("modules/essai/index.md", "Module d'essai", "Module changé")
        for _ in range(50):
            page.get_by_role("link", name="Recharger").click()
            if page.get_by_role("heading", level=1).inner_text() == "Module changé":
                break
        expect(page.get_by_role("heading", level=1)).to_have_text("Module changé")
        preview.edit("modules/essai/index.md", "Module changé", "Module d'essai")


def test_it_answers_at_no_other_address(preview: Preview) -> None:
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.2", preview.port)) != 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_its_pages(page: Page, preview: Preview, scheme: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    preview.edit("modules/essai/02-*.md", "/// essai\n", "/// esai\n")
    page.goto("/")
    expect(page.get_by_text("1 problème à corriger")).to_be_visible()
    for path in ("/", "/lecons/essai/ouvrir", "/lecons/essai/fermer", "/evaluations/essai", "/fiches/tour-d-essai"):
        page.goto(path)
        found = Axe().run(page, options=RULES[scheme]).response["violations"]
        faults = [(item["id"], [node["html"][:160] for node in item["nodes"]]) for item in found]
        assert faults == [], f"{path}: {json.dumps(faults, indent=1, ensure_ascii=False)}"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    preview.edit("modules/essai/02-*.md", "/// esai\n", "/// essai\n")
    page.goto("/")
    expect(page.get_by_text("1 problème à corriger")).to_be_hidden()
