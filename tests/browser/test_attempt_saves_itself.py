"""An attempt in a real browser: nothing typed is lost, whatever happens to the server or the session."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from course.app import create_app
from course.clock import now
from course.db import db, forget_connections
from course.quizzes import operations
from tests.browser.chromium import OPTIONS
from tests.browser.desk import Desk
from tests.serving import SECRET, free_port, kill, serving
from tests.taking import row

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(settings, chromium):
    app = create_app(replace(settings, secret_key=SECRET))
    with app.app_context(), chromium.new_context() as context:
        yield Desk(app, context, free_port())
        forget_connections(app)


def choice(page: Page, text):
    return page.get_by_label(text, exact=True)


def note(page: Page):
    return page.locator("[data-note]")


def unsent(page: Page):
    return page.evaluate("localStorage.length")


def test_an_answer_given_while_the_server_is_dead_is_saved_when_it_is_back(settings, desk):
    with serving(settings.instance, desk.port) as server:
        page = desk.open()
        choice(page, "Écouter").check()
        expect(page.locator("[data-count]")).to_have_text("1 réponse sur 6 enregistrée")
        expect(page.get_by_text(re.compile(r"Enregistré à \d+\sh\s\d\d"))).to_have_count(1)
        assert desk.answer("single") == 0
        kill(server)
        choice(page, "Voter").check()
        expect(note(page)).to_contain_text("Connexion perdue")
    with serving(settings.instance, desk.port):
        expect(note(page)).to_be_empty(timeout=15_000)
        assert unsent(page) == 0
        assert desk.answer("single") == 2


def test_an_answer_that_was_not_sent_is_found_again_when_the_page_is_reopened(settings, desk):
    with serving(settings.instance, desk.port) as server:
        page = desk.open()
        kill(server)
        page.locator("input[type=text]").first.fill("fermer")
        choice(page, "Voter").check()
        expect(note(page)).to_contain_text("Connexion perdue")
        page.close()
    with serving(settings.instance, desk.port):
        page = desk.open()
        expect(choice(page, "Voter")).to_be_checked()
        expect(page.locator("[data-count]")).to_have_text("2 réponses sur 6 enregistrées")
        assert unsent(page) == 0
        assert (desk.answer("single"), desk.answer("short")) == (2, "fermer")


def test_an_expired_session_keeps_the_answer_until_the_next_sign_in(settings, desk):
    with serving(settings.instance, desk.port):
        page = desk.open()
        desk.change_key("another")
        choice(page, "Voter").check()
        expect(note(page)).to_contain_text("Votre session a expiré")
        expect(note(page).get_by_role("link")).to_have_attribute("target", "_blank")
        assert unsent(page) == 1
        assert desk.answer("single") is None
        desk.sign_in("another")
        expect(note(page)).to_be_empty(timeout=15_000)
        assert unsent(page) == 0
        assert desk.answer("single") == 2


def test_leaving_is_held_back_only_while_something_is_unsent(settings, desk):
    with serving(settings.instance, desk.port) as server:
        page = desk.open()
        asked_to_stay = []
        page.on("dialog", lambda dialog: asked_to_stay.append(dialog.type) or dialog.accept())
        choice(page, "Écouter").check()
        expect(page.locator("[data-count]")).to_have_text("1 réponse sur 6 enregistrée")
        page.reload()
        assert asked_to_stay == []
        kill(server)
        choice(page, "Voter").check()
        expect(note(page)).to_contain_text("Connexion perdue")
        page.goto("about:blank")
        assert asked_to_stay == ["beforeunload"]


def test_an_attempt_handed_in_elsewhere_says_so_and_takes_nothing_more(settings, desk):
    with serving(settings.instance, desk.port):
        page = desk.open()
        operations.submit(desk.person, desk.attempt, now())
        db.session.commit()
        forget_connections(desk.app)
        choice(page, "Écouter").check()
        expect(note(page)).to_contain_text("Cet essai est terminé")
        expect(choice(page, "Conclure")).to_be_disabled()
        assert desk.answer("single") is None
        assert row(desk.attempt).score == 0


def test_two_tabs_keep_the_newest_answer_and_say_so(settings, desk):
    with serving(settings.instance, desk.port):
        one, other = desk.open(), desk.open()
        choice(one, "Écouter").check()
        expect(one.get_by_text(re.compile("Enregistré à"))).to_have_count(1)
        choice(other, "Voter").check()
        expect(other.get_by_text(re.compile("Enregistré à"))).to_have_count(1)
        one.get_by_role("button", name="Terminer").click()
        expect(one.get_by_text("Question 1\u00a0: une réponse plus récente")).to_be_visible()
        assert desk.answer("single") == 2
        one.get_by_role("link", name="Revenir aux questions").click()
        expect(choice(one, "Voter")).to_be_checked()


@pytest.mark.parametrize("remembers", [True, False], ids=["memory", "no-memory"])
def test_back_from_the_confirmation_shows_what_another_tab_answered_since(settings, desk, chromium, remembers):
    options = {**OPTIONS, "ignore_default_args": ["--disable-back-forward-cache"]} if remembers else OPTIONS
    found = chromium.browser_type.launch(**options)
    with serving(settings.instance, desk.port), found.new_context() as context:
        context.add_cookies(desk.context.cookies())
        one, other = context.new_page(), desk.open()
        one.goto(other.url)
        choice(one, "Écouter").check()
        expect(one.get_by_text(re.compile("Enregistré à"))).to_have_count(1)
        one.get_by_role("button", name="Terminer").click()
        expect(one.get_by_role("heading", level=1)).to_have_text("Terminer cet essai\u202f?")
        choice(other, "Conclure").check()
        expect(other.get_by_text(re.compile("Enregistré à"))).to_have_count(1)
        one.go_back(wait_until="commit")
        expect(choice(one, "Conclure")).to_be_checked()
        one.get_by_role("button", name="Terminer").click()
        expect(one.get_by_role("heading", level=1)).to_have_text("Terminer cet essai\u202f?")
        assert desk.answer("single") == 1
    found.close()


def test_what_cannot_be_read_is_said_beside_its_field_as_one_types(settings, desk):
    with serving(settings.instance, desk.port):
        page = desk.open()
        field = page.locator(".typed.number input")
        field.fill("une heure")
        expect(field).to_have_accessible_description(re.compile("ne se lit pas comme un nombre"))
        assert desk.answer("numeric") == "une heure"
        field.fill("1 h")
        expect(page.get_by_text("ne se lit pas comme un nombre")).to_have_count(0)
        choice(page, "Écouter").evaluate("box => { box.value = 'zzzzzzzz'; box.click(); }")
        expect(page.get_by_role("alert").filter(has_text="n’a pas pu être lue")).to_be_visible()
        assert (desk.answer("single"), unsent(page)) == (None, 0)


def test_steps_are_put_in_order_with_the_keyboard_and_the_place_is_said(settings, desk):
    with serving(settings.instance, desk.port):
        page = desk.open()
        said = page.locator("[data-ordering] + [role=status]")
        expect(said).to_contain_text("ne compte pas encore")
        for _ in range(2):
            page.get_by_role("button", name="Monter : Accueillir").press("Enter")
            page.get_by_role("button", name="Descendre : Conclure").press("Enter")
        expect(page.get_by_role("button", name="Descendre : Conclure")).to_be_focused()
        expect(said).to_have_text(re.compile(r"Conclure\s: rang 3 sur 3\."))
        expect(page.locator("[data-count]")).to_have_text("1 réponse sur 6 enregistrée")
        expect(page.locator("[data-note]")).to_be_empty()
        page.wait_for_function("localStorage.length === 0")
        assert desk.answer("ordering") == [0, 1, 2]
        page.reload()
        assert page.locator(".ranked .text").all_inner_texts() == ["Accueillir", "Travailler", "Conclure"]
