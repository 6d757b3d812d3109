"""What follows from an accent: readable in the light and in the dark, everywhere, or refused at start."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.app import create_app
from course.certificates import document
from course.config import ConfigurationError, Settings, from_environment
from course.home import content_home
from course.palette import Palette, contrast
from course.web.assets import Assets
from tests.certificate_sample import FACTS
from tests.conftest import ROOT

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
NIGHT = ("#14181a", "#1c2224", "#1d2f30")


def files(accent: str) -> dict[str, str]:
    """The stylesheet and the icon of an instance with this accent."""
    assets = Assets(ROOT / "course" / "static", Palette(accent))
    return {name: assets.files[assets.names[name]].body.decode() for name in ("relais.css", "relais.svg")}


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_the_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(colours)
def test_every_accent_accepted_is_read_in_the_dark_too(accent):
    palette = Palette(accent)
    assert min(contrast(palette.dark, ground) for ground in NIGHT) >= 4.5
    assert Palette(palette.nearest).readable


@pytest.mark.parametrize("accent", ["#ffff00", "#f0a394", "#ffffff"])
def test_an_accent_that_nobody_could_read_is_refused_with_one_that_can_be(accent):
    with pytest.raises(ConfigurationError, match=r"RELAIS_ACCENT : .*se lit mal.*par exemple #") as refused:
        from_environment({"RELAIS_ACCENT": accent})
    offered = str(refused.value)[-7:]
    assert from_environment({"RELAIS_ACCENT": offered}).accent == offered


def test_the_accent_is_everywhere_a_page_shows_it():
    plum, ours = files("#8a1c5b"), files("")
    assert "--accent:light-dark(#8a1c5b," in plum["relais.css"] and "--wash:light-dark(#f3e8ef," in plum["relais.css"]
    assert "#0b5f63" in ours["relais.svg"]
    assert "#0b5f63" not in plum["relais.svg"] and "#7bcbc4" not in plum["relais.svg"]


def test_our_own_accent_adds_nothing_and_is_readable():
    assert Palette().readable
    assert Palette().style == ""
    assert "#0b5f63" in (content_home() / "certificates" / "attestation.css").read_text()


def test_a_document_names_the_platform_and_who_issues_it_once():
    assert Settings(name="Parcours Sud", issuer="SGAR Occitanie").source == "Parcours Sud · SGAR Occitanie"
    assert Settings().source == "Relais"


def logo(folder, name="marque.svg", drawn="<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'/>"):
    path = folder / name
    path.write_text(drawn)
    return str(path)


def test_a_logo_is_served_and_shown_at_the_head_of_a_page(settings, tmp_path):
    shown = logo(tmp_path)
    client = create_app(replace(settings, logo=shown)).test_client()
    address = re.search(
        r'<a class="brand" href="/"><img src="(/static/logo\.\w+\.svg)" alt="">', client.get("/aide").text
    )[1]
    with client.get(address) as answer:
        assert answer.mimetype == "image/svg+xml" and b"viewBox" in answer.data


@pytest.mark.parametrize("name", ["marque.gif", "absente.svg", "lourde.svg"])
def test_a_logo_that_cannot_be_shown_is_refused_with_its_name(tmp_path, name):
    path = str(tmp_path / name) if name == "absente.svg" else logo(tmp_path, name, "x" * 100_001)
    with pytest.raises(ConfigurationError, match=rf"RELAIS_LOGO : .*{name}"):
        from_environment({"RELAIS_LOGO": path})


def test_a_logo_stands_on_the_attestation(tmp_path):
    with_logo = document.Designs(ROOT / "certificates", logo=Path(logo(tmp_path)))
    made = document.attestation(with_logo, FACTS, "RL-7K3M-9QXT-2VBD", "https://x.example.org/verifier/x")
    with pikepdf.open(io.BytesIO(made)) as opened:
        alternatives = [
            str(item["/Alt"]) for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
    assert "Logo" in alternatives
