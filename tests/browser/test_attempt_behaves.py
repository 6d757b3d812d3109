"""Time, checks at once and certainty in a real browser: what the scripts add to the pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from course.app import create_app
from course.clock import now
from course.db import db, forget_connections
from course.quizzes.models import Attempt
from tests.browser.desk import Desk
from tests.serving import SECRET, free_port, serving
from tests.taking import row

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(settings, chromium):
    app = create_app(replace(settings, secret_key=SECRET))
    with app.app_context(), chromium.new_context() as context:
        yield Desk(app, context, free_port())
        forget_connections(app)


def freeze(desk, **columns):
    """What the attempt's start would have frozen."""
    attempt = db.session.get(Attempt, desk.attempt)
    for name, value in columns.items():
        setattr(attempt, name, value)
    db.session.commit()
    forget_connections(desk.app)


def attempt(desk):
    found = row(desk.attempt)
    forget_connections(desk.app)
    return found


def test_the_time_left_is_shown_and_at_its_end_the_last_answer_leaves_and_the_result_comes(settings, desk):
    with serving(settings.instance, desk.port):
        freeze(desk, time_limit=30, deadline=now() + timedelta(seconds=5))
        page = desk.open()
        expect(page.get_by_role("timer")).to_contain_text("Il reste")
        page.get_by_label("Écouter", exact=True).check()
        expect(page.locator("[data-saved]").first).to_contain_text("Enregistré")
        page.locator("input[type=text]").first.fill("clore")
        expect(page.get_by_role("heading", level=1)).to_contain_text("%", timeout=15_000)
    found = attempt(desk)
    assert (found.state, found.timed_out) == ("done", False)
    assert desk.answer("single") is not None


def test_time_given_meanwhile_brings_the_page_back_instead_of_ending_it(settings, desk):
    with serving(settings.instance, desk.port):
        freeze(desk, time_limit=30, deadline=now() + timedelta(seconds=4))
        page = desk.open()
        expect(page.get_by_role("timer")).to_contain_text("Il reste")
        freeze(desk, deadline=now() + timedelta(minutes=9, seconds=50))
        expect(page.get_by_role("timer")).to_have_text("Il reste 10\u00a0min.", timeout=15_000)
        expect(page.locator("fieldset[data-position]").first).to_be_enabled()
    assert attempt(desk).state == "open"


def test_answers_given_offline_arrive_late_and_are_kept_apart(settings, desk):
    with serving(settings.instance, desk.port):
        freeze(desk, time_limit=30, deadline=now() + timedelta(seconds=4))
        page = desk.open()
        desk.context.set_offline(True)
        page.get_by_label("Écouter", exact=True).check()
        expect(page.get_by_role("timer")).to_have_text("Temps écoulé.", timeout=10_000)
        freeze(desk, deadline=now() - timedelta(minutes=2))
        desk.context.set_offline(False)
        expect(page.get_by_text("arrivée après la fin")).to_be_visible(timeout=15_000)
    found = attempt(desk)
    assert (found.state, found.timed_out, found.score) == ("done", True, 0)
    assert desk.answer("single") is None


def test_an_answer_checked_in_the_page_is_explained_where_it_was_asked(settings, desk):
    with serving(settings.instance, desk.port):
        freeze(desk, behaviour="immediate")
        page = desk.open()
        question = page.locator("fieldset[data-position]", has=page.get_by_label("Écouter", exact=True))
        place = question.get_attribute("id")
        question.get_by_role("button", name="Vérifier cette réponse").click()
        expect(page.get_by_text("Complétez votre réponse")).to_be_visible()
        page.get_by_label("Écouter", exact=True).check()
        page.locator(f"#{place}").get_by_role("button", name="Vérifier cette réponse").click()
        expect(page.locator(f"section#{place}")).to_contain_text("Juste.")
        expect(page.locator("[data-count]")).to_have_text("1 réponse sur 6 enregistrée")
        page.locator("input[type=text]").first.fill("clore")
        page.locator("input[type=text]").first.press("Enter")
        expect(page.locator("[data-count]")).to_have_text("2 réponses sur 6 enregistrées")
        expect(page.locator("section[data-final]")).to_have_count(1)
        assert page.evaluate("localStorage.length") == 0


def test_certainty_is_saved_by_itself_and_alone_is_no_answer(settings, desk):
    with serving(settings.instance, desk.port):
        freeze(desk, behaviour="certainty")
        page = desk.open()
        question = page.locator("fieldset[data-position]", has=page.get_by_label("Écouter", exact=True))
        question.get_by_label("Forte").check()
        expect(page.locator("[data-count]")).to_have_text("0 réponse sur 6 enregistrée")
        page.get_by_label("Écouter", exact=True).check()
        expect(page.locator("[data-count]")).to_have_text("1 réponse sur 6 enregistrée")
        page.reload()
        expect(question.get_by_label("Forte")).to_be_checked()


@pytest.mark.parametrize("behaviour", ["immediate", "certainty"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_behaviour_is_accessible_while_it_lasts_and_after(settings, desk, behaviour, scheme):
    with serving(settings.instance, desk.port):
        freeze(desk, behaviour=behaviour, time_limit=30, deadline=now() + timedelta(minutes=30))
        page = desk.open()
        page.set_viewport_size({"width": 320, "height": 700})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.get_by_label("Écouter", exact=True).check()
        if behaviour == "immediate":
            page.locator("fieldset[data-answered]").get_by_role("button", name="Vérifier cette réponse").click()
            expect(page.locator("section[data-final]")).to_have_count(1)
        assert faults(page) == []
        page.get_by_role("button", name="Terminer").click()
        assert faults(page) == []
        page.get_by_role("button", name="Terminer et voir mon résultat").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("%")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def faults(page):
    """What axe-core finds wrong: rule and element."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate('axe.run({"resultTypes": ["violations"]})')["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]
