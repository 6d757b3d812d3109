"""The search page keeps the query, says how many passages there are, and has advice when there is none."""

import html
import re

import pytest

from course.db import lane
from course.search.index import MOST


def lines(page) -> list[tuple[str, str]]:
    return re.findall(r'<h3><a href="([^"]+)">([^<]+)</a></h3>', page.text)


@pytest.fixture
def many(content):
    """A lesson with more passages on one word than a page shows."""
    path = content / "modules/essai/02-fermer.md"
    sections = "".join(f"## Signe {number}\n\nUn xylophone.\n\n" for number in range(MOST + 5))
    path.write_text(path.read_text().replace("## Clore", sections + "## Clore"))


def test_the_page_alone_asks_for_words_and_says_nothing_else(cast):
    page = cast.alice.get("/recherche")
    assert page.status_code == 200
    assert '<form class="seek" role="search" action="/recherche"' in page.text
    assert '<label for="q">Mots à chercher</label>' in page.text
    assert "<h2" not in page.text
    assert cast.alice.get("/recherche?q=%20%20").text.count("<h2") == 0


def test_passages_are_counted_labelled_and_linked_to_their_place(cast):
    page = cast.alice.get("/recherche?q=feuillets")
    assert "<h2>1 passage</h2>" in page.text
    assert "<title>«\u00a0feuillets\u00a0»\u00a0: 1 passage · Rechercher · Relais</title>" in page.text
    assert lines(page) == [("/fiches/nuage-d-essai", "Nuage d’essai")]
    assert '<p class="quiet small">Fiche méthode</p>' in page.text
    assert "<mark>feuillet</mark>" in page.text
    page = cast.alice.get("/recherche?q=cadrer")
    assert lines(page)[0] == ("/lecons/essai/ouvrir#cadrer", "Cadrer")
    assert "<h2>2 passages</h2>" in page.text
    assert '<p class="quiet small">Leçon · Ouvrir une séance</p>' in page.text


def test_passages_with_a_part_of_the_words_come_apart(cast):
    page = cast.alice.get("/recherche?q=dire+bonjour").text
    whole, partial = page.index("<h2>"), page.index("avec une partie de vos mots</h2>")
    assert whole < page.index("#accueillir") < partial
    assert "<h3>" in page[partial:]
    page = cast.alice.get("/recherche?q=cadrer+xylophone").text
    assert "<h2>Aucun passage n’a tous vos mots</h2>" in page
    assert "2 passages en ont une partie." in page
    assert "1 passage en a une partie." in cast.alice.get("/recherche?q=feuillets+xylophone").text


def test_when_there_is_nothing_the_page_says_so_and_advises(cast):
    page = cast.alice.get("/recherche?q=xylophone")
    assert page.status_code == 200
    assert "Rien trouvé pour «\u00a0xylophone\u00a0»" in page.text
    assert "Vérifiez l’orthographe" in page.text
    assert '<a href="/fiches">' in page.text
    assert lines(page) == []


def test_whatever_is_typed_the_page_answers_and_the_field_keeps_it(cast):
    for query in ("de la", "l'", "?", '"', "*", "a OR", "NEAR(", "%", "'; --", "\\", "<", "&!|:*", " é "):
        page = cast.alice.get("/recherche", query_string={"q": query})
        assert page.status_code == 200, query
        (field,) = re.findall(r'<input [^>]*name="q"[^>]*>', page.text)
        assert html.unescape(re.search(r'value="([^"]*)"', field)[1]) == query


def test_markup_in_a_query_is_shown_not_obeyed(cast):
    page = cast.alice.get("/recherche", query_string={"q": "<img src=x onerror=alert(1)>"})
    assert "<img" not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text


def test_more_than_a_hundred_signs_is_refused_beside_the_field_and_kept(cast):
    typed = "cadrer " + "a" * 94
    page = cast.alice.get("/recherche", query_string={"q": typed})
    assert page.status_code == 422
    assert 'id="q-error" role="alert">100 signes au plus' in page.text
    assert 'aria-describedby="q-hint q-error"' in page.text
    assert f'value="{typed}"' in page.text
    assert lines(page) == []
    assert cast.alice.get("/recherche", query_string={"q": typed[:-1]}).status_code == 200


def test_a_page_shows_the_nearest_and_says_that_there_are_more(many, cast):
    page = cast.alice.get("/recherche?q=xylophone")
    assert f"<h2>Plus de {MOST} passages</h2>" in page.text
    assert len(lines(page)) == MOST
    assert "Un mot de plus préciserait la recherche." in page.text
    page = cast.alice.get("/recherche?q=xylophone+cadrer")
    assert f"Plus de {MOST} passages en ont une partie." in page.text


def test_a_search_makes_one_query_at_most_however_much_it_finds(many, cast):
    def statements(query: str) -> int:
        before = lane().statements
        assert cast.alice.get("/recherche", query_string={"q": query}).status_code == 200
        return lane().statements - before

    statements("cadrer")
    alone = statements("")
    assert {statements(query) - alone for query in ("cadrer", "xylophone", "un xylophone cadrer de la")} <= {0, 1}
    assert statements("xylophone") == statements("cadrer")


def test_the_search_is_for_signed_in_people_and_finds_its_query_again(client):
    assert client.get("/recherche?q=cadrer").headers["Location"] == "/connexion?next=/recherche?q%3Dcadrer"


def test_the_navigation_leads_to_the_search(cast):
    assert '<a href="/recherche">Rechercher</a>' in cast.alice.get("/").text
    assert '<a href="/recherche" aria-current="page">Rechercher</a>' in cast.alice.get("/recherche").text
