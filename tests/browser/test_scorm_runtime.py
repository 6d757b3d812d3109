"""A package in a SCORM 1.2 runtime (scorm-again): read, leave, come back, fail, pass, by keyboard, for everyone.

The runtime refuses a value of the wrong form or length; every test fails when it refused one.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Error, FrameLocator, Page, Request, expect

from course.scorm.operations import archive
from course.scorm.package import package
from tests.answering import RAW, make, right, typed, wrong
from tests.browser.lms import COURSE, System, held, system
from tests.browser.test_pages_are_accessible import NARROW, RULES, WIDE

pytestmark = pytest.mark.browser

TIME = re.compile(r"\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?")


@pytest.fixture
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A learning management system with nothing in it."""
    with system(tmp_path_factory.mktemp("lms")) as found:
        yield found


@pytest.fixture
def learner(chromium: Browser, lms: System) -> Iterator[Callable[..., Page]]:
    """Makes a browser; at the end, no script failed, no other host was called, the system refused nothing."""
    contexts, faults = [], []

    def watch(request: Request) -> None:
        if not request.url.startswith((lms.url, "file:", "data:")):
            faults.append(f"called {request.url}")

    def make_page(**options: object) -> Page:
        context = chromium.new_context(locale="fr-FR", **options)
        context.on("request", watch)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield make_page
    for context in contexts:
        for page in context.pages:
            faults += page.evaluate("window.refused || []")
        context.close()
    assert faults == []


@pytest.fixture
def deposited(app: Flask, lms: System) -> System:
    """The tiny module, deposited."""
    lms.deposit(archive("essai", True, lambda _done, _total: None))
    return lms


def module(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def open_lesson(page: Page, title: str) -> None:
    module(page).locator("#sommaire").get_by_role("link", name=title).click()
    expect(module(page).get_by_role("heading", level=1, name=title)).to_be_visible()


def finish_lessons(page: Page) -> None:
    open_lesson(page, "Ouvrir une séance")
    module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_role("heading", level=1, name="Fermer une séance")).to_be_visible()
    module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_role("heading", level=1, name="Évaluation d’essai")).to_be_visible()


def answer_rightly(page: Page) -> None:
    exam = module(page).locator("form.exam")
    exam.get_by_label("Écouter").check()
    for label in ("Regarder", "Attendre"):
        exam.get_by_label(label, exact=True).check()
    for title in ("Accueillir", "Conclure"):
        arrow = "Monter" if title == "Accueillir" else "Descendre"
        for _ in range(2):
            exam.get_by_role("button", name=f"{arrow} : {title}").click()
    for left, option in (("Début", "Bonjour"), ("Fin", "Merci")):
        choice = exam.locator(".pair", has_text=left).locator("select")
        choice.select_option(choice.locator("option", has_text=option).get_attribute("value"))
    exam.get_by_role("textbox").nth(0).fill("Clôturer !")
    exam.get_by_role("textbox").nth(1).fill("60,5 minutes")


def end_attempt(page: Page) -> None:
    module(page).get_by_role("button", name="Terminer").click()


def core(page: Page) -> dict[str, object]:
    return held(page)["core"]


def test_one_reads_leaves_in_the_middle_and_comes_back_to_the_same_section(deposited, learner):
    page = learner()
    deposited.launch(page)
    assert core(page)["lesson_status"] == "incomplete"
    open_lesson(page, "Ouvrir une séance")
    check = module(page).locator("form.check").nth(0)
    check.get_by_label("L’ordre du jour.").check()
    check.get_by_role("button", name="Vérifier").click()
    expect(check.get_by_text("Retour-A : il vient ensuite.")).to_be_visible()
    expect(check.locator(".verdict")).to_be_focused()
    module(page).get_by_role("link", name="Cadrer").click()
    expect(module(page).get_by_role("heading", name="Cadrer")).to_be_focused()

    deposited.launch(page)
    expect(module(page).get_by_role("heading", level=1, name="Ouvrir une séance")).to_be_visible()
    expect(module(page).get_by_role("heading", name="Cadrer")).to_be_in_viewport()
    expect(module(page).get_by_text("Retour-A : il vient ensuite.")).to_be_visible()
    kept = core(page)
    assert kept["lesson_location"] == "lecon-ouvrir--cadrer"
    assert kept["exit"] == "suspend"
    assert TIME.fullmatch(kept["session_time"])
    assert page.evaluate("calls.LMSInitialize") == 1
    interaction = held(page)["interactions"]["0"]
    assert interaction["id"] == "lecon.ouvrir.accueil"
    assert (interaction["type"], interaction["student_response"], interaction["result"]) == ("choice", "a", "wrong")
    assert interaction["correct_responses"]["0"]["pattern"] == "b"


def test_a_scenario_unfolds_in_its_lesson_and_is_checked_at_its_end(app, lms, learner):
    found = app.extensions["relais_course"].modules[0]
    first = found.lessons[0]
    body = replace(first.body, questions=(make("scenario"), *first.body.questions[1:]))
    edited = replace(found, lessons=(replace(first, body=body), *found.lessons[1:]))
    lms.deposit(package(edited, None, lambda _done, _total: None))
    page = learner()
    lms.launch(page)
    open_lesson(page, "Ouvrir une séance")
    check = module(page).locator("form.check").first
    check.get_by_label("Attendre").check()
    check.get_by_role("button", name="Vérifier").click()
    expect(check.get_by_role("alert")).to_have_text("Allez au bout du scénario avant de vérifier.")
    check.get_by_label("Gronder").check()
    expect(check.get_by_text("Le scénario s’arrête ici.")).to_be_visible()
    check.get_by_label("Commencer").first.check()
    expect(check.get_by_text("Les présents s’agacent.")).to_be_hidden()
    check.get_by_label("Un mot chacun").check()
    check.get_by_role("button", name="Vérifier").click()
    expect(check.locator(".verdict")).to_have_text(re.compile("Juste"))
    assert held(page)["interactions"]["0"]["student_response"] == "b,a"


def test_a_number_that_cannot_be_read_is_asked_again_beside_its_field(app, lms, learner):
    found = app.extensions["relais_course"].modules[0]
    first = found.lessons[0]
    body = replace(first.body, questions=(make("numeric"), *first.body.questions[1:]))
    edited = replace(found, lessons=(replace(first, body=body), *found.lessons[1:]))
    quiz = app.extensions["relais_quizzes"]["essai"]
    lms.deposit(package(edited, quiz, lambda _done, _total: None))
    page = learner()
    lms.launch(page)
    open_lesson(page, "Ouvrir une séance")
    check = module(page).locator("form.check").first
    field = check.get_by_role("textbox")
    field.fill("une heure")
    check.get_by_role("button", name="Vérifier").click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("ne se lit pas comme un nombre"))
    assert "interactions" not in held(page) or not held(page)["interactions"]
    field.fill("1 h 00")
    check.get_by_role("button", name="Vérifier").click()
    expect(check.locator(".verdict")).to_have_text(re.compile("Juste"))

    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").or_(
        module(page).get_by_role("link", name="Sommaire")
    ).first.click()
    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").click()
    module(page).get_by_role("button", name="Commencer").click()
    answer_rightly(page)
    number = module(page).locator("form.exam .typed.number input")
    number.fill("une heure")
    end_attempt(page)
    expect(module(page).get_by_text("La question 6 n’a pas de réponse complète")).to_be_visible()
    expect(number).to_have_accessible_description(re.compile("ne se lit pas comme un nombre"))
    number.fill("60 mn")
    expect(module(page).get_by_text("ne se lit pas comme un nombre")).to_have_count(0)
    end_attempt(page)
    expect(module(page).get_by_role("heading", name="100 % : réussi")).to_be_focused()


def test_the_page_left_tells_the_system_that_it_is_over(deposited, learner):
    page = learner()
    deposited.launch(page)
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("calls.LMSFinish === 1")
    deposited.launch(page)
    open_lesson(page, "Fermer une séance")
    module(page).get_by_role("button", name="Enregistrer et quitter").click()
    expect(module(page).get_by_text("Vous pouvez fermer cette fenêtre.")).to_be_focused()
    assert page.evaluate("calls.LMSFinish") == 1
    assert core(page)["lesson_location"] == "lecon-fermer"


def test_an_unfinished_assessment_is_found_again_with_its_questions_and_answers(deposited, learner):
    page = learner()
    deposited.launch(page)
    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").click()
    module(page).get_by_role("button", name="Commencer").click()
    answer_rightly(page)
    before = module(page).locator("form.exam legend").all_inner_texts()
    deposited.launch(page)
    expect(module(page).get_by_role("heading", name="Essai 1")).to_be_visible()
    assert module(page).locator("form.exam legend").all_inner_texts() == before
    expect(module(page).get_by_text("6 réponses sur 6")).to_be_visible()
    expect(module(page).get_by_label("Écouter")).to_be_checked()
    expect(module(page).get_by_role("textbox").nth(0)).to_have_value("Clôturer !")
    assert module(page).locator("form.exam .step .text").all_inner_texts() == ["Accueillir", "Travailler", "Conclure"]
    end_attempt(page)
    expect(module(page).get_by_role("heading", name="100 % : réussi")).to_be_focused()


def test_one_fails_then_passes_and_what_was_won_stays_won(deposited, learner):
    page = learner()
    deposited.launch(page)
    finish_lessons(page)
    assert core(page)["lesson_status"] == "incomplete"
    module(page).get_by_role("button", name="Commencer").click()
    module(page).get_by_label("Conclure", exact=True).first.check()
    end_attempt(page)
    expect(module(page).get_by_role("alert")).to_contain_text("Les questions 2, 3, 4, 5, 6 n’ont pas de réponse")
    end_attempt(page)
    expect(module(page).get_by_role("heading", name="0 % : pas encore réussi")).to_be_focused()
    expect(module(page).get_by_text("Trop tôt.")).to_be_visible()
    kept = core(page)
    assert (kept["lesson_status"], kept["score"]) == ("failed", {"raw": "0", "min": "0", "max": "100"})

    deposited.launch(page)
    module(page).get_by_role("button", name="Recommencer avec d’autres questions").click()
    answer_rightly(page)
    end_attempt(page)
    expect(module(page).get_by_role("heading", name="100 % : réussi")).to_be_visible()
    kept = core(page)
    assert (kept["lesson_status"], kept["score"]["raw"]) == ("passed", "100")

    deposited.launch(page)
    expect(module(page).get_by_role("heading", name="100 % : réussi")).to_be_visible()
    module(page).get_by_role("link", name="Sommaire").click()
    expect(module(page).get_by_text("Vous avez terminé ce module.")).to_be_visible()
    assert core(page)["lesson_status"] == "passed"


def test_a_good_score_with_lessons_unread_is_not_yet_a_pass(deposited, learner):
    page = learner()
    deposited.launch(page)
    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").click()
    module(page).get_by_role("button", name="Commencer").click()
    answer_rightly(page)
    end_attempt(page)
    assert (core(page)["lesson_status"], core(page)["score"]["raw"]) == ("incomplete", "100")
    module(page).get_by_role("link", name="Sommaire").click()
    open_lesson(page, "Ouvrir une séance")
    for _ in range(2):
        module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_role("heading", level=1, name="Évaluation d’essai")).to_be_visible()
    assert core(page)["lesson_status"] == "passed"


def test_without_its_assessment_it_is_completed_when_every_lesson_is_finished(app, lms, learner):
    lms.deposit(archive("essai", False, lambda _done, _total: None))
    page = learner()
    lms.launch(page)
    open_lesson(page, "Ouvrir une séance")
    for _ in range(2):
        module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_text("Vous avez terminé ce module.")).to_be_visible()
    kept = core(page)
    assert (kept["lesson_status"], kept["score"]["raw"]) == ("completed", "")


def test_every_type_is_told_in_the_form_that_the_standard_gives_it(app, lms, learner):
    """Run-Time Environment 1.2, 3.4.4: the patterns of cmi.interactions.n, by type."""
    questions = [make(kind, competence="A1", lesson="ouvrir") for kind in RAW]
    quiz = app.extensions["relais_quizzes"]["essai"]
    bank = quiz.model_copy(update={"questions": tuple(questions), "draw": (_line(len(questions)),)})
    lms.deposit(package(app.extensions["relais_course"].modules[0], bank, lambda _done, _total: None))
    page = learner()
    lms.launch(page)
    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").click()
    for answers in (right, wrong):
        module(page).get_by_role("button", name=re.compile("Commencer|Recommencer")).click()
        module(page).locator("form.exam").wait_for()
        _fill(page, {question.id: typed(question, answers(question)) for question in questions})
        end_attempt(page)
        expect(module(page).get_by_role("heading", name=re.compile("réussi"))).to_be_visible()
        if answers is right:
            expect(module(page).get_by_role("heading", name="100 % : réussi")).to_be_visible()
            break
    told = {line["id"].rpartition(".q-")[2]: line for line in held(page)["interactions"].values()}
    assert {kind: (line["type"], line["student_response"]) for kind, line in told.items()} == {
        "single": ("choice", "a"),
        "multiple": ("choice", "a,c"),
        "truefalse": ("true-false", "f"),
        "ordering": ("sequencing", "a,b,c,d"),
        "matching": ("matching", "1.a,2.b,3.c"),
        "short": ("fill-in", "fermer"),
        "numeric": ("numeric", "60"),
        "gap": ("fill-in", "divergence, trie, convergence"),
        "scenario": ("performance", "b,a"),
    }
    assert {line["result"] for line in told.values()} == {"correct"}
    assert told["short"]["correct_responses"]["1"]["pattern"] == "clôturer"
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", line["time"]) for line in told.values())


def _line(count):
    from course.quizzes.blueprint import Line

    return Line(count=count, competence="A")


def _fill(page: Page, wanted: dict[str, dict[str, list[str]]]) -> None:
    """Give each field its value, as the form names it; a scenario shows its steps one after the other."""
    frame = page.frames[1]
    keys = frame.evaluate("Object.fromEntries(relais.module.quiz.bank.map((item) => [item.id, item.key]))")
    for identifier, fields in wanted.items():
        for name, values in fields.items():
            for value in values:
                control = frame.locator(f'[name="q{keys[identifier]}-{name}"]')
                if control.first.get_attribute("type") in ("radio", "checkbox"):
                    frame.locator(f'[name="q{keys[identifier]}-{name}"][value="{value}"]').check()
                elif control.evaluate("control => control.tagName") == "SELECT":
                    control.evaluate(
                        "(control, value) => { control.value = value; "
                        "control.dispatchEvent(new Event('change', { bubbles: true })); }",
                        value,
                    )
                else:
                    control.fill(value)


def test_what_is_kept_never_exceeds_4096_characters(app, lms, learner):
    long = [make("short", id=f"q-{number}", competence="A1", lesson="ouvrir") for number in range(40)]
    quiz = app.extensions["relais_quizzes"]["essai"]
    bank = quiz.model_copy(update={"questions": tuple(long), "draw": (_line(40),)})
    lms.deposit(package(app.extensions["relais_course"].modules[0], bank, lambda _done, _total: None))
    page = learner()
    lms.launch(page)
    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").click()
    module(page).get_by_role("button", name="Commencer").click()
    for box in module(page).get_by_role("textbox").all():
        box.fill("é" * 200)
    expect(module(page).get_by_text("les plus longues ne seront pas retrouvées")).to_be_visible()
    data = held(page)["suspend_data"]
    assert len(data) <= 4096 and data.isascii()
    assert len(json.loads(data)["exam"]["drawn"]) == 40


def test_answers_kept_by_another_version_or_by_nobody_are_left_aside(deposited, learner):
    page = learner()
    deposited.launch(page)
    for text in (
        "pas du JSON",
        "[]",
        "null",
        '{"done":["autre"],"checks":{"ffffff":1},"exam":{"drawn":["x"]},"best":"a"}',
    ):
        page.evaluate(
            "text => { document.querySelector('iframe').remove(); "
            "const kept = JSON.parse(localStorage.held); kept.suspend_data = text; "
            "kept.core.lesson_location = 'lecon-disparue'; localStorage.held = JSON.stringify(kept); }",
            text,
        )
        deposited.launch(page)
        expect(module(page).get_by_text("0 leçon terminée sur 2")).to_be_visible()


def test_a_system_that_does_not_save_is_said_and_asked_again(deposited, learner):
    page = learner()
    deposited.launch(page)
    open_lesson(page, "Ouvrir une séance")
    page.evaluate("() => { hostile.LMSCommit = () => 'false'; }")
    module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_text("n’a pas enregistré votre dernière action")).to_be_visible()
    page.evaluate("() => { delete hostile.LMSCommit; }")
    module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_text("n’a pas enregistré votre dernière action")).to_be_hidden()
    assert json.loads(held(page)["suspend_data"])["done"] == ["ouvrir", "fermer"]


REFUSALS = ["false", "'false'", "'False'", "undefined", "null", "''", "0"]


@pytest.mark.parametrize("said", [*REFUSALS, "(() => { throw new Error('panne'); })()"])
def test_a_session_that_did_not_open_is_said_whatever_the_system_answers(deposited, learner, said):
    page = learner()
    page.add_init_script(f"window.hostile = {{ LMSInitialize: () => {said} }};")
    deposited.launch(page)
    expect(module(page).get_by_text("n’a pas ouvert la session")).to_be_visible()
    open_lesson(page, "Ouvrir une séance")
    module(page).get_by_role("button", name="J’ai terminé").click()
    module(page).get_by_role("button", name="Enregistrer et quitter").click()
    expect(module(page).get_by_text("n’a pas ouvert la session")).to_be_focused()
    assert page.evaluate("[calls.LMSSetValue, calls.LMSCommit, calls.LMSFinish]") == [0, 0, 0]


@pytest.mark.parametrize("said", ["true", "1", "'TRUE'"])
def test_a_session_opens_whatever_the_form_of_yes(deposited, learner, said):
    page = learner()
    page.add_init_script(f"window.hostile = {{ LMSInitialize: () => {{ api.LMSInitialize(''); return {said}; }} }};")
    deposited.launch(page)
    expect(module(page).locator("[data-standing]")).to_be_hidden()
    assert core(page)["lesson_status"] == "incomplete"


THROWS = "() => { hostile.LMSCommit = () => { throw new Error('synchronous request'); }; }"


def test_a_system_that_fails_to_save_is_still_told_that_it_is_over(deposited, learner):
    page = learner()
    deposited.launch(page)
    page.evaluate(THROWS)
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("calls.LMSFinish === 1")


def test_who_leaves_is_told_what_is_not_known_to_be_saved(deposited, learner):
    page = learner()
    deposited.launch(page)
    page.evaluate(THROWS)
    page.evaluate("() => { hostile.LMSFinish = () => { throw new Error('panne'); }; }")
    quits = module(page).get_by_role("button", name="Enregistrer et quitter")
    quits.click()
    expect(module(page).get_by_text("n’a pas enregistré votre dernière action")).to_be_focused()
    page.evaluate("() => { delete hostile.LMSFinish; }")
    quits.click()
    expect(module(page).get_by_text("n’a pas confirmé l’enregistrement")).to_be_focused()
    assert page.evaluate("calls.LMSFinish") == 1


def test_reading_on_calls_the_system_only_when_one_leaves(deposited, learner):
    page = learner(viewport={"width": 360, "height": 300})
    page.clock.install()
    deposited.launch(page)
    open_lesson(page, "Ouvrir une séance")
    page.clock.run_for(11_000)
    before = page.evaluate("calls.LMSCommit")
    for title in ("Cadrer", "Accueillir", "Cadrer"):
        module(page).get_by_role("heading", name=title, exact=True).evaluate("heading => heading.scrollIntoView()")
        page.wait_for_timeout(100)
        page.clock.run_for(11_000)
    expect(module(page).locator("#lecon-ouvrir aside a[aria-current=location]")).to_have_count(1)
    assert page.evaluate("calls.LMSCommit") == before
    page.evaluate("document.querySelector('iframe').src = 'about:blank'")
    page.wait_for_function("calls.LMSFinish === 1")
    assert core(page)["lesson_location"] == "lecon-ouvrir--cadrer"


def test_somebody_who_types_does_not_call_the_system_at_each_sign(deposited, learner):
    page = learner()
    deposited.launch(page)
    module(page).locator("#sommaire").get_by_role("link", name="Évaluation d’essai").click()
    module(page).get_by_role("button", name="Commencer").click()
    before = page.evaluate("calls.LMSCommit")
    module(page).get_by_role("textbox").first.press_sequentially("une réponse assez longue")
    page.wait_for_function(f"calls.LMSCommit > {before}")
    assert page.evaluate("calls.LMSCommit") <= before + 2
    assert "une r" in held(page)["suspend_data"]


def test_a_review_of_what_was_done_changes_nothing(deposited, learner):
    page = learner()
    deposited.launch(page)
    finish_lessons(page)
    page.evaluate(
        "() => { document.querySelector('iframe').remove(); const kept = JSON.parse(localStorage.held); "
        "kept.core.lesson_mode = 'review'; localStorage.held = JSON.stringify(kept); }"
    )
    before = held(page)
    deposited.launch(page)
    module(page).get_by_role("button", name="Commencer").click()
    module(page).get_by_role("button", name="Enregistrer et quitter").click()
    expect(module(page).get_by_text("Vous pouvez fermer cette fenêtre.")).to_be_focused()
    after = held(page)
    assert after["suspend_data"] == before["suspend_data"]
    assert after["core"]["lesson_status"] == before["core"]["lesson_status"]


def test_in_a_window_of_its_own_the_system_is_found_through_its_opener(deposited, learner):
    page = learner()
    page.goto(f"{deposited.url}/launch-window.html")
    with page.expect_popup() as opened:
        page.evaluate(f"window.open('{COURSE}/index.html')")
    expect(opened.value.locator("#lecon-ouvrir")).to_be_hidden()
    expect(opened.value.locator("[data-standing]")).to_be_hidden()
    quits = opened.value.get_by_role("button", name="Enregistrer et quitter")
    with opened.value.expect_event("close"), suppress(Error):  # it may be gone before it tells of the click
        quits.click()
    page.wait_for_function("calls.LMSFinish >= 1")


def test_without_a_system_it_says_so_and_keeps_everything_in_the_browser(deposited, learner):
    page = learner()
    deposited.launch(page, without_api=True)
    expect(module(page).get_by_text("Aucune plateforme de formation n’a été trouvée.")).to_be_visible()
    open_lesson(page, "Ouvrir une séance")
    module(page).get_by_role("button", name="J’ai terminé").click()
    expect(module(page).get_by_role("heading", level=1, name="Fermer une séance")).to_be_visible()
    deposited.launch(page, without_api=True)
    expect(module(page).get_by_role("heading", level=1, name="Fermer une séance")).to_be_visible()
    module(page).get_by_role("link", name="Sommaire").click()
    expect(module(page).get_by_text("1 leçon terminée sur 2")).to_be_visible()


def test_opened_as_a_file_it_still_works(deposited, learner, lms):
    page = learner()
    page.goto((lms.folder / COURSE.strip("/") / "index.html").as_uri())
    expect(page.get_by_text("Aucune plateforme de formation n’a été trouvée")).to_be_visible()
    page.locator("#sommaire").get_by_role("link", name="Ouvrir une séance").click()
    page.get_by_label("Bonjour.").check()
    page.get_by_role("button", name="Vérifier").first.click()
    expect(page.get_by_text("Retour-B : oui.")).to_be_visible()


def test_without_javascript_every_lesson_can_be_read(deposited, learner):
    page = learner(java_script_enabled=False)
    page.goto(f"{deposited.url}{COURSE}/index.html")
    expect(page.locator("noscript p")).to_be_visible()
    for title in ("Ouvrir une séance", "Fermer une séance"):
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.goto("about:blank")


def test_by_keyboard_alone_one_reads_answers_and_ends(deposited, learner):
    page = learner()
    deposited.launch(page)
    frame = page.frames[1]

    def to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = frame.evaluate(
                "() => { const it = document.activeElement; "
                "return (it.labels && it.labels[0] || it).innerText || it.ariaLabel; }"
            )
            if focused and focused.strip() == name:
                return
        raise AssertionError(f"« {name} » is not reached")

    page.locator("iframe").focus()
    to("Aller au contenu")
    to("Ouvrir une séance")
    page.keyboard.press("Enter")
    expect(module(page).get_by_role("heading", level=1, name="Ouvrir une séance")).to_be_focused()
    to("L’ordre du jour.")
    page.keyboard.press("ArrowDown")
    to("Vérifier")
    page.keyboard.press("Enter")
    expect(module(page).locator(".verdict").first).to_have_text(re.compile("Juste"))
    expect(module(page).locator(".verdict").first).to_be_focused()
    to("Refaire la question")
    to("J’ai terminé")
    page.keyboard.press("Enter")
    expect(module(page).get_by_role("heading", level=1, name="Fermer une séance")).to_be_focused()
    to("J’ai terminé")
    page.keyboard.press("Enter")
    expect(module(page).get_by_role("heading", level=1, name="Évaluation d’essai")).to_be_focused()
    to("Commencer")
    page.keyboard.press("Enter")
    expect(module(page).get_by_role("heading", name="Essai 1")).to_be_focused()
    to("Terminer")
    page.keyboard.press("Enter")
    expect(module(page).get_by_role("alert")).to_be_visible()
    page.keyboard.press("Enter")
    expect(module(page).get_by_role("heading", name="0 % : pas encore réussi")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_any_page_of_the_package(app, lms, learner, scheme, size):
    questions = [make(kind, competence="A1", lesson="ouvrir") for kind in RAW]
    quiz = app.extensions["relais_quizzes"]["essai"]
    bank = quiz.model_copy(update={"questions": tuple(questions), "draw": (_line(len(questions)),)})
    lms.deposit(package(app.extensions["relais_course"].modules[0], bank, lambda _done, _total: None))
    page = learner(viewport=size, color_scheme=scheme)
    page.goto(f"{lms.url}{COURSE}/index.html")
    stages = ["#sommaire", "#lecon-ouvrir", "#lecon-fermer", "#evaluation", "start", "missing", "over"]
    for stage in stages:
        if stage.startswith("#"):
            page.goto(f"{lms.url}{COURSE}/index.html{stage}")
            expect(page.locator(stage)).to_be_visible()
        if stage == "#lecon-ouvrir":
            page.get_by_label("Bonjour.").check()
            page.get_by_role("button", name="Vérifier").first.click()
        if stage == "start":
            page.get_by_role("button", name="Commencer").click()
        if stage in ("missing", "over"):
            page.get_by_role("button", name="Terminer").click()
        found = Axe().run(page, options=RULES[scheme]).response["violations"]
        faults = [(item["id"], [node["html"][:160] for node in item["nodes"]]) for item in found]
        assert faults == [], f"{stage}: {json.dumps(faults, indent=1, ensure_ascii=False)}"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], stage
