"""Lays an attestation out as PDF/UA: the only file that imports weasyprint, and only workers import it.

Fonts, stylesheet and template are read once per process; nothing is fetched from anywhere else.
"""

import base64
import gc
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from course.certificates.rules import day, outcome, period, statement, waivers
from course.certificates.schema import DocumentError, Facts
from course.palette import OURS, Palette
from course.typography import duration
from course.web.templating import FrenchTypography

_OPTIONS = {**DEFAULT_OPTIONS, "pdf_variant": "pdf/ua-1"}
_FITS = ("", "close", "closer")
"""How close the lines are, from the usual to the closest that is still easy to read: an attestation is one page."""
_FONT_PACKAGES = ("font_source_sans_pro", "font_source_serif_pro")


class BundledFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `bundled:` fonts and the QR code written in the page; any other address stops the document."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file's bytes; raises on any address that is not bundled."""
        scheme, _, name = url.partition(":")
        return URLFetcherResponse(url, _font(name)) if scheme == "bundled" else super().fetch(url, headers)


def _font(name: str) -> bytes:
    for package in _FONT_PACKAGES:
        for font in files(package).joinpath("files").iterdir():
            if font.name == name:
                return font.read_bytes()
    raise FileNotFoundError(name)


class BarePage(HTML):  # type: ignore[misc]
    """A page whose design says everything: to match a browser's own style with each element costs a tenth of it."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return []


@dataclass(frozen=True)
class Designs:
    """How an instance's documents look: its folder of designs, its colours, its logo."""

    folder: Path
    palette: Palette = OURS
    logo: Path | None = None

    @property
    def drawn(self) -> str:
        """The logo as an address that holds it, or nothing."""
        if self.logo is None:
            return ""
        kind = "svg+xml" if self.logo.suffix.lower() == ".svg" else "png"
        return f"data:image/{kind};base64,{base64.b64encode(self.logo.read_bytes()).decode()}"


class Press:
    """One design, ready to print any number of documents."""

    def __init__(
        self, designs: Designs, name: str, environment: Environment, style: str = "", page: type[HTML] = HTML
    ) -> None:
        self._page, self._template = page, environment.get_template(f"{name}.html")
        self._fetcher, self._fonts = BundledFetcher(), FontConfiguration()
        rules = designs.palette.painted((designs.folder / f"{style or name}.css").read_text())
        self._style = CSS(string=rules, url_fetcher=self._fetcher, font_config=self._fonts)

    def html(self, values: dict[str, object]) -> str:
        """The page, before it is laid out."""
        return self._template.render(values)

    def pdf(self, html: str) -> bytes:
        """The document's bytes."""
        return self.fitting([html])

    def fitting(self, pages: Iterable[str]) -> bytes:
        """The bytes of the first of these that is one sheet, or of the last: the same page, closer and closer.

        What it took is looked through for garbage once it is made, not all along.
        """
        gc.disable()
        try:
            for html in pages:
                laid_out = self._laid_out(html)
                if len(laid_out.pages) == 1:
                    break
            content: bytes = laid_out.write_pdf(**_OPTIONS)
        finally:
            gc.enable()
        return content

    def _laid_out(self, html: str) -> Document:
        page = self._page(string=html, url_fetcher=self._fetcher)
        return page.render(font_config=self._fonts, **{**_OPTIONS, "stylesheets": [self._style]})


@cache
def _press(designs: Designs, name: str) -> Press:
    """The press of a design, made at its first use and put away when the process ends."""
    Finalize(None, _put_away, exitpriority=0)
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(designs.folder),
        extensions=[FrenchTypography],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters.update(duration=duration, date=day)
    press = Press(designs, name, environment, page=BarePage)
    gc.freeze()
    return press


def _put_away() -> None:
    """Let weasyprint remove its temporary copy of the fonts."""
    _press.cache_clear()
    gc.collect()


def page(designs: Designs, facts: Facts, code: str, address: str, fit: str = "") -> str:
    """The attestation's HTML, before it is laid out."""
    values = {
        **facts.model_dump(),
        "period": period(facts),
        "statement": statement(facts),
        "outcome": outcome(facts),
        "waivers": waivers(facts.waived),
        "code": code,
        "address": address,
        "fit": fit,
        "logo": designs.drawn,
        "qr": segno.make(address, error="m", mask=2, micro=False).png_data_uri(scale=1, border=0),
    }
    return _press(designs, "attestation").html(values)


def attestation(designs: Designs, facts: Facts, code: str, address: str) -> bytes:
    """The PDF of an attestation; raises DocumentError when a font or a file is missing."""
    try:
        closer = (page(designs, facts, code, address, fit) for fit in _FITS)
        return _press(designs, "attestation").fitting(closer)
    except FatalURLFetchingError as error:
        raise DocumentError(f"fichier absent ou interdit : {error.__cause__}") from error
