"""From the invitation to the attestation with JavaScript off, and how many clicks it takes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PASSWORD, attestation

pytestmark = pytest.mark.browser

NAME = "Zoé N’Guyên-Le Goff"
MOVES, ANSWERS = 15, 13
"""Buttons and links pressed, and clicks that answer; more would be a longer way than today's."""


class Reader:
    """Someone with a mouse, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.moves, self.answers = page, 0, 0

    def press(self, name: str, within: str = "body") -> None:
        self.moves += 1
        place = self.page.locator(within)
        place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True)).click()

    def read(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def see(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.answers += 1
            self.page.get_by_label(label, exact=True).check()

    def rank(self, *steps: str) -> None:
        for rank, step in enumerate(steps, 1):
            self.answers += 1
            self.page.locator(".step", has_text=step).locator("select").select_option(str(rank), timeout=2000)

    def match(self, left: str, right: str) -> None:
        self.answers += 1
        options = self.page.locator(".pair", has_text=left).locator("select")
        options.select_option(options.locator("option", has_text=right).get_attribute("value"))

    def write(self, question: str, text: str) -> None:
        self.answers += 1
        self.page.locator("fieldset", has_text=question).get_by_role("textbox").fill(text)


def test_from_the_invitation_to_the_attestation_without_javascript(site, device):
    link = site.invite("zoe@example.org", NAME)
    zoe = Reader(device(site, java_script_enabled=False))

    zoe.page.goto(link)
    zoe.read(f"Bienvenue, {NAME}")
    zoe.page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    zoe.page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    zoe.press("Entrer")

    zoe.read("Mon parcours")
    zoe.press("Commencer")

    zoe.read("Ouvrir une séance")
    zoe.tick("Bonjour.")
    zoe.press("Vérifier", "#question-accueil")
    zoe.see("Retour-B : oui.")
    zoe.tick("La confidentialité.", "La bienveillance.")
    zoe.press("Vérifier", "#question-regles")
    zoe.see("Oui, avec exigence.")
    zoe.press("J’ai terminé")

    zoe.read("Fermer une séance")
    zoe.see("Leçon terminée : Ouvrir une séance.")
    zoe.press("J’ai terminé")

    zoe.read("Évaluation d’essai")
    zoe.press("Commencer")

    zoe.read("Essai 1")
    zoe.tick("Écouter")
    zoe.tick("Regarder", "Attendre")
    zoe.rank("Accueillir", "Travailler", "Conclure")
    zoe.match("Début", "Bonjour")
    zoe.press("Enregistrer mes réponses")
    zoe.see("4 réponses sur 6 enregistrées")
    zoe.match("Fin", "Merci")
    zoe.write("Le contraire d’ouvrir", "Clôturer")
    zoe.write("Une heure, en minutes", "60")
    zoe.press("Terminer")

    zoe.read("Terminer cet essai ?")
    zoe.see("6 réponses sur 6 enregistrées.")
    zoe.press("Terminer et voir mon résultat")

    zoe.read("100 % : réussi")
    zoe.press("Continuer mon parcours")

    zoe.read("Mon parcours")
    zoe.see("Il ne reste aucune étape")
    zoe.press("Obtenir mon attestation")

    zoe.read("Attestation : Module d’essai")
    expect(zoe.page.get_by_text("Votre attestation est prête")).to_be_visible(timeout=30_000)
    with zoe.page.expect_download() as started:
        zoe.press("Télécharger le PDF")
    words, address = attestation(started.value)
    assert NAME in words
    assert started.value.suggested_filename == f"Attestation – Module d’essai – {NAME}.pdf"

    assert zoe.moves <= MOVES
    assert zoe.answers <= ANSWERS

    stranger = Reader(device(site, java_script_enabled=False))
    stranger.page.goto(address)
    stranger.read(address.rpartition("/")[2])
    stranger.see(NAME)
    stranger.see("Évaluation réussie avec 100 %, à la première tentative ; 70 % étaient demandés.")
