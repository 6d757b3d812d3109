"""When a reminder leaves, and how a workshop's hours are said: never on a day off, in the cohort's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.cohorts.rules import Calendar
from course.workshops import rules
from course.workshops.rules import Reminder

PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
USUAL = Calendar()
ALWAYS = Calendar(frozenset(), (), False)


def at(year, month, day, hour=9, minute=0, zone=PARIS):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))


TUESDAY = at(2026, 12, 8, 9, 30)


def test_a_week_before_then_the_day_before_at_eight_in_the_morning():
    days = [rules.leaves_at(TUESDAY, reminder, USUAL, PARIS) for reminder in (Reminder.WEEK, Reminder.EVE)]
    assert days == [at(2026, 12, 1, 8), at(2026, 12, 7, 8)]
    assert rules.leaves_at(at(2026, 12, 8, zone=REUNION), Reminder.EVE, USUAL, REUNION) == at(
        2026, 12, 7, 8, 0, REUNION
    )


def test_a_day_off_sends_it_the_working_day_before():
    monday = at(2026, 12, 14)
    assert rules.leaves_at(monday, Reminder.EVE, USUAL, PARIS) == at(2026, 12, 11, 8)
    holiday = at(2026, 11, 12)
    assert rules.leaves_at(holiday, Reminder.EVE, USUAL, PARIS) == at(2026, 11, 10, 8)
    closed = Calendar(frozenset({6, 7}), ((date(2026, 12, 21), date(2027, 1, 3)),), True)
    assert rules.leaves_at(at(2027, 1, 4), Reminder.EVE, closed, PARIS) == at(2026, 12, 18, 8)


def test_nothing_is_due_before_its_hour_nor_on_a_day_off_nor_once_it_began():
    hour = timedelta(hours=1)
    first = at(2026, 12, 1, 8)
    assert rules.due(TUESDAY, Reminder.NONE, USUAL, PARIS, first - hour) == Reminder.NONE
    assert rules.due(TUESDAY, Reminder.NONE, USUAL, PARIS, first) == Reminder.WEEK
    assert rules.due(TUESDAY, Reminder.WEEK, USUAL, PARIS, first) == Reminder.NONE
    assert rules.due(TUESDAY, Reminder.NONE, USUAL, PARIS, at(2026, 12, 5)) == Reminder.NONE
    assert rules.due(TUESDAY, Reminder.WEEK, USUAL, PARIS, at(2026, 12, 7, 8)) == Reminder.EVE
    assert rules.due(TUESDAY, Reminder.WEEK, USUAL, PARIS, TUESDAY) == Reminder.NONE


def test_when_both_are_due_only_the_last_leaves():
    assert rules.due(TUESDAY, Reminder.NONE, USUAL, PARIS, at(2026, 12, 7, 8)) == Reminder.EVE
    assert rules.due(TUESDAY, Reminder.EVE, USUAL, PARIS, at(2026, 12, 7, 9)) == Reminder.NONE


instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
calendars = st.builds(
    Calendar,
    st.frozensets(st.integers(1, 7), max_size=6),
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(0, 30)).map(
            lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
        ),
        max_size=3,
    ).map(tuple),
    st.booleans(),
)


@given(instants, st.integers(0, 60 * 24 * 12), calendars, st.sampled_from([PARIS, REUNION, "Pacific/Tahiti"]))
def test_what_is_due_is_never_on_a_day_off_and_never_after_the_beginning(starts_at, minutes, calendar, zone):
    now = starts_at - timedelta(minutes=minutes)
    found = rules.due(starts_at, Reminder.NONE, calendar, zone, now)
    if found:
        assert not calendar.is_off(now.astimezone(ZoneInfo(zone)).date())
        assert now < starts_at
        assert not calendar.is_off(rules.leaves_at(starts_at, found, calendar, zone).astimezone(ZoneInfo(zone)).date())


@given(instants, calendars, st.sampled_from([PARIS, "Pacific/Tahiti"]))
def test_looking_each_hour_sends_each_reminder_once_at_most_in_order(starts_at, calendar, zone):
    reminded, sent = Reminder.NONE, []
    for hours in range(24 * 9, -2, -1):
        found = rules.due(starts_at, reminded, calendar, zone, starts_at - timedelta(hours=hours))
        if found:
            reminded = found
            sent.append(found)
    assert sent == sorted(set(sent))


def test_a_change_waits_for_working_hours_unless_it_would_be_read_on_the_day_itself():
    saturday = at(2026, 12, 5, 10)
    assert not rules.is_urgent(at(2026, 12, 10), USUAL, PARIS, saturday)
    assert rules.is_urgent(at(2026, 12, 7, 17), USUAL, PARIS, saturday)
    assert rules.is_urgent(at(2026, 12, 4, 14), USUAL, PARIS, at(2026, 12, 3, 20))
    assert not rules.is_urgent(at(2026, 12, 5, 14), USUAL, PARIS, at(2026, 12, 3, 20))


def test_hours_are_those_of_the_cohort():
    starts, ends = datetime(2026, 12, 1, 5, 30, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert rules.day_in_words(starts, REUNION) == "mardi 1er décembre 2026"
    assert rules.hours_in_words(starts, ends, REUNION) == "de 9 h 30 à 12 h"
    assert rules.hours_in_words(starts, ends, PARIS) == "de 6 h 30 à 9 h"


def test_an_hour_that_no_clock_shows_is_refused():
    assert rules.instant(date(2026, 12, 8), time(9, 30), PARIS) == TUESDAY
    assert rules.instant(date(2026, 10, 25), time(2, 30), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="l'heure d'été"):
        rules.instant(date(2027, 3, 28), time(2, 30), PARIS)


def test_a_calendar_that_is_always_off_still_answers():
    never = Calendar(frozenset(range(1, 8)), (), False)
    assert rules.working_day(date(2026, 12, 8), never) == date(2026, 12, 8)
    assert rules.due(TUESDAY, Reminder.NONE, never, PARIS, at(2026, 12, 7, 8)) == Reminder.NONE
    assert rules.due(TUESDAY, Reminder.NONE, ALWAYS, PARIS, at(2026, 12, 6, 8)) == Reminder.WEEK
