"""Stopping and going on: on another device, and when the session ends in the middle of an assessment."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PASSWORD, Site, sign_in

pytestmark = pytest.mark.browser

SMALL = {"width": 400, "height": 320}


def join(site: Site, page: Page, email: str) -> None:
    """Come in by an invitation."""
    page.goto(site.invite(email, "Noé Œuvrard"))
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon parcours")


def begin_assessment(page: Page) -> None:
    page.goto("/evaluations/essai")
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Essai 1")


def sign_out_everywhere(page: Page) -> None:
    page.goto("/compte")
    page.get_by_role("button", name="Se déconnecter partout").click()
    expect(page.get_by_text("Toutes vos sessions sont fermées.")).to_be_visible()


def test_resume_on_another_device_lands_on_the_section_where_one_stopped(site, device):
    office, phone = device(site, viewport=SMALL), device(site, viewport=SMALL, java_script_enabled=False)
    join(site, office, "noe@example.org")
    office.goto("/lecons/essai/ouvrir#cadrer")
    expect(office.locator("aside [aria-current]")).to_have_text("Cadrer")
    office.goto("/aide")

    sign_in(phone, "noe@example.org")
    for _ in range(20):
        if phone.get_by_text("Vous en étiez à « Cadrer ».").count():
            break
        phone.wait_for_timeout(250)
        phone.reload()
    phone.get_by_role("link", name="Reprendre").click()
    expect(phone).to_have_url(re.compile("/lecons/essai/ouvrir#cadrer$"))
    expect(phone.get_by_role("heading", name="Cadrer")).to_be_in_viewport()


def test_a_session_that_ends_during_an_assessment_keeps_the_answers_with_javascript(site, device):
    page, phone = device(site), device(site)
    join(site, page, "lea@example.org")
    begin_assessment(page)
    sign_in(phone, "lea@example.org")
    sign_out_everywhere(phone)
    page.get_by_label("Écouter", exact=True).check()
    page.get_by_label("Regarder", exact=True).check()
    expect(page.locator("[data-note]")).to_contain_text("Votre session a expiré")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Se connecter dans un nouvel onglet").click()
    sign_in(opened.value, "lea@example.org")
    expect(page.locator("[data-note]")).to_be_empty(timeout=20_000)
    page.reload()
    expect(page.get_by_text("2 réponses sur 6 enregistrées")).to_be_visible()
    expect(page.get_by_label("Écouter", exact=True)).to_be_checked()


def test_a_session_that_ends_during_an_assessment_keeps_the_answers_without_javascript(site, device):
    page, phone = device(site, java_script_enabled=False), device(site)
    join(site, page, "max@example.org")
    begin_assessment(page)
    page.get_by_label("Écouter", exact=True).check()
    page.locator("fieldset", has_text="Le contraire").get_by_role("textbox").fill("clôturer")
    sign_in(phone, "max@example.org")
    sign_out_everywhere(phone)
    page.get_by_role("button", name="Enregistrer mes réponses").click()
    expect(page.get_by_text("Votre session est terminée.")).to_be_visible()
    page.get_by_label("Adresse électronique").fill("max@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("button", name="Enregistrer ce que j’avais saisi").click()
    expect(page.get_by_text("2 réponses sur 6 enregistrées")).to_be_visible()
    expect(page.get_by_label("Écouter", exact=True)).to_be_checked()
    expect(page.locator("fieldset", has_text="Le contraire").get_by_role("textbox")).to_have_value("clôturer")
