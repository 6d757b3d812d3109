"""Questions under real hands: a keyboard, a mouse, a finger; and with JavaScript off."""

import re
import shutil
from types import SimpleNamespace

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from course.app import create_app
from course.config import Settings
from course.db import db, forget_connections
from course.people.models import Person
from tests.answering import RAW
from tests.browser.site import served
from tests.browser.test_pages_are_accessible import NARROW, RULES, WIDE, faults
from tests.conftest import ROOT, SAMPLE
from tests.serving import SECRET, signed_in
from tests.taking import asked

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """An instance whose assessment and lesson hold one question of each type."""
    home = tmp_path_factory.mktemp("types")
    for name in ("modules", "quizzes"):
        shutil.copytree(SAMPLE / name, home / name)
    for name in ("templates", "certificates"):
        (home / name).symlink_to(ROOT / name)
    questions = [{"id": kind, "type": kind, "text": f"Question {kind}", **held} for kind, held in RAW.items()]
    path = home / "quizzes/essai.yaml"
    quiz = yaml.safe_load(path.read_text()) | {"draw": {"A": len(questions)}}
    quiz["questions"] = [question | {"competence": "A1", "lesson": "ouvrir"} for question in questions]
    path.write_text(yaml.safe_dump(quiz, allow_unicode=True))
    positioning = home / "modules/positionnement.yaml"
    positioning.write_text(positioning.read_text().replace("draw: {A: 1, C: 1, D: 2}", "draw: {A: 4}"))
    lesson = home / "modules/essai/01-ouvrir.md"
    blocks = [f"```question\n{yaml.safe_dump(question, allow_unicode=True)}```\n" for question in questions]
    lesson.write_text(lesson.read_text().replace("/// exemple", "\n".join([*blocks, "/// exemple"]), 1))
    with served(tmp_path_factory.mktemp("types-site"), COURSE_HOME=str(home)) as site:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COURSE_HOME", str(home))
            app = create_app(Settings(secret_key=SECRET, instance=site.instance))
        yield SimpleNamespace(site=site, app=app, people=0)


@pytest.fixture
def arrive(stage, device):
    """Opens a page as a new learner; `.attempt` is her attempt's id."""

    def make(path: str = "", **options: object) -> Page:
        stage.people += 1
        with stage.app.app_context():
            person = Person(email=f"p{stage.people}@example.org", name="Alice", session_key="k")
            db.session.add(person)
            db.session.commit()
            name, _, value = signed_in(stage.app, person.id, "k")[0].partition("=")
            forget_connections(stage.app)
        page = device(stage.site, **options)
        page.context.add_cookies([{"name": name, "value": value, "url": stage.site.url}])
        page.goto(path or "/evaluations/essai")
        if not path:
            page.get_by_role("button", name="Commencer").click()
            page.wait_for_load_state()  # a click waits for the address, not for the scripts
            page.attempt = int(page.url.rpartition("/")[2])
        return page

    return make


@pytest.fixture
def kept(stage):
    """The answer that the server holds to a question of this type."""

    def read(page: Page, kind: str) -> object:
        with stage.app.app_context():
            answer = next(item.answer for item in asked(page.attempt) if item.question.type == kind)
            forget_connections(stage.app)
        return answer

    return read


def box(page: Page, title: str):
    return page.locator("fieldset, form.check, section", has_text=f"Question {title}").first


def order(steps):
    return [text.strip() for text in steps.locator(".text").all_text_contents()]


def middle(locator):
    place = locator.bounding_box()
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def test_steps_move_by_keyboard_the_button_keeps_the_focus_and_the_place_is_announced(arrive, kept):
    page = arrive()
    question = box(page, "ordering")
    steps = question.locator(".steps")
    expect(question.get_by_role("status")).to_contain_text("ne compte pas encore")
    first, second, *others = order(steps)
    button = question.get_by_role("button", name=f"Descendre : {first}")
    button.focus()
    page.keyboard.press("Enter")
    assert order(steps) == [second, first, *others]
    expect(button).to_be_focused()
    expect(question.get_by_role("status")).to_have_text(f"{first} : rang 2 sur 4.")
    page.keyboard.press("Space")
    expect(question.get_by_role("status")).to_have_text(f"{first} : rang 3 sur 4.")
    expect(question.locator("[data-saved]")).to_contain_text("Enregistré")
    shown = order(steps)
    page.reload()
    assert order(steps) == shown
    names = [step["text"] for step in RAW["ordering"]["steps"]]
    assert kept(page, "ordering") == [shown.index(name) for name in names]


def test_a_step_is_dragged_by_a_finger_on_its_handle_and_elsewhere_the_page_scrolls(arrive):
    page = arrive(has_touch=True, **PHONE)
    question = box(page, "ordering")
    steps = question.locator(".steps")
    steps.evaluate("list => list.scrollIntoView({ block: 'center' })")
    first, second, third, last = order(steps)
    finger = page.context.new_cdp_session(page)

    def drag(start, end):
        (x, y), (_, bottom) = start, end
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for part in range(1, 7):
            point = {"x": x, "y": y + (bottom - y) * part / 6}
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    _, y = middle(steps.locator(".step").nth(2))
    drag(middle(steps.locator(".grip").first), (0, y + 5))
    expect(question.get_by_role("status")).to_have_text(f"{first} : rang 3 sur 4.")
    assert order(steps) == [second, third, first, last]
    before = page.evaluate("scrollY")
    drag(middle(steps.locator(".text").nth(2)), (0, 80))
    page.wait_for_function("before => scrollY > before", arg=before)
    assert order(steps) == [second, third, first, last]


def test_a_step_is_dragged_by_a_mouse(arrive):
    page = arrive()
    steps = box(page, "ordering").locator(".steps")
    steps.evaluate("list => list.scrollIntoView({ block: 'center' })")
    first, second, third, last = order(steps)
    page.mouse.move(*middle(steps.locator(".text").nth(3)))
    page.mouse.down()
    x, y = middle(steps.locator(".step").nth(1))
    page.mouse.move(x, y - 5, steps=5)
    page.mouse.up()
    expect(box(page, "ordering").get_by_role("status")).to_have_text(f"{last} : rang 2 sur 4.")
    assert order(steps) == [first, last, second, third]


def test_what_one_presses_is_large_enough_on_a_phone(arrive):
    page = arrive(has_touch=True, **PHONE)
    sizes = (
        page.locator("fieldset")
        .locator("button, select, .grip, .choice, .blank input")
        .evaluate_all("all => all.filter(one => one.offsetParent).map(one => [one.offsetWidth, one.offsetHeight])")
    )
    assert len(sizes) > 20
    assert min(min(size) for size in sizes) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without"])
def test_a_scenario_is_played_decision_by_decision_and_one_may_go_back(arrive, kept, scripts):
    page = arrive(java_script_enabled=scripts)
    scene = box(page, "scenario")
    assert "agacent" not in page.content()

    def go(choice, then):
        scene.locator(".moment").last.get_by_label(choice, exact=True).check()
        scene.get_by_role("button", name="Continuer").click()
        expect(scene.get_by_text(then)).to_be_visible()

    go("Attendre", "Les présents s’agacent.")
    go("Commencer", "On se présente.")
    assert kept(page, "scenario") == [0, 0]
    scene.locator(".moment").first.get_by_label("Commencer", exact=True).check()
    if scripts:
        expect(scene.locator(".moment")).to_have_count(1)
    scene.get_by_role("button", name="Continuer").click()
    expect(scene.locator(".moment")).to_have_count(2)
    go("Un mot chacun", "Le scénario s’arrête ici.")
    assert kept(page, "scenario") == [1, 0]
    assert "Retour" not in page.content()


def test_with_javascript_the_new_step_takes_the_focus_and_an_empty_one_is_said(arrive):
    page = arrive()
    scene = box(page, "scenario")
    scene.get_by_role("button", name="Continuer").click()
    expect(scene.get_by_role("alert")).to_have_text("Choisissez d’abord ce que vous faites.")
    scene.get_by_label("Commencer", exact=True).check()
    expect(scene.get_by_role("alert")).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(scene.locator("legend", has_text="On se présente.").last).to_be_focused()


def test_when_the_next_step_does_not_come_one_is_told_and_may_try_again(arrive):
    page = arrive()
    scene = box(page, "scenario")
    scene.get_by_label("Commencer", exact=True).check()
    expect(scene.locator("xpath=..").get_by_text("Enregistré à").first).to_be_visible()
    page.context.set_offline(True)
    scene.get_by_role("button", name="Continuer").click()
    expect(scene.get_by_role("alert")).to_contain_text("La suite n’est pas arrivée.")
    page.context.set_offline(False)
    scene.get_by_role("button", name="Continuer").click()
    expect(scene.get_by_text("On se présente.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without"])
def test_in_a_lesson_a_scenario_ends_on_its_debrief_and_gaps_on_theirs(arrive, scripts):
    page = arrive("/lecons/essai/ouvrir", java_script_enabled=scripts)
    scene = page.locator("#question-scenario")
    scene.get_by_label("Attendre", exact=True).check()
    scene.get_by_role("button", name="Continuer").click()
    scene.get_by_label("Gronder", exact=True).check()
    scene.get_by_role("button", name="Continuer").click()
    expect(scene.locator(".verdict")).to_contain_text("25 % des points")
    expect(scene.get_by_text("Le meilleur chemin")).to_be_visible()
    gaps = page.locator("#question-gap")
    gaps.get_by_label("Blanc 1").fill("Phase d’ouverture")
    gaps.get_by_label("Blanc 3").select_option(label="convergence")
    gaps.get_by_role("button", name="Vérifier").click()
    expect(gaps.locator(".verdict")).to_contain_text("67 % des points")
    page.locator("#question-truefalse").get_by_label("Faux").check()
    page.locator("#question-truefalse").get_by_role("button", name="Vérifier").click()
    expect(page.locator("#question-truefalse .verdict")).to_contain_text("Juste.")


def test_each_type_asked_and_explained_is_accessible(arrive):
    page = arrive(reduced_motion="reduce")
    scene = box(page, "scenario")
    scene.get_by_label("Attendre", exact=True).check()
    scene.get_by_role("button", name="Continuer").click()
    expect(scene.get_by_text("Les présents s’agacent.")).to_be_visible()
    look(page)
    box(page, "gap").get_by_label("Blanc 1").fill("autre chose")
    box(page, "truefalse").get_by_label("Vrai").check()
    page.get_by_role("button", name="Terminer").click()
    page.get_by_role("button", name="Terminer et voir mon résultat").click()
    expect(page.get_by_text("le scénario n’est pas fini")).to_be_visible()
    look(page)


def look(page: Page):
    """Nothing that axe-core finds wrong, light and dark, wide and at 320 px."""
    page.evaluate(Axe().axe_script)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert faults(page, RULES[scheme]) == [], (size["width"], scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("finger", [True, False], ids=["by-finger", "by-mouse"])
def test_a_proposal_is_dragged_to_what_it_goes_with_and_the_list_says_so(arrive, kept, finger):
    page = arrive(has_touch=finger, **PHONE)
    question = box(page, "matching")
    question.evaluate("box => box.scrollIntoView({ block: 'center' })")
    held = question.locator(".letters li", has_text="Merci")
    start = middle(held.locator(".grip"))
    end = middle(question.locator(".pair", has_text="Fin"))
    if finger:
        hand = page.context.new_cdp_session(page)
        touch = lambda kind, *points: hand.send(  # noqa: E731
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )
        touch("touchStart", start)
        for part in range(1, 7):
            touch("touchMove", tuple(a + (b - a) * part / 6 for a, b in zip(start, end, strict=True)))
        expect(question.locator(".aimed")).to_contain_text("Fin")
        touch("touchEnd")
    else:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=5)
        expect(question.locator(".aimed")).to_contain_text("Fin")
        page.mouse.up()
    expect(question.get_by_role("status")).to_contain_text("Fin : ")
    expect(question.locator("[data-saved]")).to_contain_text("Enregistré")
    assert kept(page, "matching") == [None, None, 2]
    assert held.evaluate("item => item.style.translate") == ""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_number_that_cannot_be_read_is_asked_again_beside_its_field(arrive, script):
    page = arrive("/lecons/essai/ouvrir", java_script_enabled=script, viewport={"width": 360, "height": 740})
    form = page.locator("#question-numeric")
    field = form.get_by_role("textbox")
    field.fill("une heure")
    form.get_by_role("button", name="Vérifier").click()
    expect(field).to_have_value("une heure")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("ne se lit pas comme un nombre"))
    if script:
        page.evaluate(Axe().axe_script)
        assert faults(page, RULES["light"]) == []
    field.fill("1 h")
    form.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#question-numeric").get_by_text("Retour heure")).to_be_visible()
