"""The days when a cohort does not work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.cohorts.holidays import easter, holidays
from course.cohorts.rules import Calendar

EASTERS = {2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}


@pytest.mark.parametrize(("year", "day"), EASTERS.items())
def test_easter_falls_where_the_almanac_says(year, day):
    assert easter(year) == date(year, *day)


@given(st.integers(1900, 2199))
def test_easter_is_a_sunday_between_the_22nd_of_march_and_the_25th_of_april(year):
    day = easter(year)
    assert day.isoweekday() == 7
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_france_has_eleven_public_holidays():
    found = holidays(2026)
    assert len(found) == 11
    assert found[date(2026, 5, 14)] == "Ascension"
    assert found[date(2026, 5, 25)] == "Lundi de Pentecôte"
    assert list(found) == sorted(found)


def test_a_calendar_skips_its_weekdays_its_ranges_and_the_holidays():
    calendar = Calendar(frozenset({3, 6, 7}), ((date(2026, 12, 21), date(2027, 1, 1)),), holidays=True)
    off = [date(2026, 11, 11), date(2026, 11, 18), date(2026, 12, 21), date(2027, 1, 1), date(2026, 5, 1)]
    assert all(map(calendar.is_off, off))
    assert not any(map(calendar.is_off, [date(2026, 12, 18), date(2027, 1, 4)]))


def test_holidays_are_worked_when_the_cohort_says_so():
    assert not Calendar(holidays=False).is_off(date(2026, 5, 1))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_a_day_within_a_range_is_off(first, days):
    last = first + timedelta(days=days)
    calendar = Calendar(frozenset(), ((first, last),), holidays=False)
    assert calendar.is_off(first) and calendar.is_off(last)
    assert not calendar.is_off(last + timedelta(days=1))
