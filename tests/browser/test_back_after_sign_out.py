"""Back after signing out, with the browser's memory of pages on, as people have it (Playwright turns it off)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from course.demo.people import address
from tests.browser.chromium import OPTIONS
from tests.browser.site import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def remembering(chromium: Browser) -> Iterator[Browser]:
    """Chromium with its back/forward cache."""
    found = chromium.browser_type.launch(**OPTIONS, ignore_default_args=["--disable-back-forward-cache"])
    yield found
    found.close()


@pytest.fixture
def page(remembering: Browser, region) -> Iterator[Page]:
    """A coach who reads a person's page."""
    context = remembering.new_context(base_url=region.site.url, locale="fr-FR")
    page = context.new_page()
    sign_in(page, address("coach"))
    page.get_by_role("link", name="Cette semaine").click()
    page.locator(".due > li h3 a, .due > li h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield page
    context.close()


def leave(page: Page) -> None:
    page.get_by_role("navigation", name="Principal").get_by_role("link").last.click()
    page.get_by_role("button", name="Se déconnecter", exact=True).click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


def test_back_shows_no_page_of_the_person_who_left(page):
    name = page.get_by_role("heading", level=1).inner_text()
    leave(page)
    for _ in range(3):
        page.go_back(wait_until="commit")
        expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
        expect(page.get_by_text(name)).to_have_count(0)


def test_a_session_ended_elsewhere_shows_nothing_either(page, remembering, region):
    name = page.get_by_role("heading", level=1).inner_text()
    page.goto("/aide")
    elsewhere = remembering.new_context(base_url=region.site.url, locale="fr-FR")
    other = elsewhere.new_page()
    sign_in(other, address("coach"))
    other.goto("/compte")
    other.get_by_role("button", name="Se déconnecter partout").click()
    expect(other.get_by_text("Toutes vos sessions sont fermées.")).to_be_visible()
    page.go_back(wait_until="commit")
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
    expect(page.get_by_text(name)).to_have_count(0)
    elsewhere.close()


def test_back_while_signed_in_gives_back_the_page_with_what_was_typed(page):
    page.evaluate("window.seen = 1")
    page.goto("/compte")
    page.get_by_label("Prénom et nom").fill("Bruno M.")
    page.evaluate("window.seen = 2")
    page.goto("/aide")
    page.go_back(wait_until="commit")
    expect(page.get_by_label("Prénom et nom")).to_be_visible()
    expect(page.get_by_label("Prénom et nom")).to_have_value("Bruno M.")
    assert page.evaluate("window.seen") == 2, "the page came from memory, or this proves nothing"
