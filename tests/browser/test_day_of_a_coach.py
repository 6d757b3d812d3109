"""A coach's Monday: a quarter of an hour, from the sign-in to a list that says who did what."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from course.clock import now
from course.demo.people import address
from tests.browser.days import DESK, Walker

pytestmark = pytest.mark.browser


def test_a_coach_finds_who_needs_him_writes_puts_off_notes_and_meets(region, device, tmp_path):
    bruno = Walker(device(region.site, viewport=DESK), tmp_path)
    bruno.sign_in(address("coach"))
    bruno.follow("Cette semaine")
    bruno.arrives("Qui a besoin de moi cette semaine")
    bruno.look("lundi")
    lines = bruno.page.locator(".due > li")
    waiting = lines.count()
    assert 8 <= waiting <= 20

    failed = line(lines, "Deux essais manqués")
    name = failed.get_by_role("heading").inner_text()
    bruno.follow("Écrire", failed)
    bruno.arrives(f"Écrire à {name}")
    assert bruno.clicks == 3
    text = bruno.page.get_by_label("Message")
    expect(text).to_have_value(re.compile("Bruno Maillet"))
    text.fill(text.input_value().replace("Bonjour", "Bonjour à vous"))
    bruno.look("message")
    bruno.press("Envoyer")
    expect(bruno.page.get_by_text("Le message part par courriel.")).to_be_visible()
    expect(lines).to_have_count(waiting - 1)

    stuck = line(lines, "Sur la même étape")
    later = stuck.get_by_role("heading").inner_text()
    bruno.click(stuck.get_by_text("Régler, ou plus tard"))
    bruno.press("Plus tard", stuck)
    expect(lines).to_have_count(waiting - 2)
    bruno.click(bruno.page.locator(".settled summary"))
    expect(bruno.page.locator(".settled")).to_contain_text(later)
    expect(bruno.page.locator(".settled")).to_contain_text("par Bruno Maillet")

    silent = line(lines, "Sans activité")
    name = silent.get_by_role("heading").inner_text()
    bruno.follow(name, silent)
    bruno.arrives(name)
    bruno.page.get_by_label("Note").first.fill("Répondeur. Je rappelle jeudi.")
    bruno.press("Garder la note")
    expect(bruno.page.locator("#journal + .log")).to_contain_text("Je rappelle jeudi.")
    bruno.follow("Proposer un rendez-vous")
    bruno.page.get_by_label("Date").fill((now() + timedelta(days=12)).date().isoformat())
    bruno.page.get_by_label("Heure").fill("10:30")
    bruno.press("Prendre ce rendez-vous")
    expect(bruno.page.get_by_text("Le rendez-vous est noté.")).to_be_visible()
    bruno.look("personne")
    calendar = bruno.download("Pour l’agenda")
    assert calendar.suggested_filename.endswith(".ics")

    bruno.press("Fiche de suivi")
    expect(bruno.page.get_by_role("link", name="Télécharger")).to_be_visible(timeout=30_000)
    bruno.look("fiche")

    print(f"\n{bruno.clicks} clicks for a message, a delay, a note, an appointment and a sheet")


def line(lines: Locator, reason: str) -> Locator:
    """The first person of the list with this reason."""
    return lines.filter(has_text=reason).first
