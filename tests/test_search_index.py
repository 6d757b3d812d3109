"""`search()` on the sample course: what it finds and where it leads, the same on both databases."""

import html
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, insert, select, update

from course.clock import now
from course.db import db
from course.search.index import MOST, search
from course.search.models import SearchDocument
from course.search.operations import KEPT
from course.search.stems import asked

SECTION = """## Écouter un groupe

Animer un atelier, c'est d'abord l'écoute. 2 < 3 & l'on œuvre **ensemble**, en *co-animation*.

| Durée | Geste |
|---|---|
| 5 min | Un silence |

## Cadrer"""
COMMANDS = [
    'cadrer"',
    '"cadrer rien"',
    "cadrer') OR 1",
    "cadrer AND rien",
    "NOT cadrer",
    "NEAR(cadrer, 5)",
    "cadr*",
    "cadrer*",
    "words:cadrer",
    "{words} : cadrer",
    "^cadrer + rien",
    "cadrer & !rien | (rien <-> rien):*A",
    "cadrer; DROP--",
    "%cadrer% _ \\",
    "cadrer \x00 \ud800",
]


@pytest.fixture(autouse=True)
def written(content):
    """The sample's first lesson, with a section that has French to find."""
    path = content / "modules/essai/01-ouvrir.md"
    path.write_text(path.read_text().replace("## Cadrer", SECTION, 1))


@pytest.fixture
def postgresql_only(app):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite keeps nothing in a table")


def urls(query: str, **limit: int) -> list[str]:
    return [hit.url for hit in search(query, **limit)]


def test_a_word_is_found_whatever_its_form_and_leads_to_its_section(app):
    for query in (
        "ateliers",
        "ATELIER",
        "ecouter",
        "écoute",
        "l'écoute",
        "oeuvres",
        "Œuvrer",
        "coanimation",
        "co animer",
    ):
        assert urls(query)[0] == "/lecons/essai/ouvrir#ecouter-un-groupe", query


def test_a_hit_says_what_it_is_and_shows_the_text_as_it_is_written(app):
    (hit,) = search("oeuvrer atelier")
    assert (hit.kind, hit.page, hit.title) == ("Leçon", "Ouvrir une séance", "Écouter un groupe")
    assert hit.extract == (
        "Animer un <mark>atelier</mark>, c’est d’abord l’écoute. 2 &lt; 3 &amp; l’on <mark>œuvre</mark> ensemble, "
        "en co-animation. Durée · Geste · 5\u00a0min · Un silence"
    )
    assert hit.whole


def test_lessons_sheets_and_capsule_are_searched(app):
    for query, kind, url in (
        ("neuf heures salle des actes", "Leçon", "/lecons/essai/ouvrir"),
        ("clore", "Leçon", "/lecons/essai/fermer#clore"),
        ("mur libre", "Fiche méthode", "/fiches/ecran-d-essai"),
        ("feuillets numérotés", "Fiche méthode", "/fiches/nuage-d-essai"),
        ("capsule d'essai", "Capsule", "/capsule"),
        ("débriefer", "Capsule", "/capsule#debriefer"),
        ("fiche écran", "Fiche méthode", "/fiches/ecran-d-essai"),
        ("C4", "Fiche méthode", "/fiches/nuage-d-essai"),
    ):
        hit = search(query)[0]
        assert (hit.kind, hit.url) == (kind, url), query


def test_every_address_leads_to_a_page_that_has_the_place(app, cast):
    documents = app.extensions["relais_search"].documents
    assert len(documents) > 15
    for document in documents:
        path, _, anchor = document.place.url.partition("#")
        page = cast.alice.get(path)
        assert page.status_code == 200, path
        assert document.place.title in html.unescape(page.text)
        assert not anchor or f'id="{anchor}"' in page.text


def test_all_the_words_come_first_then_most_of_them(app):
    hits = search("silence accueillir atelier")
    assert hits[0].url == "/lecons/essai/ouvrir#ecouter-un-groupe"
    assert not any(hit.whole for hit in hits)
    hits = search("atelier silence xylophone")
    assert [hit.url for hit in hits] == ["/lecons/essai/ouvrir#ecouter-un-groupe"]
    hits = search("dire bonjour")
    assert [hit.whole for hit in hits] == sorted((hit.whole for hit in hits), reverse=True)
    assert {hit.whole for hit in hits} == {True, False}


def test_a_title_comes_before_a_text(app):
    assert urls("accueillir")[:2] == ["/lecons/essai/ouvrir#accueillir", "/lecons/essai/ouvrir"]


def test_the_limit_is_kept(app):
    assert len(search("essai")) > 2
    assert urls("essai", limit=2) == urls("essai")[:2]


def test_what_finds_nothing_fails_nowhere(app):
    for query in ("", "   ", "?!", "' \" -", "*", "%", "日本語", "xylophone", "x" * 5000):
        assert search(query) == (), query


def test_common_words_alone_never_fail(app):
    for query in ("le", "de la", "qu'est-ce que c'est", "à", "la " * 500):
        assert len(search(query)) <= MOST, query
    assert search("de la")


def test_no_command_can_be_typed(app):
    for query in COMMANDS:
        assert urls(query) == urls(" ".join(re.findall("[A-Za-z0-9]+", query))), query
    assert sum("/lecons/essai/ouvrir#cadrer" in urls(query) for query in COMMANDS) >= 12


def test_explanations_and_right_answers_are_not_found(app):
    for query in ("retour-a", "confidentialité", "exigence"):
        assert search(query) == ()


def test_the_engine_finds_exactly_the_passages_that_have_the_word(app):
    here = app.extensions["relais_search"]
    every = {name for document in here.documents for name in document.known}
    assert len(every) > 150
    for name in every:
        found = {index for index, document in enumerate(here.documents) if name in document.known}
        assert here.engine.ranks([name]).keys() == found, name
    assert here.engine.ranks(every).keys() == set(range(len(here.documents)))
    assert here.engine.ranks(["xylophon"]) == {}


def test_workers_that_search_at_once_all_find(app):
    together, found = Barrier(6), []

    def work():
        with app.app_context():
            together.wait()
            found.append(urls("atelier"))

    for _ in range(5):
        db.session.execute(SearchDocument.__table__.delete())
        db.session.commit()
        threads = [Thread(target=work) for _ in range(6)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert found == [["/lecons/essai/ouvrir#ecouter-un-groupe"]] * 30


def rows() -> dict[str, int]:
    db.session.rollback()
    counted = select(SearchDocument.version, func.count()).group_by(SearchDocument.version)
    return dict(db.session.execute(counted).all())


def test_the_table_is_filled_once_and_again_when_lost(app, postgresql_only):
    assert rows() == {}
    search("atelier")
    search("xylophone")
    (count,) = rows().values()
    assert count == len(app.extensions["relais_search"].documents)
    db.session.execute(SearchDocument.__table__.delete())
    db.session.commit()
    assert urls("atelier") == ["/lecons/essai/ouvrir#ecouter-un-groupe"]
    assert list(rows().values()) == [count]


def test_new_content_is_found_and_its_former_version_goes_later(app, reopened, content, postgresql_only):
    search("atelier")
    (former,) = rows()
    path = content / "modules/essai/02-fermer.md"
    path.write_text(path.read_text().replace("Un mot chacun.", "Un xylophone chacun."))
    with reopened().app_context():
        assert urls("xylophone") == ["/lecons/essai/fermer#clore"]
    assert len(rows()) == 2
    assert search("xylophone") == ()
    old = insert(SearchDocument).values(version="ancienne", position=0, words=func.to_tsvector("simple", "mot"))
    db.session.execute(old.values(indexed_at=now() - KEPT - timedelta(minutes=1)))
    db.session.execute(update(SearchDocument).where(SearchDocument.version == former).values(version="perdue"))
    db.session.commit()
    search("atelier")
    assert former in rows()
    assert "ancienne" not in rows()
    assert len(rows()) == 3


def test_marks_are_on_the_words_asked_in_every_hit(app):
    for query in ("essai", "séance bonjour", "une idée", "écrire"):
        wanted = frozenset().union(*asked(query))
        for hit in search(query):
            assert re.sub("</?mark>", "", str(hit.extract)).count("<") == 0
            marked = re.findall("<mark>(.*?)</mark>", hit.extract)
            assert all(asked(html.unescape(word))[0] & wanted for word in marked)
