"""A workshop from its preparation to the cohort's history: who does what, who reads what, what is refused."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from course.agendas import operations as agendas
from course.agendas.rules import Row
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.people.models import Audit
from course.workshops import queries
from course.workshops.models import Workshop
from course.workshops.rules import News, Reminder
from tests import workshops
from tests.halls import seen

FORM = {
    "title": "Cadrer le projet",
    "day": "2026-12-08",
    "starts": "09:30",
    "ends": "12:00",
    "place": "Salle des actes",
    "link": "",
    "objective": "Un cadre commun",
    "prepare": "",
    "agenda": "0",
}
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)

pytestmark = pytest.mark.at(AT)


@pytest.fixture
def cohort(cast):
    found = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(found, cast.id("alice"), None, now() - timedelta(days=30))
    db.session.commit()
    return f"/cohortes/{found.id}"


def create(client, cohort, **values):
    return client.post(f"{cohort}/ateliers/nouveau", data=FORM | values)


def all_workshops():
    db.session.rollback()
    return list(db.session.scalars(select(Workshop).order_by(Workshop.id)))


def test_a_coach_prepares_it_and_its_members_read_it(cast, cohort):
    to = create(cast.chloe, cohort, prerequisites=["essai/ouvrir", "essai"]).headers["Location"]
    (made,) = all_workshops()
    assert to == f"{cohort}/ateliers/{made.id}"
    assert made.starts_at == datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
    assert queries.prerequisites([made.id]) == {made.id: [("essai", None)]}
    page = seen(cast.alice.get(to))
    assert "mardi 8 décembre 2026, de 9 h 30 à 12 h" in page.replace("\u00a0", " ")
    assert "Salle des actes" in page
    assert "Il vous reste" in page
    assert "Modifier ou reporter" not in page
    assert "Modifier ou reporter" in cast.chloe.get(to).text
    assert "Cadrer le projet" in cast.alice.get(f"{cohort}/ateliers").text
    assert cast.bob.get(to).status_code == 404
    assert db.session.scalars(select(Audit.detail).where(Audit.action == "workshop-created")).one().endswith("2026")


def test_hours_are_those_of_the_cohort(cast, cohort):
    db.session.get_one(Cohort, cast.cohort).time_zone = "Indian/Reunion"
    db.session.commit()
    to = create(cast.chloe, cohort).headers["Location"]
    assert all_workshops()[0].starts_at == datetime(2026, 12, 8, 5, 30, tzinfo=UTC)
    page = seen(cast.alice.get(to)).replace("\u00a0", " ")
    assert "de 9 h 30 à 12 h (heure locale de la cohorte)" in page
    assert 'value="09:30"' in cast.chloe.get(f"{to}/modifier").text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": " "}, "Donnez un titre"),
        ({"title": "\u3164 \u2800"}, "Donnez un titre"),
        ({"title": "a" * 121}, "Au plus 120"),
        ({"day": "demain"}, "Écrivez une date"),
        ({"starts": "matin"}, "Écrivez une heure"),
        ({"ends": "09:00"}, "La fin vient après le début"),
        ({"place": ""}, "Écrivez un lieu"),
        ({"link": "http://visio.example"}, "https://"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "https://a@b.example"}, "https://"),
        ({"prerequisites": "ailleurs"}, "Choisissez dans la liste"),
        ({"agenda": "7"}, "Choisissez dans la liste"),
        ({"day": "2027-03-28", "starts": "02:30"}, "l’heure d’été"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(cast, cohort, values, message):
    answer = create(cast.chloe, cohort, objective="Un cadre à garder", **values)
    assert answer.status_code == 422
    assert message in seen(answer).replace("\u00a0", " ")
    assert "Un cadre à garder" in answer.text
    assert all_workshops() == []


def test_two_clicks_make_one(cast, cohort):
    create(cast.chloe, cohort)
    assert create(cast.chloe, cohort).status_code == 422
    assert len(all_workshops()) == 1


def test_a_day_off_is_pointed_at_and_not_refused(cast, cohort):
    to = create(cast.chloe, cohort, day="2026-12-25").headers["Location"]
    assert "Ce jour est férié" in seen(cast.chloe.get(to)).replace("\u00a0", " ")
    assert "férié" not in cast.alice.get(to).text
    sunday = create(cast.chloe, cohort, day="2026-12-06").headers["Location"]
    assert "ne travaille pas ce jour-là" in seen(cast.chloe.get(sunday)).replace("\u2019", "'")


def test_postponing_is_to_be_told_and_brings_the_reminders_back(cast, cohort):
    to = create(cast.chloe, cohort).headers["Location"]
    made = all_workshops()[0]
    made.reminded = Reminder.EVE
    db.session.commit()
    answer = cast.chloe.post(f"{to}/modifier", data=FORM | {"day": "2026-12-15", "mark": "0"})
    assert answer.headers["Location"] == to
    made = all_workshops()[0]
    assert (made.sequence, made.news, made.reminded) == (1, News.CHANGED, Reminder.NONE)
    assert made.former_at == datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
    cast.chloe.post(f"{to}/modifier", data=FORM | {"day": "2026-12-22", "mark": "1"})
    assert all_workshops()[0].former_at == datetime(2026, 12, 8, 8, 30, tzinfo=UTC)


def test_another_objective_is_not_told(cast, cohort):
    to = create(cast.chloe, cohort).headers["Location"]
    cast.chloe.post(f"{to}/modifier", data=FORM | {"objective": "Autre chose", "mark": "0"})
    made = all_workshops()[0]
    assert (made.objective, made.sequence, made.news) == ("Autre chose", 1, News.NONE)


def test_two_coaches_do_not_write_over_each_other(cast, cohort):
    to = create(cast.chloe, cohort).headers["Location"]
    cast.chloe.post(f"{to}/modifier", data=FORM | {"title": "Un titre", "mark": "0"})
    late = cast.diane.post(f"{to}/modifier", data=FORM | {"title": "Un autre", "mark": "0"})
    assert late.status_code == 422
    assert "Un autre" in late.text
    assert all_workshops()[0].title == "Un titre"


def test_cancelling_is_told_once_and_cannot_be_undone(cast, cohort):
    to = create(cast.chloe, cohort).headers["Location"]
    assert cast.chloe.post(f"{to}/annuler", data={"reason": "Grève"}).headers["Location"] == to
    cast.chloe.post(f"{to}/annuler", data={"reason": "Encore"})
    cast.chloe.post(f"{to}/modifier", data=FORM | {"title": "Un titre", "mark": "1"})
    made = all_workshops()[0]
    assert (made.cancel_reason, made.news, made.sequence, made.title) == ("Grève", News.CANCELLED, 1, FORM["title"])
    assert "Cet atelier est annulé" in seen(cast.alice.get(to))
    assert queries.upcoming(cast.cohort, now()) == []
    assert db.session.scalar(select(func.count()).where(Audit.action == "workshop-cancelled")) == 1


def test_members_read_the_coachs_agenda_at_the_workshops_hours(cast, cohort):
    agenda = agendas.create(cast.id("chloe"), "Mon déroulé", now())
    head = {"day": date(2026, 1, 5), "starts": time(14), "planned": 60, "place": ""}
    agendas.save(agenda, head, [Row("Accueil", 10), Row("Tour", 20, None, "Chloé", "En cercle")], now())
    db.session.commit()
    number = agenda.id
    to = create(cast.chloe, cohort, agenda=str(number)).headers["Location"]
    page = seen(cast.alice.get(to)).replace("\u00a0", " ")
    assert "9 h 40" in page
    assert "En cercle" in page
    assert cast.alice.get(f"/deroules/{number}").status_code == 404
    assert create(cast.diane, cohort, title="Volé", agenda=str(number)).status_code == 422
    cast.chloe.post(f"/deroules/{number}/supprimer")
    assert "Accueil" not in cast.alice.get(to).text


def test_what_came_out_of_it_becomes_the_cohorts_history(cast, cohort):
    number = workshops.prepare(cast.cohort, starts_at=now() - timedelta(days=2))
    to = f"{cohort}/ateliers/{number}"
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <form action=/deconnexion>"
    written = {"deliverables": "## La carte\n\n[En ligne](https://exemple.fr/carte)", "decisions": hostile, "mark": ""}
    assert cast.chloe.post(f"{to}/suites", data=written).headers["Location"] == to
    for level, page in ((3, cast.alice.get(to).text), (4, cast.alice.get(f"{cohort}/histoire").text)):
        assert '<a href="https://exemple.fr/carte">' in page
        assert f"<h{level}>La carte</h{level}>" in page
        assert "alert(1)</script>" not in page
        assert "javascript:" not in page
        assert "<form action=/deconnexion" not in page
    assert "Chloé Maillet commence à coacher" in seen(cast.alice.get(f"{cohort}/histoire"))
    assert cast.bob.get(f"{cohort}/histoire").status_code == 404
    late = cast.diane.post(f"{to}/suites", data={"deliverables": "Autre", "decisions": "", "mark": ""})
    assert late.status_code == 422
    assert "Autre" in late.text
    assert all_workshops()[0].deliverables.startswith("## La carte")


def test_the_history_tells_what_was_and_nothing_that_was_cancelled_or_is_to_come(cast, cohort):
    day = timedelta(days=1)
    workshops.prepare(cast.cohort, title="Tenu", starts_at=now() - 3 * day)
    workshops.prepare(cast.cohort, title="À venir", starts_at=now() + 3 * day)
    gone = workshops.prepare(cast.cohort, title="Annulé", starts_at=now() + day)
    cast.chloe.post(f"{cohort}/ateliers/{gone}/annuler", data={})
    db.session.rollback()
    told = [(event.kind, event.title) for event in queries.history(cast.cohort, now() + 2 * day)]
    assert told == [("workshop", "Tenu"), ("term", "Chloé Maillet commence à coacher la cohorte")]
    assert len(queries.history(cast.cohort, now(), limit=1)) == 1


def test_what_comes_can_be_limited_to_some_days(cast, cohort):
    for days in (3, 8):
        workshops.prepare(cast.cohort, title=f"Dans {days}", starts_at=now() + timedelta(days=days))
    assert [found.title for found in queries.upcoming(cast.cohort, now(), days=7)] == ["Dans 3"]
    assert [found.title for found in queries.upcoming(cast.cohort, now())] == ["Dans 3", "Dans 8"]
    paris = ZoneInfo("Europe/Paris")
    assert queries.upcoming(cast.cohort, datetime(2027, 1, 1, tzinfo=paris)) == []


def test_another_cohorts_workshop_is_not_found_by_its_number(cast, cohort):
    other = Cohort(name="Ailleurs", starts=date(2026, 9, 1))
    db.session.add(other)
    db.session.commit()
    number = workshops.prepare(other.id)
    for path in ("", "/modifier", "/annuler", "/suites", "/atelier.ics"):
        assert cast.chloe.get(f"{cohort}/ateliers/{number}{path}").status_code == 404


@pytest.mark.parametrize(("zone", "hour"), [("Indian/Reunion", 5), ("America/Cayenne", 12)])
def test_a_workshop_keeps_its_hours_when_the_cohorts_zone_is_corrected(cast, cohort, zone, hour):
    for day, starts in (("2026-12-08", "09:30"), ("2026-12-08", "13:30"), ("2026-12-08", "05:30")):
        create(cast.chloe, cohort, day=day, starts=starts, ends="18:00")
    form = {"name": "Occitanie", "starts": "2026-09-01", "time_zone": zone, "minutes_per_week": "60", "weekdays": "6"}
    answer = cast.diane.post(f"/administration{cohort}/modifier", data=form)
    assert answer.status_code == 303
    found = [(made.starts_at.astimezone(ZoneInfo(zone)).strftime("%H:%M"), made.sequence) for made in all_workshops()]
    assert found == [("09:30", 1), ("13:30", 1), ("05:30", 1)]
    assert all_workshops()[0].starts_at == datetime(2026, 12, 8, hour, 30, tzinfo=UTC)
