"""An instance served as in production, with a real mail server, and what people do around it."""

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Download, Page
from pypdf import PdfReader

from tests.post_office import PostOffice
from tests.serving import environment, free_port, serving

PASSWORD = "sept lampes sous la pluie"


class Site:
    """An instance that is served: its address, its mail, and its `relais` command."""

    def __init__(self, instance: Path, office: PostOffice, **settings: str) -> None:
        self.instance, self.office, self.port = instance, office, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "RELAIS_URL": self.url,
            "RELAIS_SMTP_URL": office.url,
            "RELAIS_SIGNIN_LIMIT": "1000 per minute",
            **settings,
        }

    @contextmanager
    def open(self) -> Iterator["Site"]:
        """Serve for a while."""
        with serving(self.instance, self.port, jobs=1, **self.settings):
            yield self

    def relais(self, *arguments: str) -> str:
        """Run the command as an administrator of the machine does; what it prints."""
        command = [sys.executable, "-m", "course.cli", *arguments]
        known = environment(self.instance, **self.settings)
        return subprocess.run(command, env=known, check=True, capture_output=True, text=True).stdout

    def invite(self, email: str, name: str, role: str = "learner") -> str:
        """Invite somebody by the command; the link that their mail holds."""
        self.relais("invite", email, "--name", name, "--service", "DDT du Lot", "--role", role)
        return self.link_mailed_to(email)

    def link_mailed_to(self, email: str) -> str:
        """The link of the last message to this address, once it has arrived."""
        for _ in range(400):
            mine = [letter for letter, to in zip(self.office.messages, self.office.recipients) if to == [email]]  # noqa: B905
            if mine:
                text = mine[-1].get_body(("plain",)).get_content()
                return re.search(rf"{re.escape(self.url)}/\S+", text)[0]
            time.sleep(0.05)
        raise AssertionError(f"no message to {email}")


@contextmanager
def served(instance: Path, **settings: str) -> Iterator[Site]:
    """An instance with its tables and its mail server, served."""
    with PostOffice().open() as office:
        site = Site(instance, office, **settings)
        site.relais("upgrade")
        with site.open():
            yield site


def sign_in(page: Page, email: str) -> None:
    """By the form, as anyone does."""
    page.goto("/connexion")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def attestation(download: Download) -> tuple[str, str]:
    """A downloaded attestation's words on one line, and the address that its QR code says."""
    pages = PdfReader(io.BytesIO(Path(download.path()).read_bytes())).pages
    links = [note.get_object()["/A"]["/URI"] for note in pages[0].get("/Annots", ())]
    assert len(pages) == len(links) == 1
    return " ".join(pages[0].extract_text().split()), links[0]
