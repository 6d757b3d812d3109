"""Somebody overseas reads and gives hours by their cohort's clock, wherever the platform is."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from tests.pressing import button, buttons
from tests.taking import begin, rule, words

AT = datetime(2026, 11, 23, 23, 16, tzinfo=UTC)
"""A quarter past ten on Tuesday morning in Nouméa; still Monday in Paris."""
pytestmark = pytest.mark.at(AT)


@pytest.fixture
def alice(cast):
    """In a cohort of Nouméa, which Chloé coaches."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohort.time_zone = "Pacific/Noumea"
    cohorts.join(cohort, cast.id("alice"), None, AT - timedelta(days=3))
    db.session.commit()
    return cast.alice


def test_a_deroule_leaves_for_a_calendar_at_its_own_hour(alice):
    created = button(alice.get("/deroules"), "Créer").press(alice, title="Cadrer")
    page = alice.get(created.location.partition("#")[0])
    buttons(page)[0].press(alice, day="2026-11-30", starts="09:30")
    (event,) = Calendar.from_ical(alice.get(f"{page.request.path}/agenda.ics").data).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-11-30T09:30:00+11:00"


def test_a_timed_attempt_ends_at_the_hour_of_the_room(app, alice):
    rule(app, time_limit=30)
    attempt = begin(alice)
    page = alice.get(f"/essais/{attempt}")
    assert 'data-zone="Pacific/Noumea"' in page.text
    assert re.search("Fin.{0,40}10 h 46", words(page))


@pytest.mark.parametrize("who", ["alice", "chloe"])
def test_days_are_those_of_the_cohort_for_who_is_there_and_for_who_coaches(cast, alice, who):
    assert "24 novembre 2026" in words(getattr(cast, who).get("/compte/sessions"))


def test_who_has_no_cohort_lives_by_the_platform_s_clock(app, cast):
    rule(app, time_limit=30)
    attempt = begin(cast.bob)
    assert 'data-zone="Europe/Paris"' in cast.bob.get(f"/essais/{attempt}").text
