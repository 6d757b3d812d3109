"""French words are forgiven their accents, case, apostrophes, hyphens, plurals and usual endings."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.search.stems import asked, plain, stem, stems

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäéèêëîïôöùûüçœæ"


@pytest.mark.parametrize(
    "forms",
    [
        "atelier ateliers Atelier ATELIERS",
        "écouter ecouter ÉCOUTER écoute écoutez écoutent écouté écoutée écoutés écoutait écoutera écoutant",
        "journal journaux",
        "travail travaux",
        "niveau niveaux",
        "jeu jeux",
        "idée idées",
        "rôle roles",
        "œuvre oeuvres",
        "public publics publique publiques",
        "collectif collectifs collective collectives collectivement",
        "facilitateur facilitatrice facilitation faciliter",
        "directeur directrice directrices",
        "porteur porteuse porteuses",
        "premier première premières",
        "professionnel professionnelles",
        "essai essais essayer essaie",
        "choisi choisir choisie",
        "converger convergence convergent",
        "coach coachs coaches coaching",
        "coanimation co-animation co‑animations",
    ],
)
def test_the_forms_of_a_word_are_one(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words", ["vote note", "port porteur", "neutre nature", "moment mention", "décider décrire", "2024 2025", "C1 C4"]
)
def test_different_words_stay_different(words):
    assert len({stem(word) for word in words.split()}) == 2


@given(st.text(LETTERS, min_size=3, max_size=30))
def test_a_regular_plural_is_its_singular(word):
    assert stem(f"{word}s") == stem(word)


@given(st.text(max_size=60))
def test_a_stem_is_bare_letters_and_figures_and_its_own_stem(text):
    assert re.fullmatch("[a-z0-9]*", stem(text))
    assert stem(stem(text)) == stem(text)
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=200))
def test_any_text_and_any_query_can_be_read(text):
    found = set(stems(text))
    assert all(re.fullmatch("[a-z0-9]+", name) for name in found)
    assert all(word & found for word in asked(text))


@given(st.text(LETTERS + " '’-", max_size=100))
def test_a_query_is_the_same_however_its_accents_and_case_are_typed(query):
    words = asked(query)
    assert asked(unicodedata.normalize("NFD", query)) == words
    assert asked(query.upper()) == words
    assert asked(re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", query))) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("l'écoute", ["ecout"]),
        ("l’écoute", ["ecout"]),
        ("comment animer un atelier ?", ["anim", "ateli"]),
        ("Atelier ateliers ATELIER", ["ateli"]),
        ("de la", ["de", "la"]),
        ("pourquoi", ["pourquoi"]),
        ("écouter,cadrer/conclure", ["ecout", "cadr", "conclur"]),
        ("", []),
        (" ?! … « » ' - _ * % \" ", []),
    ],
)
def test_a_query_is_its_telling_words_each_once(query, words):
    assert asked(query) == tuple(frozenset({word}) for word in words)


def test_a_compound_is_asked_by_its_parts_or_as_a_whole():
    assert asked("co-animation") == (frozenset({"co", "coanim"}), frozenset({"anim", "coanim"}))
    assert set(stems("co-animation")) == {"co", "anim", "coanim"}
