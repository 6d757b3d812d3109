"""A newcomer's first hour, seven months after the others: who is who, what she knows already, a plan, a lesson."""

import re

import pytest
from playwright.sync_api import expect

from course.db import db, forget_connections
from course.demo.people import address
from course.onboarding.positioning import queries
from course.people.models import Person
from tests.browser.days import DESK, Walker

pytestmark = pytest.mark.browser


def test_a_newcomer_meets_the_cohort_says_what_she_knows_and_leaves_with_a_plan(region, device, tmp_path):
    claire = Walker(device(region.site, viewport=DESK), tmp_path)
    claire.sign_in(address("nouvelle"))
    claire.arrives(re.compile("^Bienvenue dans Occitanie"))
    expect(claire.page.get_by_text("vous n’êtes pas en retard")).to_be_visible()
    claire.look("bienvenue")
    claire.press("J’ai fait connaissance, continuer")

    claire.press("Commencer")
    for letter in "ABCDEF":
        for box in claire.page.locator("form fieldset").all():
            claire.click(box.get_by_role("radio").nth(2))
        if letter == "A":
            claire.look("positionnement")
        claire.press("Enregistrer et continuer")
    claire.arrives("Un test court")
    for item in drawn(region.app):
        claire.answer(claire.page.locator(f"#question-{item.position}"), item.question, item.prefix)
    claire.press("Enregistrer et continuer")
    claire.page.get_by_label(re.compile("Ce que vous avez")).fill("Six ateliers en 2025 dans mon service.")
    claire.press("Terminer")
    expect(claire.page.get_by_text("Votre positionnement est terminé")).to_be_visible()
    expect(claire.page.locator(".decided li").first).to_contain_text("en attente")
    claire.look("dispenses")
    positioned = claire.clicks

    claire.follow("Mon parcours")
    claire.look("accueil")
    claire.follow("Mon plan, semaine par semaine")
    claire.arrives("Mon plan")
    claire.look("plan")
    claire.follow("Commencer")
    expect(claire.page.get_by_role("button", name="J’ai terminé")).to_be_visible()
    print(f"\n{positioned} clicks until the waivers are proposed, {claire.clicks} until the first lesson")


def drawn(app) -> list:
    """The questions of her placement test."""
    with app.app_context():
        person = db.session.scalars(db.select(Person.id).where(Person.email == address("nouvelle"))).one()
        found = queries.items(queries.under_way(person).id)
        forget_connections(app)
    return found
