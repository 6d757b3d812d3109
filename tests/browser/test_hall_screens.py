"""The capsule and a hall in a real browser: the sequence, the slides, the wall, and a word on a bad network."""

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from course.app import create_app
from course.clock import now
from course.cohorts.models import Cohort, Term
from course.db import db, forget_connections
from course.people.models import Person
from tests.browser.screens import PROJECTORS, whole
from tests.halls import leave, open_hall, words
from tests.serving import SECRET, free_port, kill, serving, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(settings):
    """A coach's open session; `visitor` talks to the same database without a browser."""
    port = free_port()
    app = create_app(replace(settings, secret_key=SECRET))
    with app.app_context():
        person = Person(email="chloe@example.org", name="Chloé", session_key="k")
        cohort = Cohort(name="Occitanie", starts=now().date())
        db.session.add_all([person, cohort])
        db.session.flush()
        coach_id = person.id
        ends_at = now() + timedelta(days=180)
        db.session.add(Term(cohort_id=cohort.id, person_id=coach_id, starts_at=now(), ends_at=ends_at))
        code = open_hall(coach_id)
        name, _, value = signed_in(app, coach_id, "k")[0].partition("=")
        url = f"http://127.0.0.1:{port}"
        cookie = {"name": name, "value": value, "url": url}
        forget_connections(app)
        visitor = app.test_client()
        yield SimpleNamespace(url=url, port=port, code=code, cookie=cookie, visitor=visitor)
        forget_connections(app)


@pytest.fixture
def served(settings, hall):
    with serving(settings.instance, hall.port):
        yield hall


def coach(device, hall, **options):
    page = device(hall, **options)
    page.context.add_cookies([hall.cookie])
    return page


def moving(page):
    """Seconds until each running motion ends."""
    return page.evaluate(
        "document.getAnimations().filter((a) => a.playState === 'running' && a.effect.target.closest('svg'))"
        ".map((a) => a.effect.getComputedTiming().endTime / 1000)"
    )


def test_the_sequence_plays_by_itself_and_stops_when_asked(device, served):
    page = device(served)
    page.clock.install()
    page.goto("/capsule#voir")
    page.locator("[data-scene] svg").first.scroll_into_view_if_needed()
    button = page.locator("[data-play]")
    expect(button).to_have_text("Pause")
    assert 0 < max(moving(page)) <= 5
    page.clock.fast_forward(9000)
    expect(page.locator("[data-where]")).to_have_text("Image 2 sur 2")
    button.click()
    expect(button).to_have_text("Lecture")
    assert moving(page) == []
    page.get_by_role("button", name="Précédente").click()
    expect(page.locator("[data-where]")).to_have_text("Image 1 sur 2")
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-where]")).to_have_text("Image 1 sur 2")


def test_the_text_of_every_scene_stays_under_the_sequence(device, served):
    page = device(served)
    page.goto("/capsule")
    expect(page.locator("[data-play]")).to_be_visible()
    figures = page.locator("[data-scene] figure")
    expect(figures.first).to_be_visible()
    expect(figures.last).to_be_hidden()
    for text in ("Tout le monde regarde le mur.", "Tout le monde se regarde."):
        expect(page.get_by_text(text)).to_be_visible()
    page.emulate_media(media="print")
    for figure in figures.all():
        expect(figure).to_be_visible()
    expect(page.locator(".player")).to_be_hidden()


def test_nothing_moves_for_who_asked_for_stillness(device, served):
    page = device(served, reduced_motion="reduce")
    page.clock.install()
    page.goto("/capsule#voir")
    page.clock.fast_forward(30_000)
    expect(page.locator("[data-where]")).to_have_text("Image 1 sur 2")
    page.get_by_role("button", name="Lecture").click()
    page.clock.fast_forward(9000)
    expect(page.locator("[data-where]")).to_have_text("Image 2 sur 2")
    assert moving(page) == []


def test_a_word_sent_while_the_server_is_dead_is_left_once_when_it_is_back(device, settings, hall):
    with serving(settings.instance, hall.port) as server:
        page = device(hall)
        page.goto(f"/salle/{hall.code}")
        kill(server)
        page.get_by_label("Le mot qui vous reste").fill("patience")
        page.get_by_role("button", name="Laisser ce mot").click()
        expect(page.locator("[data-note]")).to_contain_text("Votre mot est gardé ici")
    with serving(settings.instance, hall.port):
        expect(page.get_by_text("est sur le mur. Merci.")).to_be_visible(timeout=20_000)
        expect(page.locator("[data-region]")).to_be_focused()
        assert words(hall.code) == ["patience"]


def test_a_refused_word_is_explained_in_place(device, served):
    page = device(served)
    page.goto("/capsule")
    page.get_by_label("Le mot qui vous reste").fill("100 %")
    page.get_by_role("button", name="Laisser ce mot").click()
    expect(page.get_by_role("alert")).to_contain_text("Seulement des lettres")
    expect(page.get_by_label("Le mot qui vous reste")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("tout")
    page.keyboard.press("Enter")
    expect(page.get_by_text("paraîtra sur le mur une fois relu")).to_be_visible()
    expect(page).to_have_url(re.compile("/capsule$"))


def test_the_keyboard_goes_through_the_slides(device, served):
    page = coach(device, served)
    page.goto(f"/animer/{served.code}/projection")
    slides = page.locator(".slide:visible")
    expect(slides).to_have_count(1)
    for key, shown in (("ArrowRight", "voir"), (" ", "voir-2"), ("PageDown", "comprendre"), ("ArrowLeft", "voir-2")):
        page.keyboard.press(key)
        expect(slides).to_have_attribute("id", shown)
    page.get_by_role("link", name="Le mur").click()
    expect(slides).to_have_attribute("id", "mur")
    page.reload()
    expect(slides).to_have_attribute("id", "mur")


def test_words_arrive_on_the_wall_and_the_animator_takes_one_off_and_puts_it_back(device, served):
    page = coach(device, served, viewport={"width": 1280, "height": 720})
    page.goto(f"/animer/{served.code}/projection#mur")
    relay = device(served)
    relay.goto(f"/salle/{served.code}/mur")
    for text in ("oser", "gros mot", "oser"):
        leave(served.visitor, served.code, text)
    for screen in (page, relay):
        expect(screen.locator("[data-key=oser] [data-count]")).to_have_text("×2", timeout=10_000)
        expect(screen.locator("[data-voices]")).to_have_text("3")
    page.get_by_role("button", name="gros mot").click()
    for screen in (page, relay):
        expect(screen.locator("[data-words] [data-key='gros mot']")).to_have_count(0, timeout=10_000)
    expect(page.get_by_text("« gros mot » est retiré du mur.")).to_be_visible()
    page.get_by_role("button", name="Remettre").click()
    expect(page.get_by_role("button", name="gros mot")).to_be_visible()
    expect(relay.locator("[data-words] [data-key='gros mot']")).to_be_visible(timeout=10_000)


def test_a_wall_too_full_for_its_screen_shows_what_it_can_and_counts_the_rest(device, served):
    for number in range(70):
        leave(served.visitor, served.code, f"un mot qui prend de la place {number}")
    page = device(served, viewport={"width": 1280, "height": 720})
    page.goto(f"/salle/{served.code}/mur")
    shown = page.locator("[data-words] li:visible")
    expect(page.locator("[data-others]")).to_be_visible()
    count = shown.count()
    assert 10 < count < 60
    expect(page.locator("[data-others-count]")).to_have_text(str(70 - count))
    lowest = max(item.bounding_box()["y"] + item.bounding_box()["height"] for item in shown.all())
    assert lowest <= 720


@pytest.mark.parametrize("size", PROJECTORS, ids=str)
def test_every_slide_is_whole_on_every_projector(device, served, size):
    page = coach(device, served, viewport=size)
    page.goto(f"/animer/{served.code}/projection")
    expect(page.locator(".slide:visible")).to_have_count(1)
    assert whole(page, ".opening :is(h2, .where, .qr)") == []
    for slide in page.evaluate("[...document.querySelectorAll('.slide')].map((slide) => slide.id)"):
        page.goto(f"/animer/{served.code}/projection#{slide}")
        assert whole(page, f"#{slide}") == [], slide
    page.goto(f"/salle/{served.code}/mur")
    assert whole(page, "main") == []
