"""The follow-up sheet: one accessible page, made in the background, for the coach who asked and nobody else."""

import io
import os
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from course import jobs
from course.certificates import store
from course.coaching import operations, sheet
from course.coaching.queries import following
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Term
from course.db import db
from course.handouts import operations as handouts
from course.tracking.models import RollUp
from course.waivers.models import Waiver
from tests.test_coaching_week import workshop

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LONG = "Une note aussi longue que la place le permet, et encore au-delà. " * 60

pytestmark = pytest.mark.at(AT)


@pytest.fixture
def who(cast):
    cast.give_password("alice")
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("alice"), None, AT - timedelta(days=100))
    db.session.commit()
    found = following(cast.cohort, cast.id("alice"), cast.id("chloe"), AT)
    assert found
    return found


def ordered(cast, who):
    """The address of the sheet, once asked."""
    return cast.chloe.post(f"{who.path}/fiche").headers["Location"]


def words(pdf):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_it_is_made_in_the_background_shown_as_it_goes_and_is_one_accessible_page(cast, who):
    for token, visibility, text in (
        ("a", "private", "Secret"),
        ("b", "coaches", "Tient le cadre"),
        ("c", "shared", "Ose"),
    ):
        operations.add_note(who, text, visibility, token * 32, AT)
    db.session.commit()
    address = ordered(cast, who)
    assert "Le document se prépare" in cast.chloe.get(address).text
    assert cast.chloe.get(f"{address}/pdf").status_code == 404
    jobs.run_waiting()
    assert f'href="{address}/pdf"' in cast.chloe.get(address).text
    with cast.chloe.get(f"{address}/pdf") as answer:
        pdf = answer.data
        assert "Suivi%20de%20Alice" in answer.headers["Content-Disposition"]
    said = words(pdf)
    assert "Alice N’Guyên-Le Goff" in said
    assert "Aucune activité depuis son arrivée, il y a 100 jours" in said
    assert "Tient le cadre" in said and "Ose" in said
    assert "Secret" not in said
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked
        assert "pdfuaid" in str(document.Root.Metadata.read_bytes())


def test_it_holds_on_one_page_when_there_is_as_much_to_say_as_can_be(cast, who):
    alice = cast.id("alice")
    cast.person("alice").name = "Anne-Charlotte de La Rochefoucauld-Montmorency-Laval d’Occitanie orientale"
    cast.person("alice").service = "Direction interdépartementale des routes et des mobilités du Grand Sud-Ouest" * 2
    for number in range(5):
        workshop(cast.cohort, number + 1)
    db.session.add(RollUp(person_id=alice, failures=6, failed="essai", failed_at=AT, step="essai/fermer"))
    asked = {"module": "essai", "title": "Intelligence collective, " * 5, "reason": "test", "origin": "person"}
    db.session.add(Waiver(person_id=alice, proposed_at=AT, **asked))
    for number in range(20):
        operations.add_note(who, LONG, "coaches", f"{number:032}", AT)
    db.session.commit()
    address = ordered(cast, who)
    jobs.run_waiting()
    with cast.chloe.get(f"{address}/pdf") as answer:
        assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1


def test_asked_twice_it_is_made_once(cast, who):
    assert ordered(cast, who) == ordered(cast, who)
    db.session.rollback()
    assert len(db.session.scalars(select(jobs.Job.id).where(jobs.Job.kind == "follow-up")).all()) == 1


def test_nothing_is_made_once_the_term_is_over_and_what_was_made_closes(cast, who, settings):
    address = ordered(cast, who)
    jobs.run_waiting()
    assert cast.chloe.get(address).status_code == 200
    term = db.session.scalars(select(Term)).one()
    term.ends_at = AT
    db.session.commit()
    assert cast.chloe.get(address).status_code == 404
    assert cast.chloe.get(f"{address}/pdf").status_code == 404
    sheet.make({"cohort": cast.cohort, "person": cast.id("alice"), "coach": cast.id("chloe"), "mark": "f" * 16}, print)
    folder = store.path(settings.instance, "x").parent
    assert not list(folder.glob(f"*{'f' * 16}.pdf"))


def test_another_coach_asks_for_their_own(cast, app, who):
    cast.add(app, "ines")
    term = {"starts_at": AT - timedelta(days=1), "ends_at": AT + timedelta(days=100), "told": 3}
    db.session.add(Term(cohort_id=cast.cohort, person_id=cast.id("ines"), **term))
    db.session.commit()
    address = ordered(cast, who)
    jobs.run_waiting()
    with cast.chloe.get(f"{address}/pdf") as mine:
        assert mine.status_code == 200
    for client in (cast.ines, cast.alice, cast.diane):
        assert client.get(f"{address}/pdf").status_code == 404
    for odd in ("g" * 16, "..%2f..%2fx", "a" * 15):
        assert cast.chloe.get(f"{who.path}/fiche/{odd}").status_code == 404


def test_a_sheet_is_forgotten_after_a_day(cast, who):
    address = ordered(cast, who)
    jobs.run_waiting()
    target = handouts.file_of(sheet.handout_of(who, address.rpartition("/")[2]))
    os.utime(target, (AT.timestamp() - 90000, AT.timestamp() - 90000))
    operations.add_note(who, "Autre chose", "coaches", "d" * 32, AT)
    db.session.commit()
    assert ordered(cast, who) != address
    jobs.run_waiting()
    assert not target.is_file()
    assert cast.chloe.get(f"{address}/pdf").status_code == 404
