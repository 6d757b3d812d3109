"""The grid taken away: all of it, names as they are written, and nothing that a spreadsheet would run."""

import csv
import os
import time
from datetime import timedelta
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from course import jobs
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Term
from course.db import db
from course.people.models import Audit, Person
from course.tracking import export_operations
from tests.crowding import crowd
from tests.taking import words

FIRST = ["Nom", "Service", "Dernière activité", "Avancement (%)", "Prochaine étape", "Besoins"]
HOSTILE = ("=1+1", "+33 6", "-2", "@SUM(A1)", "\tx")

pytestmark = pytest.mark.at("2026-11-16 09:00 +0100")


@pytest.fixture
def grid(cast):
    """The address of the grid of a cohort where Alice and Bob have been for long."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    for key in ("alice", "bob"):
        cohorts.join(cohort, cast.id(key), None, now() - timedelta(days=100))
    db.session.commit()
    return f"/cohortes/{cohort.id}/suivi"


@pytest.fixture
def chloe(app, cast, grid):
    return cast.client(app, "chloe")


def name_person(cast, key, name, service):
    db.session.execute(update(Person).where(Person.id == cast.id(key)).values(name=name, service=service))
    db.session.commit()


def exported(client, grid, **fields):
    response = client.post(f"{grid}/export", data={"format": "csv", **fields})
    assert response.status_code == 200
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig")), delimiter=";"))


def workbook(client, grid, **fields):
    response = client.post(f"{grid}/export", data={"format": "xlsx", **fields})
    assert response.headers["Location"] == f"{grid}/classeur"
    assert jobs.run_waiting() >= 1
    assert "Le classeur est prêt" in words(client.get(f"{grid}/classeur"))
    with client.get(f"{grid}/classeur/xlsx") as response:
        assert response.status_code == 200
        return load_workbook(BytesIO(response.data))["Suivi"]


def test_each_row_says_what_the_grid_says(app, cast, grid, chloe):
    cast.client(app, "alice").post("/lecons/essai/ouvrir/terminer")
    rows = exported(chloe, grid)
    assert rows[0][:6] == FIRST
    assert [title.partition(" : ")[2] for title in rows[0][6:]] == ["Ouvrir", "Fermer", "Évaluation"]
    alice = ["Alice N’Guyên-Le Goff", "DDT du Lot", "16/11/2026", "44", "Fermer une séance", ""]
    assert rows[1] == [*alice, "Terminé", "À faire", "À faire"]
    bob = ["Bob Œuvrard", "CCAS de Cahors", "", "0", "Ouvrir une séance", "Silence"]
    assert rows[2] == [*bob, "À faire", "À faire", "À faire"]
    assert [
        ["" if cell.value is None else str(cell.value) for cell in row] for row in workbook(chloe, grid).iter_rows()
    ] == rows


def test_it_takes_what_the_list_shows(cast, grid, chloe):
    assert [row[0] for row in exported(chloe, grid, q="bob")[1:]] == ["Bob Œuvrard"]
    assert [row[0].value for row in workbook(chloe, grid, q="bob").iter_rows(min_row=2)] == ["Bob Œuvrard"]
    assert [row[0][:3] for row in exported(chloe, grid, tri="service")[1:]] == ["Bob", "Ali"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_text_in_both(cast, grid, chloe, text):
    name_person(cast, "bob", text, text)
    assert [f"'{text}", f"'{text}"] in [row[:2] for row in exported(chloe, grid)]
    cells = [row[:2] for row in workbook(chloe, grid).iter_rows() if row[0].value == text]
    assert [(cell.data_type, cell.value) for cell in cells[0]] == [("s", text)] * 2


def test_signs_that_break_a_row_are_quoted(cast, grid, chloe):
    name_person(cast, "bob", 'Bob ; "le\nvif"', "a;b")
    assert ['Bob ; "le\nvif"', "a;b"] in [row[:2] for row in exported(chloe, grid)]


def test_the_file_s_name_keeps_accents_and_nothing_else_that_is_odd(cast, grid, chloe):
    db.session.execute(update(Cohort).values(name='Île/de "Ré" : été'))
    db.session.commit()
    header = chloe.post(f"{grid}/export", data={"format": "csv"}).headers["Content-Disposition"]
    assert unquote(header).endswith("filename*=UTF-8''Suivi Île-de -Ré- - été 2026-11-16.csv")


def test_every_page_of_a_long_list_is_there(cast, grid, chloe):
    crowd(cast.cohort, 120, now())
    rows = exported(chloe, grid)
    assert len(rows) == 123 and {len(row) for row in rows} == {9}
    assert workbook(chloe, grid).max_row == 123


def test_who_took_it_is_kept(cast, grid, chloe):
    exported(chloe, grid)
    trace = db.session.scalars(select(Audit).where(Audit.action == "grid-exported")).one()
    assert (trace.actor_id, trace.detail) == (cast.id("chloe"), "Occitanie, 2 personnes, CSV")


def test_a_workbook_is_its_asker_s_alone_while_they_look_after_the_cohort(app, cast, grid, chloe):
    workbook(chloe, grid)
    diane = cast.client(app, "diane")
    assert "Aucun classeur" in words(diane.get(f"{grid}/classeur"))
    assert diane.get(f"{grid}/classeur/xlsx").status_code == 404
    db.session.execute(update(Term).values(ends_at=now()))
    db.session.commit()
    assert chloe.get(f"{grid}/classeur/xlsx").status_code == 404


def test_asked_again_it_is_made_anew_and_shows_its_progress(cast, grid, chloe):
    workbook(chloe, grid)
    chloe.post(f"{grid}/export", data={"format": "xlsx"})
    chloe.post(f"{grid}/export", data={"format": "xlsx"})
    page = chloe.get(f"{grid}/classeur")
    assert "<progress" in page.text and page.headers["Refresh"] == "2"
    assert chloe.get(f"{grid}/classeur/xlsx").status_code == 404
    assert (
        len(db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "grid", jobs.Job.state == "queued")).all()) == 1
    )


def test_workbooks_are_forgotten_the_next_day(cast, grid, chloe):
    workbook(chloe, grid)
    path = export_operations.file_of(export_operations.key(cast.cohort, cast.id("chloe")))
    export_operations.forget_workbooks()
    assert path.is_file()
    old = time.time() - 25 * 3600
    os.utime(path, (old, old))
    export_operations.forget_workbooks()
    assert not path.exists()


def test_another_format_is_refused(grid, chloe):
    assert chloe.post(f"{grid}/export", data={"format": "pdf"}).status_code == 400
