"""From the invitation to the attestation with JavaScript on and no mouse: only keys are pressed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PASSWORD, attestation

pytestmark = pytest.mark.browser

NAME = "Anaïs Le Cœur"
FOCUSED = """() => {
  const focus = document.activeElement;
  const style = getComputedStyle(focus);
  const box = focus.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const label = focus.labels?.[0]?.cloneNode(true);
  label?.querySelectorAll("select").forEach((list) => list.remove());
  return {
    name: (focus.ariaLabel ?? label?.textContent ?? focus.textContent).replace(/\\s+/g, " ").trim(),
    kind: focus.type || focus.localName,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    uncovered: focus.contains(top) || Boolean(focus.labels?.[0]?.contains(top)),
  };
}"""


class Keyboard:
    """Someone who only has keys: every place where the focus stops must show it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> dict[str, str]:
        found = self.page.evaluate(FOCUSED)
        assert found["outlined"], f"the focus does not show on « {found['name']} »"
        assert found["uncovered"], f"« {found['name']} » is covered"
        return found

    def to(self, name: str, key: str = "Tab") -> None:
        """Go from stop to stop until this one."""
        stops = []
        while len(stops) < 60:
            self.press(key)
            stops.append(self.focused()["name"])
            if stops[-1].startswith(name):
                return
        raise AssertionError(f"« {name} » is out of reach; the stops were {stops}")

    def enter(self, name: str, title: str | None = None) -> None:
        """Press a link or a button, and arrive on the page of this title."""
        self.to(name)
        self.press("Enter")
        if title:
            self.arrive(title)

    def arrive(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def pick(self, first: str, wanted: str) -> None:
        """In a group of radio buttons, arrows choose."""
        self.to(first)
        self.press("Space")
        while not self.focused()["name"].startswith(wanted):
            self.press("ArrowDown")

    def tick(self, *names: str) -> None:
        for name in names:
            self.to(name)
            self.press("Space")

    def match(self, left: str, right: str) -> None:
        """In a list, arrows choose."""
        self.to(left)
        chosen = "document.activeElement.selectedOptions[0].text"
        while not self.page.evaluate(chosen).endswith(right):
            self.press("ArrowDown")

    def write(self, name: str, text: str) -> None:
        self.to(name)
        self.page.keyboard.type(text)

    def hear(self, verdict: str) -> None:
        """The focus went to the verdict, where a screen reader reads on."""
        expect(self.page.locator(".verdict:focus")).to_contain_text(verdict)
        self.focused()


def test_from_the_invitation_to_the_attestation_by_keyboard(site, device):
    link = site.invite("anais@example.org", NAME)
    anais = Keyboard(device(site))

    anais.page.goto(link)
    anais.arrive(f"Bienvenue, {NAME}")
    anais.write("Nouveau mot de passe", PASSWORD)
    anais.write("Le même, encore une fois", PASSWORD)
    anais.enter("Entrer", "Mon parcours")

    anais.press("Tab")
    assert anais.focused()["name"] == "Aller au contenu"
    anais.press("Enter")
    expect(anais.page.locator("main")).to_be_focused()
    anais.press("Tab")
    assert anais.focused()["name"] == "Commencer"
    anais.press("Enter")

    anais.arrive("Ouvrir une séance")
    anais.pick("L’ordre du jour.", "Bonjour.")
    anais.enter("Vérifier")
    anais.hear("Juste.")
    anais.tick("La confidentialité.", "La bienveillance.")
    anais.enter("Vérifier")
    anais.hear("Juste.")
    anais.enter("J’ai terminé", "Fermer une séance")
    anais.enter("J’ai terminé", "Évaluation d’essai")
    anais.enter("Commencer", "Essai 1")

    answer_everything(anais)
    anais.enter("Terminer", "Terminer cet essai ?")
    anais.to("Revenir aux questions", key="Shift+Tab")
    anais.enter("Terminer et voir mon résultat", "100 % : réussi")
    anais.enter("Continuer mon parcours", "Mon parcours")
    anais.enter("Obtenir mon attestation", "Attestation : Module d’essai")
    expect(anais.page.get_by_text("Votre attestation est prête")).to_be_visible(timeout=30_000)
    anais.to("Télécharger le PDF")
    with anais.page.expect_download() as started:
        anais.press("Enter")
    words, _ = attestation(started.value)
    assert NAME in words


def answer_everything(reader: Keyboard) -> None:
    first = reader.page.get_by_role("radio").first
    reader.pick(first.locator("xpath=..").inner_text(), "Écouter")
    reader.tick(*sorted(("Regarder", "Attendre"), key=lambda name: place(reader.page, name)))
    for move in ("Monter : Accueillir", "Descendre : Conclure"):
        reader.to(move)
        reader.press("Enter", "Enter")
        assert reader.focused()["name"] == move
    expect(reader.page.locator("[data-ordering] + [role=status]")).to_have_text(
        re.compile(r"^Conclure\s: rang 3 sur 3")
    )
    assert reader.page.locator(".step .text").all_inner_texts() == ["Accueillir", "Travailler", "Conclure"]
    reader.match("Début", "Bonjour")
    reader.match("Fin", "Merci")
    reader.write("Votre réponse", "clôturer")
    reader.write("Votre réponse", "60")
    expect(reader.page.get_by_text("6 réponses sur 6 enregistrées")).to_be_visible()


def place(page: Page, name: str) -> int:
    return page.locator("label.choice").all_inner_texts().index(name)
