"""An agenda as a calendar file: the right hours in the right zone, and the same event when exported again."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from course.agendas import operations
from course.agendas.ics import calendar_file
from course.agendas.rules import Printed, Row
from course.clock import now
from course.db import db
from tests.agendas import agenda

PARIS = ZoneInfo("Europe/Paris")
ROWS = (Row("Ouvrir", 10, who="Aïcha", note="Bonjour ;\nle cadre, puis l'ordre"), Row("", 40))


def event(day=date(2026, 12, 8), starts=time(14, 5), planned=120, rows=ROWS):
    printed = Printed("L'été à Œting, enfin", day, starts, planned, "Salle des actes ; 2e étage", rows)
    body = calendar_file(printed, day, "deroule-1@example.org", now(), "Europe/Paris")
    calendar = Calendar.from_ical(body)
    return body.decode(), calendar, calendar.walk("VEVENT")[0]


def test_the_event_has_the_agendas_hours_in_its_time_zone():
    text, calendar, found = event()
    assert "DTSTART;TZID=Europe/Paris:20261208T140500\r\n" in text
    assert "DTEND;TZID=Europe/Paris:20261208T160500\r\n" in text
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert len(calendar.walk("VEVENT")) == 1
    assert (str(found["summary"]), str(found["location"])) == ("L’été à Œting, enfin", "Salle des actes ; 2e étage")


def test_the_description_is_the_agenda():
    found = str(event()[2]["description"]).replace("\u00a0", " ").replace("\u202f", " ")
    assert found.splitlines() == [
        "14 h 05 · Ouvrir, 10 minutes (Aïcha)",
        "    Bonjour ;",
        "    le cadre, puis l’ordre",
        "14 h 15 · Sans titre, 40 minutes",
        "Marge : 1 h 10, 58,3 % : trop large. Le repère est de 10 à 15 %, ici de 12 à 18 minutes.",
    ]


def test_the_night_when_the_clocks_change_lasts_as_planned():
    found = event(date(2026, 10, 24), time(23, 0), 300)[2]
    begins, ends = found["dtstart"].dt, found["dtend"].dt
    assert ends.astimezone(ZoneInfo("UTC")) - begins.astimezone(ZoneInfo("UTC")) == timedelta(minutes=300)
    assert (begins.hour, ends.hour) == (23, 3)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2099, 12, 31)])
def test_the_first_and_last_days_allowed_can_be_exported(day):
    assert event(day, time(23, 59), 1440)[2]["dtstart"].dt == datetime.combine(day, time(23, 59), PARIS)


@pytest.fixture
def mine(cast):
    made = operations.create(cast.id("alice"), "Séance d'été / 2", now())
    db.session.commit()
    return made.id


def date_it(mine):
    agenda(mine).day = date(2026, 12, 8)
    db.session.commit()


def test_the_file_has_the_agendas_name_and_a_lasting_identity(cast, mine):
    date_it(mine)
    answer = cast.alice.get(f"/deroules/{mine}/agenda.ics")
    assert answer.mimetype == "text/calendar"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "S%C3%A9ance%20d%27%C3%A9t%C3%A9%20-%202.ics" in answer.headers["Content-Disposition"]
    first = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    operations.save(agenda(mine), {"title": "Autre titre"}, [], now())
    db.session.commit()
    again = Calendar.from_ical(cast.alice.get(f"/deroules/{mine}/agenda.ics").data).walk("VEVENT")[0]
    assert str(first["uid"]) == str(again["uid"]) == f"deroule-{mine}@127.0.0.1"
    assert again["dtstamp"].dt >= first["dtstamp"].dt
    assert str(again["summary"]) == "Autre titre"


def test_without_a_date_there_is_nothing_to_export_and_the_page_says_why(cast, mine):
    assert "agenda.ics" not in cast.alice.get(f"/deroules/{mine}").text
    answer = cast.alice.get(f"/deroules/{mine}/agenda.ics")
    assert answer.headers["Location"] == f"/deroules/{mine}"
    assert "Donnez une date au déroulé" in cast.alice.get(f"/deroules/{mine}").text
    date_it(mine)
    assert f'href="/deroules/{mine}/agenda.ics"' in cast.alice.get(f"/deroules/{mine}").text
