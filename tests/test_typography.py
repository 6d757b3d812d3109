"""French typography, placed once for everyone."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.richtext import inline, to_html
from course.typography import date_time, duration, long_date, of, typo, typo_html


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Non ; oui !", "Non\u202f; oui\u202f!"),
        ("Voici : rien", "Voici\u00a0: rien"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("l'atelier d'hier", "l’atelier d’hier"),
        ("attendez...", "attendez…"),
        ("62 %", "62\u00a0%"),
        ("1 h 20", "1\u00a0h\u00a020"),
        ("https://example.org/a:b?c=1", "https://example.org/a:b?c=1"),
        ("a != b", "a != b"),
        ("14:05", "14:05"),
    ],
)
def test_what_authors_type_gets_french_spaces_and_marks(typed, printed):
    assert typo(typed) == printed


@given(st.text(alphabet="ab «»:;!?'%1h .…\u00a0\u202f", max_size=40))
def test_applying_it_twice_changes_nothing_more(text):
    assert typo(typo(text)) == typo(text)


def test_code_and_tags_are_left_alone():
    html = '<a href="/x?a=1" title="x">oui ?</a> <code>a ? b : c</code>'
    assert typo_html(html) == '<a href="/x?a=1" title="x">oui\u202f?</a> <code>a ? b : c</code>'


@pytest.mark.parametrize(
    ("minutes", "text"), [(1, "1\u00a0minute"), (25, "25\u00a0minutes"), (60, "1\u00a0h"), (80, "1\u00a0h\u00a020")]
)
def test_durations(minutes, text):
    assert duration(minutes) == text


def test_dates_are_french_and_in_the_readers_zone():
    assert long_date(date(2026, 3, 1)) == "1er mars 2026"
    assert long_date(date(2026, 12, 11)) == "11 décembre 2026"
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert date_time(late) == "1er janvier 2027 à 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "<style>*{display:none}</style>",
        '<a href="data:text/html,x">x</a>',
        '<div class="scene" style="position:fixed">x</div>',
        "/// exemple | <script>alert(1)</script>\nx\n///",
    ],
)
def test_written_text_cannot_carry_a_script(attack):
    html = to_html(attack) + inline(attack)
    for trace in ("<script", "javascript:", "onerror=", "<style", "data:text", "style="):
        assert trace not in html


def test_a_block_becomes_a_titled_division():
    html = to_html("/// exemple | Une heure\nTexte.\n///")
    assert html.startswith('<div class="example">\n<h2>Une heure</h2>')


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Claire", "de Claire"),
        ("Élodie", "d’Élodie"),
        ("Inès", "d’Inès"),
        ("Hélène", "d’Hélène"),
        ("Œdipe", "d’Œdipe"),
        ("Yves", "d’Yves"),
        ("Yasmine", "de Yasmine"),
        ("Île-de-France", "d’Île-de-France"),
        ("", "de "),
    ],
)
def test_a_name_that_begins_with_a_vowel_takes_an_apostrophe(name, said):
    assert of(name) == said
