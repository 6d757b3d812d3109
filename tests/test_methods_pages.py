"""The finder keeps its choice in the address and says how many sheets fit; a sheet shows all of its fields."""

import html
import re

import pytest
import yaml

from course.app import BrokenContentError, create_app


def titles(page):
    return re.findall(r'<h2 class="name"><a href="/fiches/([^"]+)">', page.text)


def test_without_a_choice_every_sheet_is_listed_with_its_facts(cast):
    page = cast.alice.get("/fiches")
    assert titles(page) == ["ecran-d-essai", "nuage-d-essai", "tour-d-essai"]
    assert "3 fiches en tout." in page.text
    for fact in (
        "Produire beaucoup d’idées, par écrit.",
        "Converger, décider",
        "De 6 à 60 personnes",
        "De 30\u00a0minutes à 1\u00a0h",
        "Avec un peu d’habitude",
        "À distance aussi",
        "En présence seulement",
        "De 5 à 15\u00a0minutes",
    ):
        assert fact in page.text


def test_the_address_chooses_and_the_form_keeps_the_choice(cast):
    page = cast.alice.get("/fiches?phase=diverger&taille=20&duree=45&distance=y&niveau=2")
    assert titles(page) == ["nuage-d-essai"]
    assert "1 fiche sur 3 convient." in page.text
    assert '<option selected value="diverger">' in page.text
    assert '<option selected value="2">' in page.text
    assert re.search(r'name="taille"[^>]*value="20"', page.text)
    assert re.search(r'name="duree"[^>]*value="45"', page.text)
    assert re.search(r"<input checked[^>]*name=\"distance\"", page.text)


def test_when_nothing_fits_the_page_says_which_condition_to_give_up(cast):
    page = cast.alice.get("/fiches?phase=decider&taille=20&duree=60&distance=y")
    assert titles(page) == []
    assert "Aucune fiche ne remplit toutes ces conditions\u00a0: élargissez." in page.text
    ways = dict(re.findall(r'<a href="([^"]+)">(sans [^<]+)</a>', page.text))
    assert {html.unescape(address): words for address, words in ways.items()} == {
        "/fiches?taille=20&duree=60&distance=y": "sans le moment de la séance",
        "/fiches?phase=decider&taille=20&duree=60": "sans la distance",
    }
    for address in ways:
        assert len(titles(cast.alice.get(html.unescape(address)))) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("taille=douze", "Écrivez un nombre entier, en chiffres."),
        ("taille=0", "De 1 à 10 000 personnes."),
        ("duree=-5", "De 1 à 10 000\u00a0minutes."),
        ("duree=" + "9" * 5000, "Écrivez un nombre entier, en chiffres."),
        ("phase=rever", "Choisissez un moment de la liste."),
        ("niveau=9", "Choisissez un niveau de la liste."),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_kept(cast, query, message):
    name, _, typed = query.partition("=")
    page = cast.alice.get(f"/fiches?{query}")
    assert page.status_code == 422
    assert titles(page) == []
    assert f'id="{name}-error" role="alert">{message}' in page.text
    assert f'aria-describedby="{name}-error"' in page.text
    assert f'value="{typed}"' in page.text or name in ("phase", "niveau")


@pytest.mark.parametrize("query", ["taille=&duree=&phase=&niveau=", "inconnu=1", "niveau=3"])
def test_blanks_ask_nothing(cast, query):
    assert len(titles(cast.alice.get(f"/fiches?{query}"))) == 3


def test_a_sheet_shows_every_field(cast, content):
    page = html.unescape(cast.alice.get("/fiches/nuage-d-essai").text)
    value = yaml.safe_load((content / "modules/methodes/nuage-d-essai.yaml").read_text())
    texts = [
        value[name]
        for name in (
            "title",
            "purpose",
            "when",
            "when_not",
            "room",
            "remote_variant",
            "accessible_variant",
            "harvest",
            "origin",
        )
    ]
    texts += [*value["material"], *value["say"], *value["pitfalls"], value["group"]["note"]]
    texts += [f"<strong>{step['title']}.</strong> {step['text']}" for step in value["steps"]]
    for text in texts:
        assert text.replace("'", "’") in page
    assert "<tr><td>25\u00a0minutes</td>" in page
    assert "<tr><td>35\u00a0minutes</td><td>en tout" in page
    assert '<a href="/fiches/tour-d-essai">Tour d’essai</a>' in page
    assert "pratique courante" not in page


def test_a_common_practice_is_said_so(cast):
    assert '<span class="tag">pratique courante</span>' in cast.alice.get("/fiches/tour-d-essai").text


def test_a_sheet_that_does_not_exist_is_not_found(cast):
    assert cast.alice.get("/fiches/absente").status_code == 404


@pytest.mark.parametrize("path", ["/fiches", "/fiches/tour-d-essai"])
def test_the_sheets_are_for_signed_in_people(client, path):
    assert client.get(path).headers["Location"].startswith("/connexion?next=")


def test_the_navigation_leads_to_the_sheets(cast):
    assert '<a href="/fiches">Fiches méthode</a>' in cast.alice.get("/").text
    assert '<a href="/fiches" aria-current="page">Fiches méthode</a>' in cast.alice.get("/fiches/tour-d-essai").text


def test_a_broken_sheet_keeps_the_application_from_starting(content, settings):
    (content / "modules/methodes/tour-d-essai.yaml").write_text("title: [")
    with pytest.raises(BrokenContentError, match=r"modules/methodes/tour-d-essai\.yaml: ligne"):
        create_app(settings)
