"""One workshop taken into one's calendar, from its page or from a mail: one event, which changes and goes with it."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from course import jobs
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.mail.models import Message
from tests import workshops
from tests.clock import ZONE
from tests.pressing import button, links

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZONE)
pytestmark = pytest.mark.at(MONDAY)


@pytest.fixture
def number(cast):
    """A workshop in three days of the cohort where Alice is and which Chloé coaches."""
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("alice"), None, MONDAY - timedelta(days=3))
    return workshops.prepare(cast.cohort, starts_at=MONDAY + timedelta(days=3))


def downloaded(cast, number):
    """The file that the workshop's page offers."""
    page = cast.alice.get(f"/cohortes/{cast.cohort}/ateliers/{number}")
    assert [link for link in links(page) if link.endswith(".ics")] == [f"{page.request.path}/atelier.ics"]
    return cast.alice.get(f"{page.request.path}/atelier.ics")


def mailed():
    """The files of the messages written about it, the last first."""
    jobs.run_waiting()
    files = db.session.query(Message.calendar).where(Message.calendar.is_not(None)).order_by(Message.id.desc())
    return [file for (file,) in files]


def only(text):
    """Its calendar's properties and its one event."""
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_it_names_no_calendar_and_asks_for_no_return(cast, number):
    for text in (downloaded(cast, number).data, *mailed()):
        calendar, event = only(text)
        assert calendar["METHOD"] == "PUBLISH"
        assert not {"X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"} & set(calendar)
        assert str(event["ORGANIZER"]).startswith("MAILTO:")


def test_cancelled_it_goes_by_the_same_name_and_a_higher_number(cast, number):
    _, before = only(downloaded(cast, number).data)
    page = cast.chloe.get(f"/cohortes/{cast.cohort}/ateliers/{number}/annuler")
    button(page, "Annuler l’atelier").press(cast.chloe, reason="Grève des trains")
    file = cast.alice.get(f"/cohortes/{cast.cohort}/ateliers/{number}/atelier.ics")
    files = [file.data, mailed()[0]]
    for calendar, event in map(only, files):
        assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
        assert event["UID"] == before["UID"]
        assert event["SEQUENCE"] > before["SEQUENCE"]
        assert "ORGANIZER" in event


def test_the_calendar_that_one_subscribes_to_keeps_its_name(cast, number):
    page = button(cast.alice.get("/calendrier"), "Créer").press(cast.alice)
    shown = cast.alice.get(page.location)
    address = shown.text.partition("/calendrier/")[2].partition(".ics")[0]
    calendar = Calendar.from_ical(cast.alice.get(f"/calendrier/{address}.ics").data)
    assert calendar["METHOD"] == "PUBLISH"
    assert {"X-WR-CALNAME", "REFRESH-INTERVAL"} <= set(calendar)


def test_its_signs_are_told_once(cast, number):
    assert downloaded(cast, number).headers["Content-Type"] == "text/calendar; charset=utf-8"
