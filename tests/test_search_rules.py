"""All the words first, then most of them, titles before text; an extract is the text itself, its words marked."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.search.rules import LENGTH, extract, hit, ordered
from course.search.schema import Document, Place
from course.search.stems import asked, stem, stems

WORDS = st.sampled_from(["atelier", "ateliers", "l’écoute", "écouter", "<b>", "&", '"', "co-animation", "a" * 70, "…"])
TEXTS = st.one_of(st.text(max_size=600), st.lists(WORDS, max_size=90).map(" ".join))
QUERIES = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=4).map(" ".join))


def document(title: str, text: str) -> Document:
    heading = tuple(stems(title))
    return Document(Place("Leçon", "", title, "/lecons/x"), text, (*heading, *stems(text)), frozenset(heading))


def order(query: str, *documents: Document, ranks: list[float] | None = None) -> list[int]:
    return ordered(documents, asked(query), dict(enumerate(ranks or [1.0] * len(documents))))


def test_a_passage_with_all_the_words_comes_before_one_with_most_of_them():
    documents = [document("", "atelier cadre"), document("", "atelier cadre silence"), document("", "silence cadre")]
    assert order("atelier cadre silence", *documents, ranks=[9.0, 1.0, 8.0]) == [1, 0, 2]


def test_fewer_than_half_of_the_words_is_not_an_answer():
    documents = [document("", "atelier"), document("", "atelier cadre")]
    assert order("atelier cadre silence", *documents) == [1]
    assert order("atelier silence", *documents) == [0, 1]


def test_a_title_weighs_more_than_any_rank_and_the_rank_decides_between_equals():
    documents = [document("Une séance", "atelier " * 40), document("L’atelier", "rien"), document("Autre", "atelier")]
    assert order("ateliers", *documents, ranks=[9.0, 0.1, 10.0]) == [1, 2, 0]


def test_equal_passages_keep_the_order_of_the_path():
    assert order("cadre", *[document("", "cadre")] * 4) == [0, 1, 2, 3]


def test_an_extract_keeps_the_accents_and_marks_every_form():
    text = "L’ÉCOUTE d’abord : écouter, c’est se taire. Œuvrer ensemble."
    assert extract(text, asked("ecoute oeuvrer")) == (
        "L’<mark>ÉCOUTE</mark> d’abord : <mark>écouter</mark>, c’est se taire. <mark>Œuvrer</mark> ensemble."
    )


def test_an_extract_is_cut_between_words_where_most_of_the_words_are():
    text = "atelier " + "mot " * 100 + "un atelier qui pose le cadre en silence, " + "puis " * 100
    found = extract(text, asked("atelier cadre silence"))
    assert found.startswith("… mot ")
    assert found.endswith("puis …")
    assert "<mark>atelier</mark> qui pose le <mark>cadre</mark> en <mark>silence</mark>, puis" in found


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("une co-animation", "coanimation", "une <mark>co-animation</mark>"),
        ("une coanimation", "co-animation", "une <mark>coanimation</mark>"),
        ("une co-animation", "animer", "une co-<mark>animation</mark>"),
        ("un rendez-vous", "vous rendez", "un <mark>rendez</mark>-<mark>vous</mark>"),
    ],
)
def test_a_compound_is_marked_by_what_found_it(text, query, marked):
    words = tuple(frozenset({stem(word)}) for word in query.split()) if " " in query else asked(query)
    assert extract(text, words) == marked


def test_markup_in_the_text_is_shown_not_obeyed():
    found = extract('<script>alert("atelier & cadre")</script>', asked("atelier"))
    assert found == "&lt;script&gt;alert(&#34;<mark>atelier</mark> &amp; cadre&#34;)&lt;/script&gt;"


@given(TEXTS, QUERIES)
def test_marks_never_break_the_html_nor_change_the_text(text, query):
    words = asked(query)
    found = str(extract(text, words))
    bare = found.replace("<mark>", "").replace("</mark>", "")
    assert not re.search("[<>\"']", bare)
    said = html.unescape(bare)
    if not found.startswith("… ") and not found.endswith(" …"):
        assert said == text
    assert said.removeprefix("… ").removesuffix(" …") in text
    assert len(said) <= max(LENGTH + 4, 2 * max(map(len, text.split()), default=0) + LENGTH)
    marked = re.findall("<mark>(.*?)</mark>", found, re.DOTALL)
    assert found.count("<mark>") == found.count("</mark>") == len(marked)
    wanted = frozenset().union(*words)
    assert all(wanted & {stem(html.unescape(word))} for word in marked)
    assert bool(marked) == bool(wanted & set(stems(text)))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), QUERIES)
def test_the_order_keeps_only_answers_each_once_the_whole_ones_first(passages, query):
    documents, words = [document(*passage) for passage in passages], asked(query)
    ranks = {index: 0.0 for index, found in enumerate(documents) if any(word & found.known for word in words)}
    indexes = ordered(documents, words, ranks)
    assert len(set(indexes)) == len(indexes)
    assert set(indexes) <= ranks.keys()
    whole = [hit(documents[index], words).whole for index in indexes]
    assert whole == sorted(whole, reverse=True)
    every = {index for index in ranks if all(word & documents[index].known for word in words)}
    assert every <= set(indexes)
