"""Windows and deadlines: instants in UTC, hours of the platform's zone, changes of clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from course.quizzes.rules import may_start
from course.quizzes.schema import Quiz
from course.quizzes.timing import closes_at, deadline, extra_minutes, opens_at
from tests.answering import RAW

PARIS = "Europe/Paris"
NOON = datetime(2026, 12, 8, 12, 0, 30, tzinfo=UTC)


def quiz(**rules):
    question = {"id": "q", "type": "short", "text": "?", "competence": "A1", **RAW["short"]}
    facts = {"title": "Q", "module": "m", "minutes": 5, "draw": {"A": 1}, "questions": [question]}
    return Quiz.model_validate({**facts, **rules})


@pytest.mark.parametrize(
    ("limit", "percent", "extra"), [(60, 33, 20), (30, 33, 10), (45, 50, 23), (60, 0, 0), (None, 33, 0), (1, 1, 1)]
)
def test_extra_time_is_rounded_up_to_a_minute(limit, percent, extra):
    assert extra_minutes(limit, percent) == extra


@pytest.mark.parametrize(
    ("rules", "extra", "minutes"),
    [
        ({}, 0, None),
        ({"time_limit": 30}, 0, 30),
        ({"time_limit": 30}, 10, 40),
        ({"time_limit": 30, "closes": "2026-12-08 13:10"}, 0, 9.5),
        ({"time_limit": 30, "closes": "2026-12-08 13:10"}, 10, 19.5),
        ({"closes": "2026-12-08 14:00"}, 0, 59.5),
        ({"time_limit": 30, "closes": "2026-12-09"}, 0, 30),
    ],
)
def test_an_attempt_ends_with_its_time_or_the_window_and_extra_time_comes_after(rules, extra, minutes):
    end = deadline(quiz(**rules), NOON, PARIS, extra)
    assert end == (minutes and NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("local", "opens", "closes"),
    [
        ("2026-12-08 09:00", "2026-12-08T08:00", "2026-12-08T08:00"),
        ("2026-07-08 09:00", "2026-07-08T07:00", "2026-07-08T07:00"),
        ("2026-12-08", "2026-12-07T23:00", "2026-12-08T22:59"),
        ("2026-10-25 02:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("2026-03-29 02:30", "2026-03-29T00:30", "2026-03-29T01:30"),
    ],
)
def test_local_hours_become_instants_in_favour_of_the_learner_when_clocks_change(local, opens, closes):
    def instant(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert opens_at(quiz(opens=local), PARIS) == instant(opens)
    assert closes_at(quiz(closes=local), PARIS) == instant(closes)


def test_the_change_of_clocks_takes_no_time_from_an_attempt_nor_gives_any():
    start = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert deadline(quiz(time_limit=60), start, PARIS, 0) - start == timedelta(hours=1)


def test_the_window_is_told_before_and_after_and_open_within():
    windowed = quiz(opens="2026-12-08 13:00", closes="2026-12-08 14:00")
    told = [may_start(windowed, [], NOON + timedelta(minutes=shift), PARIS) for shift in (-2, 0, 58, 60)]
    assert [permission.allowed for permission in told] == [False, True, True, False]
    assert told[0].reason.replace("\u00a0", " ") == "Cette évaluation ouvre le 8 décembre 2026 à 13 h 00."
    assert told[3].reason.replace("\u00a0", " ") == "Cette évaluation a fermé le 8 décembre 2026 à 14 h 00."
    assert [permission.heading for permission in told] == ["Pas encore ouverte", "", "", "Fermée"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"opens": "demain"}, "date attendue"),
        ({"opens": 2026}, "date attendue"),
        ({"opens": "2026-13-40"}, "date attendue"),
        ({"opens": "2026-12-08T09:00:00+01:00"}, "heure locale attendue"),
        ({"opens": "2026-12-08 10:00", "closes": "2026-12-08 10:00"}, "n'est pas après"),
        ({"time_limit": 4}, "plus court que « minutes »"),
        ({"time_limit": 481}, "less than or equal"),
    ],
)
def test_a_time_that_cannot_be_is_refused(rules, message):
    with pytest.raises(ValueError, match=message):
        quiz(**rules)
