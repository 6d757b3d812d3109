"""The plan in one's calendar: a week, an event; never in the past, and nobody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from course.db import db
from course.onboarding.plan import operations
from course.workshops.feed import entries

MONDAY = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)


@pytest.fixture
def plans(cast):
    """Bob has twenty minutes a week."""
    operations.declare(cast.id("bob"), 20, None, MONDAY)
    db.session.commit()
    return lambda at: [entry for entry in entries(cast.id("bob"), at) if entry.uid.startswith("plan-")]


def test_each_week_to_come_is_an_event_without_hours(cast, plans):
    first, *others = plans(MONDAY)
    assert (first.starts, first.ends) == (date(2026, 11, 23), date(2026, 11, 28))
    assert first.title == "Mon plan : 20\u00a0minutes cette semaine"
    assert first.text.startswith("- ") and first.url.endswith("/plan")
    assert len(others) == 2


def test_the_same_hour_gives_the_same_events_and_a_later_one_newer_ones(plans):
    first = plans(MONDAY)
    assert plans(MONDAY + timedelta(minutes=10)) == first
    later = plans(MONDAY + timedelta(minutes=30))
    assert [entry.uid for entry in later] == [entry.uid for entry in first]
    assert all(after.sequence == before.sequence + 1 for before, after in zip(first, later, strict=True))


def test_what_is_past_is_gone(plans):
    assert all(entry.starts >= date(2026, 12, 1) for entry in plans(MONDAY + timedelta(days=8)))
