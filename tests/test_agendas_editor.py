"""The editor: every button saves the whole page and then acts; nothing typed is ever lost."""

from datetime import date, time

import pytest

from course.agendas import operations
from course.agendas.rules import MOST_ROWS, Row
from course.clock import now
from course.db import db
from tests.agendas import agenda, form, saved, typed

ROWS = [Row("Ouvrir", 10, who="Aïcha"), Row("Diverger", 25, "nuage-d-essai", note="Seul\npuis à six"), Row("Clore", 15)]
HEAD = {"title": "Atelier", "day": None, "starts": time(9, 30), "planned": 60, "place": ""}


@pytest.fixture
def mine(cast):
    """Alice's agenda of three rows; its id."""
    made = operations.create(cast.id("alice"), "Atelier", now())
    operations.save(made, HEAD, ROWS, now())
    db.session.commit()
    return made.id


@pytest.fixture
def editor(cast, mine):
    """Open the editor, type, press a button."""

    class Editor:
        url = f"/deroules/{mine}"

        def open(self):
            return cast.alice.get(self.url)

        def send(self, act="save", page=None, headers=None, **changes):
            return cast.alice.post(self.url, data=typed(page or self.open(), act=act, **changes), headers=headers)

    return Editor()


def test_it_shows_each_row_with_its_hour_the_total_and_the_spare_time(editor):
    page = editor.open().text
    for text in (
        "9\u00a0h\u00a030",
        "9\u00a0h\u00a040",
        "10\u00a0h\u00a005",
        "Total\u00a0: 50\u00a0minutes sur 1\u00a0h, jusqu’à 10\u00a0h\u00a020.",
    ):
        assert text in page
    assert "Marge\u00a0: 10\u00a0minutes, 16,7\u00a0%\u00a0: trop large. Le repère est de 10 à 15\u00a0%" in page
    assert "ici de 6 à 9\u00a0minutes." in page
    assert '<a href="/fiches/nuage-d-essai">Fiche «\u00a0Nuage d’essai\u00a0»</a>' in page


def test_saving_keeps_everything_that_was_typed(editor, mine):
    answer = editor.send(
        title="Atelier DRAC",
        day="2026-12-08",
        starts="14:05",
        planned="120",
        place="Cahors",
        r1__title="Accueillir",
        r1__minutes="20",
        r1__who="Loïc",
        r2__note="Deux\r\nlignes",
    )
    assert answer.headers["Location"] == editor.url
    kept = agenda(mine)
    assert (kept.title, kept.day, kept.starts, kept.planned, kept.place) == (
        "Atelier DRAC",
        date(2026, 12, 8),
        time(14, 5),
        120,
        "Cahors",
    )
    assert saved(mine) == [("Accueillir", 20), ("Diverger", 25), ("Clore", 15)]
    fields = dict(form(editor.open()))
    assert (fields["r1-who"], fields["r2-note"], fields["r2-method"]) == ("Loïc", "Deux\nlignes", "nuage-d-essai")


@pytest.mark.parametrize(
    ("act", "order", "line"),
    [
        ("up-2", ["Diverger", "Ouvrir", "Clore"], 1),
        ("down-2", ["Ouvrir", "Clore", "Diverger"], 3),
        ("up-1", ["Ouvrir", "Diverger", "Clore"], 1),
        ("down-3", ["Ouvrir", "Diverger", "Clore"], 3),
        ("remove-1", ["Diverger", "Clore"], 1),
        ("remove-3", ["Ouvrir", "Diverger"], 2),
        ("add", ["Ouvrir", "Diverger", "Clore", ""], 4),
        ("spare", ["Ouvrir", "Diverger", "Clore", "Marge"], 4),
    ],
)
def test_each_button_acts_and_comes_back_to_its_row(editor, mine, act, order, line):
    answer = editor.send(act)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{editor.url}#ligne-{line}"
    assert [title for title, _ in saved(mine)] == order


def test_moving_a_row_keeps_what_was_typed_in_the_others_and_in_the_head(editor, mine):
    editor.send("up-3", title="Autre titre", r1__title="Tapé ici", r2__minutes="7", r3__title="Et là")
    assert saved(mine) == [("Tapé ici", 10), ("Et là", 15), ("Diverger", 7)]
    assert agenda(mine).title == "Autre titre"


def test_removing_the_only_row_leaves_an_empty_agenda(editor, mine):
    for _ in range(3):
        answer = editor.send("remove-1")
    assert answer.headers["Location"] == editor.url
    assert saved(mine) == []
    assert "Ajoutez des séquences" in editor.open().text


def test_a_sheet_becomes_a_row_with_its_time_and_its_purpose(editor, mine):
    answer = editor.send("method", fiche="tour-d-essai")
    assert answer.headers["Location"] == f"{editor.url}#ligne-4"
    assert saved(mine)[3] == ("Tour d'essai", 10)
    fields = dict(form(editor.open()))
    assert (fields["r4-method"], fields["r4-note"]) == ("tour-d-essai", "Entendre chacun une fois.")


@pytest.mark.parametrize("slug", ["", "absente"])
def test_without_a_known_sheet_nothing_is_added_and_the_rest_is_saved(editor, mine, slug):
    answer = editor.send("method", fiche=slug, r1__title="Tapé")
    assert answer.headers["Location"] == editor.url
    assert saved(mine) == [("Tapé", 10), ("Diverger", 25), ("Clore", 15)]
    assert "Choisissez une fiche." in editor.open().text


@pytest.mark.parametrize("name", ["x" * 61, "../../etc", "Majuscule"])
def test_a_sheet_name_made_by_hand_is_dropped(editor, mine, name):
    assert editor.send(r1__method=name).status_code == 303
    assert dict(form(editor.open()))["r1-method"] == ""


def test_a_row_whose_sheet_is_gone_keeps_its_name_and_has_no_link(editor, mine):
    editor.send(r1__method="fiche-retiree")
    page = editor.open()
    assert dict(form(page))["r1-method"] == "fiche-retiree"
    assert "/fiches/fiche-retiree" not in page.text


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("title", "   ", "Donnez un titre."),
        ("title", "x" * 121, "Au plus 120 signes."),
        ("day", "demain", "Écrivez une date, comme 2026-12-08."),
        ("day", "9999-12-31", "Écrivez une date entre 2000 et 2099."),
        ("starts", "", "Écrivez l’heure de début."),
        ("starts", "25:99", "Écrivez une heure, comme 09:30."),
        ("planned", "", "Écrivez la durée prévue."),
        ("planned", "14", "De 15 à 1440\u00a0minutes."),
        ("planned", "1441", "De 15 à 1440\u00a0minutes."),
        ("place", "x" * 161, "Au plus 160 signes."),
        ("r2__title", "x" * 121, "Au plus 120 signes."),
        ("r2__minutes", "dix", "Écrivez un nombre entier, en chiffres."),
        ("r2__minutes", "601", "De 0 à 600\u00a0minutes."),
        ("r2__minutes", "-1", "De 0 à 600\u00a0minutes."),
        ("r2__who", "x" * 81, "Au plus 80 signes."),
        ("r2__note", "x" * 501, "Au plus 500 signes."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_typed_is_lost(editor, mine, name, value, message):
    before = agenda(mine).updated_at
    answer = editor.send("up-3", **{"r1__who": "Tapé avant", name: value})
    field = name.replace("__", "-")
    assert answer.status_code == 422
    assert f'id="{field}-error" role="alert">{message}' in answer.text
    assert f'aria-describedby="{field}-error"' in answer.text
    sent = dict(form(answer))
    assert sent["r1-who"] == "Tapé avant"
    assert sent[field] == value or not value.strip()
    assert [key for known, key in form(answer) if known == "row"] == ["1", "3", "2"]
    assert saved(mine) == [("Ouvrir", 10), ("Diverger", 25), ("Clore", 15)]
    assert agenda(mine).updated_at == before


def test_a_page_with_a_fault_can_be_corrected_and_sent_again(editor, mine):
    refused = editor.send("up-3", r1__minutes="beaucoup")
    answer = editor.send("save", page=refused, r1__minutes="12")
    assert answer.headers["Location"] == editor.url
    assert saved(mine) == [("Ouvrir", 12), ("Clore", 15), ("Diverger", 25)]


def test_a_row_that_cannot_be_read_can_be_removed(editor, mine):
    assert editor.send("remove-2", r2__minutes="dix").status_code == 303
    assert saved(mine) == [("Ouvrir", 10), ("Clore", 15)]


def test_blank_minutes_count_for_nothing(editor, mine):
    assert editor.send(r2__minutes="").status_code == 303
    assert saved(mine)[1] == ("Diverger", 0)


def test_signs_that_nobody_sees_are_dropped(editor, mine):
    editor.send(r1__title="Ou\x00vrir\u200b  enfin", r2__note="a\x00\n\n")
    assert saved(mine)[0] == ("Ouvrir enfin", 10)
    assert dict(form(editor.open()))["r2-note"] == "a"


def test_what_is_typed_is_shown_as_text(editor):
    editor.send(title="<script>alert(1)</script>", r1__note="<b>gras</b>")
    page = editor.open().text
    assert "<script>alert" not in page
    assert page.count("&lt;b&gt;gras") == 2


def test_a_page_older_than_the_agenda_does_not_overwrite_it_unasked(editor, mine):
    old = editor.open()
    editor.send(r1__title="Changé ailleurs")
    answer = editor.send(page=old, r2__title="Tapé ici")
    assert answer.status_code == 409
    assert "Ce déroulé a changé depuis l’ouverture de cette page" in answer.text
    assert saved(mine)[0] == ("Changé ailleurs", 10)
    assert editor.send(page=answer).status_code == 303
    assert saved(mine) == [("Ouvrir", 10), ("Tapé ici", 25), ("Clore", 15)]


def test_there_are_never_more_than_sixty_rows(editor, mine):
    operations.save(agenda(mine), HEAD, [Row("x", 1)] * MOST_ROWS, now())
    db.session.commit()
    assert editor.send("add", r1__title="Tapé").headers["Location"] == editor.url
    assert "Un déroulé a 60 lignes au plus" in editor.open().text
    assert saved(mine) == [("Tapé", 1), *[("x", 1)] * (MOST_ROWS - 1)]


def test_a_form_made_by_hand_cannot_bring_more_rows(editor, mine, cast):
    data = typed(editor.open())
    data["row"] = [str(key) for key in range(1, 200)]
    assert cast.alice.post(editor.url, data=data).status_code == 303
    assert len(saved(mine)) == MOST_ROWS


def test_a_script_saves_and_gets_what_to_show_anew(editor, mine, cast):
    data = typed(editor.open(), r1__minutes="12")
    answer = cast.alice.post(editor.url, data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json["clocks"] == ["9\u00a0h\u00a030", "9\u00a0h\u00a042", "10\u00a0h\u00a007"]
    assert answer.json["spare"].startswith("Marge\u00a0: 8\u00a0minutes, 13,3\u00a0%\u00a0: dans le repère")
    assert "<td>12 min</td>" in answer.json["printed"].replace("\u00a0", " ")
    again = cast.alice.post(
        editor.url, data={**data, "mark": answer.json["mark"]}, headers={"Accept": "application/json"}
    )
    assert again.status_code == 200
    stale = cast.alice.post(editor.url, data=data, headers={"Accept": "application/json"})
    assert stale.status_code == 409
    assert saved(mine)[0] == ("Ouvrir", 12)


def test_a_script_is_told_where_the_fault_is(editor, cast):
    data = typed(editor.open(), r2__minutes="dix", title="")
    answer = cast.alice.post(editor.url, data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json["message"] == (
        "Pas enregistré. Titre\u00a0: Donnez un titre. Ligne 2, Minutes\u00a0: Écrivez un nombre entier, en chiffres."
    )


def test_saving_shows_that_the_persons_pages_changed(editor, cast):
    before = cast.person("alice").version
    editor.send()
    assert cast.person("alice").version == before + 1
