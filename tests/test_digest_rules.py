"""When a digest leaves, and to whom it is worth one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from course.cohorts.rules import Calendar
from course.digest.rules import Due, Facts, Meeting, is_worth, subject, week_due
from course.progress.catalog import Step

STEP = Step("lesson", "posture/ecouter", "Écouter vraiment", "Écouter", 25, "posture")
AT = datetime(2027, 3, 8, 7, tzinfo=UTC)
WORKSHOP = Meeting("Premier atelier", "12 mars 2027 à 9 h 30", "/cohortes/1/ateliers/1")


@pytest.mark.parametrize(
    ("at", "zone", "week"),
    [
        (datetime(2027, 3, 8, 6, 59, tzinfo=UTC), "Europe/Paris", None),
        (datetime(2027, 3, 8, 7, 0, tzinfo=UTC), "Europe/Paris", "2027-W10"),
        (datetime(2027, 3, 8, 4, 0, tzinfo=UTC), "Indian/Reunion", "2027-W10"),
        (datetime(2027, 3, 8, 7, 0, tzinfo=UTC), "Pacific/Tahiti", None),
        (datetime(2027, 3, 8, 18, 0, tzinfo=UTC), "Pacific/Tahiti", "2027-W10"),
        (datetime(2027, 3, 10, 9, 0, tzinfo=UTC), "Europe/Paris", "2027-W10"),
        (datetime(2027, 3, 10, 18, 0, tzinfo=UTC), "Europe/Paris", None),
        (datetime(2027, 3, 11, 9, 0, tzinfo=UTC), "Europe/Paris", None),
        (datetime(2027, 3, 13, 9, 0, tzinfo=UTC), "Europe/Paris", None),
        (datetime(2027, 3, 29, 9, 0, tzinfo=UTC), "Europe/Paris", None),
        (datetime(2027, 3, 30, 6, 0, tzinfo=UTC), "Europe/Paris", "2027-W13"),
        (datetime(2027, 1, 4, 8, 0, tzinfo=UTC), "Europe/Paris", "2027-W01"),
    ],
    ids=str,
)
def test_it_leaves_from_eight_on_the_first_working_day_of_the_week_there(at, zone, week):
    """29 March 2027 is Easter Monday."""
    assert week_due(at, zone, Calendar().is_off) == week


def test_a_week_without_a_working_day_has_none():
    closed = Calendar(ranges=((date(2027, 3, 8), date(2027, 3, 14)),))
    assert {week_due(AT + timedelta(hours=hours), "Europe/Paris", closed.is_off) for hours in range(0, 168, 3)} == {
        None
    }


def test_a_week_off_but_for_thursday_has_its_digest_on_thursday():
    closed = Calendar(ranges=((date(2027, 3, 8), date(2027, 3, 10)),))
    assert week_due(AT + timedelta(days=3), "Europe/Paris", closed.is_off) == "2027-W10"


@pytest.mark.parametrize(
    ("facts", "worth"),
    [
        (Facts(), False),
        (Facts(seen_at=AT), False),
        (Facts(seen_at=AT - timedelta(days=27), step=STEP), True),
        (Facts(seen_at=AT - timedelta(days=29), step=STEP), False),
        (Facts(step=STEP, due=Due("Posture", date(2027, 3, 12))), False),
        (Facts(meeting=WORKSHOP), True),
        (Facts(seen_at=AT - timedelta(days=200), step=STEP, needing=1), True),
    ],
)
def test_who_is_gone_hears_only_of_what_has_a_date_or_of_who_waits_for_them(facts, worth):
    assert is_worth(facts, AT) is worth


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(step=STEP), "Votre semaine : Écouter vraiment (25\u00a0minutes)"),
        (Facts(step=STEP, needing=1), "Votre semaine : 1 personne a besoin de vous"),
        (Facts(step=STEP, needing=3), "Votre semaine : 3 personnes ont besoin de vous"),
        (Facts(meeting=WORKSHOP), "Votre semaine : Premier atelier"),
    ],
)
def test_the_subject_says_the_most_useful_thing(facts, said):
    assert subject(facts) == said
