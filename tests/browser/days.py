"""Somebody's day in the browser: each click is counted, and screens are kept to be looked at."""

import re
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from course.questions.schema import AnyQuestion
from tests.answering import typed
from tests.browser.site import PASSWORD

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


class Walker:
    """One person at work; `clicks` counts what they press, tick or choose, and not what they type."""

    def __init__(self, page: Page, screens: Path) -> None:
        self.page, self.screens, self.clicks = page, screens, 0

    def sign_in(self, email: str) -> None:
        self.page.goto("/connexion")
        self.page.get_by_label("Adresse électronique").fill(email)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.press("Se connecter")

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """A button."""
        self.click((within or self.page).get_by_role("button", name=name).first)

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """A link."""
        self.click((within or self.page).get_by_role("link", name=name).first)

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def arrives(self, title: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def download(self, name: str) -> Download:
        with self.page.expect_download() as started:
            self.follow(name)
        return started.value

    def look(self, name: str) -> None:
        """Keep the screen as a phone and as a desk see it; nothing is wider than either."""
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)
            assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
            self.page.screenshot(path=self.screens / f"{name}-{size['width']}.png", full_page=True)

    def answer(self, box: Locator, question: AnyQuestion, prefix: str = "") -> None:
        """Give the right answer, as a hand does."""
        if question.type == "ordering":
            self._order(box, [f"{prefix}o{name}" for name in question.tokens])
            return
        for name, values in typed(question, question.solution(), prefix).items():
            control = box.locator(f"[name='{name}']")
            if control.first.get_attribute("type") in ("radio", "checkbox"):
                for value in values:
                    self.click(box.locator(f"[name='{name}'][value='{value}']"))
            elif control.evaluate("element => element.localName") == "select":
                control.select_option(values[0])
                self.clicks += 1
            else:
                control.fill(values[0])
            if question.type == "scenario":
                self.press("Continuer", box)
                box.page.wait_for_load_state()

    def _order(self, box: Locator, names: list[str]) -> None:
        """Each step goes up until it is at its place."""
        for rank, name in enumerate(names):
            step = box.locator(".step", has=box.page.locator(f"[name='{name}']"))
            place = step.evaluate("element => [...element.parentElement.children].indexOf(element)")
            for _ in range(place - rank):
                self.press(re.compile("^Monter"), step)
