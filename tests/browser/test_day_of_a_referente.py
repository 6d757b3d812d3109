"""A référente alone: forty minutes between two meetings, then the end of the module and its attestation."""

import re

import pytest
from playwright.sync_api import expect

from course.clock import now
from course.db import db, forget_connections
from course.demo.people import address
from course.modules import operations as reading
from course.people.models import Person
from tests.browser.days import DESK, Walker
from tests.browser.site import attestation
from tests.taking import asked

pytestmark = pytest.mark.browser


def test_a_referente_resumes_where_she_stopped_revises_and_leaves_with_her_attestation(region, device, tmp_path):
    amel = Walker(device(region.site, viewport=DESK), tmp_path)
    module = region.app.extensions["relais_course"].modules[0]
    amel.sign_in(address("referente"))
    amel.arrives("Mon parcours")
    amel.look("accueil")
    amel.follow("Reprendre")
    lesson = module.lessons[4]
    anchor, title = lesson.body.sections[1]
    expect(amel.page).to_have_url(re.compile(f"/lecons/{lesson.slug}#{anchor}$"))
    expect(amel.page.get_by_role("heading", name=re.compile(title[:12]))).to_be_in_viewport()
    assert amel.clicks == 2

    for question in lesson.body.questions:
        box = amel.page.locator(f"#question-{question.id}")
        amel.answer(box, question)
        amel.press("Vérifier", box)
        expect(box.locator(".verdict")).to_contain_text("Juste.")
    amel.look("lecon")
    amel.press("J’ai terminé")
    expect(amel.page).to_have_url(re.compile(module.lessons[5].slug))

    amel.follow("Mon parcours")
    amel.follow("Réviser")
    revised = revise(amel, region.questions)
    amel.look("revision")
    amel.follow("Revenir à mon parcours")
    assert revised == 4

    read_on(region, module.lessons[5:])
    amel.page.reload()
    before = amel.clicks
    amel.follow("Commencer")
    amel.press("Commencer")
    sit(amel, region.app)
    amel.arrives("100 % : réussi")
    amel.look("resultat")
    amel.follow("Continuer mon parcours")
    amel.press("Obtenir mon attestation")
    expect(amel.page.get_by_text("Votre attestation est prête")).to_be_visible(timeout=30_000)
    amel.look("attestation")
    words, _ = attestation(amel.download("Télécharger le PDF"))
    assert "Amel Ferhat" in words
    print(f"\n{before} clicks for a lesson and a revision, {amel.clicks - before} from the assessment to the PDF")


def revise(reader: Walker, questions) -> int:
    """Every question of the day, right; how many."""
    count = 0
    while (form := reader.page.locator("form.check")).count():
        asked_now = questions[form.locator("[name=version]").get_attribute("value")]
        reader.answer(form, asked_now)
        if not asked_now.unfolds:
            reader.press("Vérifier", form)
        reader.follow(re.compile("Question suivante|Terminer"))
        count += 1
    reader.arrives("C’est tout pour aujourd’hui")
    return count


def sit(taker: Walker, app) -> None:
    """Every question of the assessment, right, until the result."""
    with app.app_context():
        items = asked(int(taker.page.url.rpartition("/")[2]))
        forget_connections(app)
    for item in items:
        taker.answer(taker.page.locator(f"#question-{item.position}"), item.question, item.prefix)
    expect(taker.page.get_by_text(f"{len(items)} réponses sur {len(items)} enregistrées")).to_be_visible()
    taker.look("evaluation")
    taker.press("Terminer")
    taker.press("Terminer et voir mon résultat")


def read_on(region, lessons) -> None:
    """The lessons of the following weeks."""
    with region.app.app_context():
        person = db.session.scalars(db.select(Person).where(Person.email == address("referente"))).one()
        for lesson in lessons:
            reading.finish(person.id, lesson, now())
        db.session.commit()
        forget_connections(region.app)
