"""« Mon plan »: what fits and what does not is said with the choices; a coach reads it, and nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.onboarding.plan import queries
from course.onboarding.plan.models import PlanAbsence, PlanChoice, PlanPace
from course.waivers.models import Waiver
from tests import workshops
from tests.taking import at_once

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)

pytestmark = pytest.mark.at(MONDAY)


@pytest.fixture
def workshop(cast):
    """Alice is in Chloé's cohort, which meets on Thursday and asks for the whole module."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohort.minutes_per_week = 30
    cohorts.join(cohort, cast.id("alice"), None, MONDAY)
    return workshops.prepare(cast.cohort, [("essai", None)], starts_at=MONDAY + timedelta(days=3), title="Cadrer")


def text_of(response):
    return response.text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_somebody_alone_sees_their_weeks(cast):
    page = text_of(cast.bob.get("/plan"))
    assert "1 h par semaine" in page and "Il reste 45 minutes" in page
    assert "Cette semaine" in page and 'href="/lecons/essai/ouvrir"' in page
    assert "Il manque" not in page and "Avoir fini le" in page


def test_the_usual_time_is_confirmed_in_one_click(cast):
    assert "Cela me convient" in cast.bob.get("/plan").text
    cast.bob.post("/plan/temps", data={"minutes": "60"})
    assert "Cela me convient" not in cast.bob.get("/plan").text


def test_what_is_missing_is_said_with_the_choices(cast, workshop):
    page = text_of(cast.alice.get("/plan"))
    assert "Il manque 25 minutes avant l'atelier du 26 novembre" in page
    assert "Passer à 1 h 10 par semaine" in page and "Le faire après" in page
    assert 'href="/positionnement#dispenses"' in page
    assert "Avoir fini le" not in page


def test_one_remedy_does_for_all_and_the_end_of_the_cohort_is_a_date(cast, workshop):
    db.session.get_one(Cohort, cast.cohort).ends = date(2026, 11, 29)
    db.session.commit()
    page = text_of(cast.alice.get("/plan"))
    assert "Il manque 25 minutes avant l'atelier du 26 novembre" in page
    assert "Il manque 15 minutes avant le 29 novembre, fin de la cohorte" in page
    assert page.count("Tout tient avec") == 1 and page.count("Passer à 1 h 10 par semaine") == 1
    assert "Fin prévue la semaine du 30 novembre, après la fin de la cohorte, le 29 novembre" in page
    cast.alice.post("/plan/choix", data={"subject": "cohorte", "after": "1"})
    assert "15 minutes viendront après le 29 novembre, fin de la cohorte" in text_of(cast.alice.get("/plan"))
    cast.alice.post("/plan/temps", data={"minutes": "70"})
    page = text_of(cast.alice.get("/plan"))
    assert "Il manque" not in page and "dimanche 29 novembre</strong> : fin de la cohorte" in page


def test_more_time_is_one_click_away_and_is_enough(cast, workshop):
    response = cast.alice.post("/plan/temps", data={"minutes": "75"})
    assert response.headers["Location"] == "/plan"
    assert db.session.get_one(PlanPace, cast.id("alice")).minutes == 75
    assert "Il manque" not in text_of(cast.alice.get("/plan"))


def test_one_may_leave_it_for_afterwards_and_change_one_s_mind(cast, workshop):
    subject = f"atelier-{workshop}"
    cast.alice.post("/plan/choix", data={"subject": subject, "after": "1"})
    page = text_of(cast.alice.get("/plan"))
    assert "Il manque" not in page
    assert "25 minutes viendront après l'atelier du 26 novembre, comme vous l'avez choisi" in page
    assert list(db.session.execute(queries.overtaken(now()))) == []
    cast.alice.post("/plan/choix", data={"subject": subject})
    assert db.session.scalars(select(PlanChoice)).all() == []
    assert len(list(db.session.execute(queries.overtaken(now())))) == 1


def test_an_absence_empties_its_weeks_until_it_is_taken_back(cast):
    cast.bob.post("/plan/absences", data={"first": "2026-11-23", "last": "2026-12-04"})
    page = text_of(cast.bob.get("/plan"))
    assert "Absence déclarée : rien de prévu." in page and "À partir du lundi 7 décembre" in page
    number = db.session.scalars(select(PlanAbsence.id)).one()
    assert cast.bob.post(f"/plan/absences/{number}/retirer").headers["Location"] == "/plan"
    assert db.session.scalars(select(PlanAbsence.id)).all() == []


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("temps", {"minutes": "9"}, "De 10 à 1200 minutes."),
        ("temps", {"minutes": "une heure"}, "Écrivez un nombre entier, en chiffres."),
        ("temps", {}, "Écrivez le temps que vous pouvez donner chaque semaine."),
        ("temps", {"minutes": "60", "goal": "2026-11-22"}, "Cette date est passée."),
        ("absences", {"first": "2026-12-04", "last": "2026-12-01"}, "Le dernier jour vient avant le premier."),
        ("absences", {"first": "2026-11-01", "last": "2026-11-20"}, "Ces jours sont passés"),
        ("absences", {"first": "2026-12-01", "last": "2028-12-01"}, "Un an au plus d'un seul tenant."),
    ],
)
def test_a_fault_is_said_beside_the_field_and_nothing_typed_is_lost(cast, path, fields, said):
    response = cast.bob.post(f"/plan/{path}", data=fields)
    assert response.status_code == 422
    page = text_of(response)
    assert said in page and 'aria-invalid="true"' in page
    assert all(f'value="{value}"' in page for value in fields.values())
    assert db.session.scalars(select(PlanPace)).all() == db.session.scalars(select(PlanAbsence)).all() == []


def test_a_date_of_one_s_own_is_kept_while_one_is_in_a_cohort(cast):
    cast.bob.post("/plan/temps", data={"minutes": "60", "goal": "2027-03-01"})
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("bob"), None, MONDAY)
    db.session.commit()
    cast.bob.post("/plan/temps", data={"minutes": "90"})
    assert db.session.get_one(PlanPace, cast.id("bob")).goal == date(2027, 3, 1)


def test_many_clicks_at_once_make_one_absence(app, cast):
    days = {"first": "2026-12-01", "last": "2026-12-04"}
    browsers = [cast.client(app, "bob") for _ in range(8)]
    acts = [lambda client=client: client.post("/plan/absences", data=days) for client in browsers]
    assert {response.status_code for response in at_once(app, acts)} == {303}
    assert len(db.session.scalars(select(PlanAbsence)).all()) == 1


def test_too_many_absences_are_refused(cast):
    for day in range(30):
        first = date(2027, 1, 1) + timedelta(days=2 * day)
        db.session.add(PlanAbsence(person_id=cast.id("bob"), starts=first, ends=first))
    db.session.commit()
    response = cast.bob.post("/plan/absences", data={"first": "2026-12-01", "last": "2026-12-01"})
    assert response.status_code == 422 and "Au plus 30 absences" in response.text


def test_nobody_takes_back_somebody_else_s_absence(cast):
    db.session.add(PlanAbsence(person_id=cast.id("alice"), starts=date(2027, 1, 1), ends=date(2027, 1, 1)))
    db.session.commit()
    number = db.session.scalars(select(PlanAbsence.id)).one()
    assert cast.bob.post(f"/plan/absences/{number}/retirer").status_code == 404
    assert db.session.scalars(select(PlanAbsence.id)).one() == number


def test_one_chooses_only_about_dates_of_one_s_own(cast, workshop):
    assert cast.bob.post("/plan/choix", data={"subject": f"atelier-{workshop}", "after": "1"}).status_code == 404
    assert db.session.scalars(select(PlanChoice)).all() == []


def test_the_coach_reads_the_plan_and_changes_nothing_in_it(cast, workshop):
    page = text_of(cast.chloe.get(f"/plan/{cast.id('alice')}"))
    assert "Plan d" in page and "Il manque 25 minutes" in page and "Tout tient avec 1 h 10 par semaine" in page
    assert "<form" not in page.partition("<main")[2]
    for client in (cast.alice, cast.bob, cast.diane):
        assert client.get(f"/plan/{cast.id('alice')}").status_code == 404


def test_whoever_has_nothing_left_to_do_is_told_so(cast, workshop):
    said = {"title": "Essai", "reason": "training", "origin": "person", "state": "accepted", "proposed_at": MONDAY}
    db.session.add(Waiver(person_id=cast.id("alice"), module="essai", assessment=True, **said))
    db.session.commit()
    page = text_of(cast.alice.get("/plan"))
    assert "Il ne vous reste rien à planifier" in page
    assert "Il manque" not in page and 'href="/lecons' not in page


def test_home_leads_to_the_plan(cast):
    assert 'href="/plan"' in cast.bob.get("/").text


def test_days_typed_after_the_session_ended_are_not_lost(client):
    response = client.post("/plan/absences", data={"first": "2026-12-01", "last": "2026-12-04"})
    assert response.status_code == 401
    assert 'value="2026-12-01"' in response.text
