"""One's agendas: the list, a sheet added to one, the copy, the deletion; nobody else's can be reached."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select

from course.agendas import operations
from course.agendas.models import Agenda, AgendaItem
from course.agendas.rules import MOST_AGENDAS, MOST_ROWS, Row
from course.clock import now
from course.db import db
from course.people.models import Audit
from tests.agendas import agenda, saved


def create(cast, who="alice", title="Atelier", rows=()):
    made = operations.create(cast.id(who), title, now())
    head = {"title": title, "day": None, "starts": made.starts, "planned": made.planned, "place": "Cahors"}
    operations.save(made, head, rows, now())
    db.session.commit()
    return made.id


def count(table=Agenda):
    return db.session.scalar(select(func.count()).select_from(table))


def test_creating_one_opens_its_editor(cast):
    answer = cast.alice.post("/deroules", data={"title": "  Atelier   DRAC "})
    made = db.session.scalars(select(Agenda)).one()
    assert answer.headers["Location"] == f"/deroules/{made.id}"
    assert (made.title, made.person_id, made.planned) == ("Atelier DRAC", cast.id("alice"), 120)


@pytest.mark.parametrize(("title", "message"), [(" ", "Donnez un titre."), ("x" * 121, "Au plus 120 signes.")])
def test_a_title_is_needed_and_bounded(cast, title, message):
    answer = cast.alice.post("/deroules", data={"title": title})
    assert answer.status_code == 422
    assert f'id="title-error" role="alert">{message}' in answer.text
    assert count() == 0


def test_the_list_shows_the_last_changed_first_and_only_ones_own(cast):
    with time_machine.travel(now() + timedelta(hours=1), tick=False) as travel:
        first = create(cast, title="Premier", rows=[Row("Ouvrir", 50), Row("Clore", 20)])
        travel.shift(60)
        second = create(cast, title="Second")
        create(cast, "bob", "Secret de Bob")
        travel.shift(60)
        page = cast.alice.get("/deroules").text
        assert page.index(f"/deroules/{second}") < page.index(f"/deroules/{first}")
    assert "2 lignes, 1\u00a0h\u00a010 sur 2\u00a0h" in page
    assert "Secret de Bob" not in page


def test_an_empty_list_says_where_to_begin(cast):
    assert "Aucun déroulé pour l’instant." in cast.alice.get("/deroules").text


def test_the_hundred_and_first_is_refused_and_what_was_typed_is_kept(cast):
    db.session.add_all(
        Agenda(
            person_id=cast.id("alice"),
            title="x",
            starts=operations.STARTS,
            planned=60,
            created_at=now(),
            updated_at=now(),
        )
        for _ in range(MOST_AGENDAS)
    )
    db.session.commit()
    answer = cast.alice.post("/deroules", data={"title": "De trop"})
    assert answer.status_code == 422
    assert "Vous avez déjà 100 déroulés\u00a0: supprimez-en un d’abord." in answer.text
    assert 'value="De trop"' in answer.text
    copy = cast.alice.post(f"/deroules/{db.session.scalar(select(func.min(Agenda.id)))}/copie")
    assert copy.headers["Location"] == "/deroules"
    added = cast.alice.post("/deroules/ajouter?fiche=tour-d-essai", data={"agenda": "0"})
    assert added.status_code == 422
    assert count() == MOST_AGENDAS
    assert cast.bob.post("/deroules", data={"title": "Le mien"}).status_code == 303


def test_a_sheet_is_added_to_the_agenda_chosen_on_its_page(cast):
    first, second = create(cast, title="Premier", rows=[Row("Ouvrir", 5)]), create(cast, title="Second")
    assert 'href="/deroules/ajouter?fiche=tour-d-essai"' in cast.alice.get("/fiches/tour-d-essai").text
    page = cast.alice.get("/deroules/ajouter?fiche=tour-d-essai").text
    for number, title in ((first, "Premier"), (second, "Second"), (0, "Un nouveau déroulé")):
        assert f'<option value="{number}">{title}</option>' in page
    answer = cast.alice.post("/deroules/ajouter", data={"fiche": "tour-d-essai", "agenda": str(first)})
    assert answer.headers["Location"] == f"/deroules/{first}#ligne-2"
    assert saved(first) == [("Ouvrir", 5), ("Tour d'essai", 10)]
    assert saved(second) == []


def test_a_sheet_can_begin_a_new_agenda(cast):
    answer = cast.alice.post("/deroules/ajouter?fiche=tour-d-essai", data={"agenda": "0"})
    made = db.session.scalars(select(Agenda)).one()
    assert answer.headers["Location"] == f"/deroules/{made.id}#ligne-1"
    assert saved(made.id) == [("Tour d'essai", 10)]


def test_a_full_agenda_refuses_a_sheet_and_says_why(cast):
    mine = create(cast, rows=[Row("x", 1)] * MOST_ROWS)
    answer = cast.alice.post("/deroules/ajouter?fiche=tour-d-essai", data={"agenda": str(mine)})
    assert answer.status_code == 422
    assert "Ce déroulé a déjà 60 lignes" in answer.text
    assert len(saved(mine)) == MOST_ROWS


@pytest.mark.parametrize("choice", ["", "abc", "999999", "bob"])
def test_only_ones_own_agenda_can_be_chosen(cast, choice):
    create(cast)
    other = create(cast, "bob")
    answer = cast.alice.post(
        "/deroules/ajouter?fiche=tour-d-essai", data={"agenda": str(other) if choice == "bob" else choice}
    )
    assert answer.status_code == 422
    assert "Choisissez un déroulé de la liste." in answer.text
    assert count(AgendaItem) == 0


@pytest.mark.parametrize("query", ["", "?fiche=absente"])
def test_a_sheet_that_does_not_exist_cannot_be_added(cast, query):
    assert cast.alice.get(f"/deroules/ajouter{query}").status_code == 404


def test_a_copy_has_the_rows_and_no_date(cast):
    mine = create(cast, title="Atelier", rows=[Row("Ouvrir", 5, "tour-d-essai", "Aïcha", "Debout")])
    answer = cast.alice.post(f"/deroules/{mine}/copie")
    copy = db.session.scalars(select(Agenda).where(Agenda.id != mine)).one()
    assert answer.headers["Location"] == f"/deroules/{copy.id}"
    assert (copy.title, copy.day, copy.place) == ("Atelier (copie)", None, "Cahors")
    rows = select(AgendaItem.title, AgendaItem.method, AgendaItem.who, AgendaItem.note)
    assert list(db.session.execute(rows.where(AgendaItem.agenda_id == copy.id))) == [
        ("Ouvrir", "tour-d-essai", "Aïcha", "Debout")
    ]
    assert saved(mine) == saved(copy.id)


def test_a_copy_of_the_longest_title_is_cut(cast):
    mine = create(cast, title="x" * 120)
    assert cast.alice.post(f"/deroules/{mine}/copie").status_code == 303
    assert sorted(db.session.scalars(select(Agenda.title))) == ["x" * 112 + " (copie)", "x" * 120]


def test_deleting_asks_first_and_removes_the_rows_too(cast):
    mine, other = create(cast, rows=[Row("Ouvrir", 5)]), create(cast, title="Autre", rows=[Row("Clore", 5)])
    page = cast.alice.get(f"/deroules/{mine}/supprimer").text
    assert "Supprimer «\u00a0Atelier\u00a0»" in page
    assert "Sa ligne sera supprimée pour de bon." in page
    assert count() == 2
    assert cast.alice.post(f"/deroules/{mine}/supprimer").headers["Location"] == "/deroules"
    assert (saved(mine), saved(other)) == ([], [("Clore", 5)])
    assert cast.alice.get(f"/deroules/{mine}").status_code == 404


def test_creating_and_deleting_leave_a_trace_without_the_title(cast):
    mine = create(cast, title="Confidentiel")
    cast.alice.post(f"/deroules/{mine}/supprimer")
    trail = [(row.action, row.actor_id, row.detail) for row in db.session.scalars(select(Audit).order_by(Audit.id))]
    alice = cast.id("alice")
    assert trail == [("agenda-created", alice, f"déroulé {mine}"), ("agenda-deleted", alice, f"déroulé {mine}")]


@pytest.mark.parametrize("who", ["bob", "chloe", "diane"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", ""),
        ("POST", "/copie"),
        ("GET", "/supprimer"),
        ("POST", "/supprimer"),
        ("GET", "/agenda.ics"),
    ],
)
def test_somebody_elses_agenda_is_not_found_and_does_not_change(cast, who, method, path):
    mine = create(cast, rows=[Row("Ouvrir", 5)])
    before = agenda(mine).updated_at
    data = (
        {"title": "Volé", "starts": "09:30", "planned": "60", "mark": before.isoformat()} if method == "POST" else None
    )
    assert getattr(cast, who).open(f"/deroules/{mine}{path}", method=method, data=data).status_code == 404
    assert (agenda(mine).title, agenda(mine).updated_at, saved(mine)) == ("Atelier", before, [("Ouvrir", 5)])
    assert count() == 1


@pytest.mark.parametrize(
    "path", ["/deroules", "/deroules/ajouter?fiche=tour-d-essai", "/deroules/1", "/deroules/1/supprimer"]
)
def test_agendas_ask_for_a_sign_in(client, path):
    assert client.get(path).headers["Location"].startswith("/connexion?next=")


@pytest.mark.parametrize("path", ["/deroules/999999", "/deroules/2147483648", "/deroules/0", "/deroules/abc"])
def test_an_agenda_that_does_not_exist_is_not_found(cast, path):
    assert cast.alice.get(path).status_code == 404


def test_what_was_typed_when_the_session_ended_is_kept_for_after_the_sign_in(cast, client):
    mine = create(cast)
    answer = client.post(f"/deroules/{mine}", data={"title": "Tapé hors session", "act": "save"})
    assert answer.status_code == 401
    assert 'name="kept.title" value="Tapé hors session"' in answer.text
    assert agenda(mine).title == "Atelier"


def test_the_list_and_the_editor_cost_the_same_however_much_they_hold(cast):
    def cost(path):
        statements = []
        hook = lambda *arguments: statements.append(arguments[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", hook)
        assert cast.alice.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", hook)
        return len(statements)

    small = create(cast, rows=[Row("x", 1)])
    few = cost("/deroules"), cost(f"/deroules/{small}")
    large = create(cast, rows=[Row("x", 1, "tour-d-essai")] * MOST_ROWS)
    for _ in range(20):
        create(cast, rows=[Row("y", 2)])
    assert (cost("/deroules"), cost(f"/deroules/{large}")) == few
    assert min(few) > 0
