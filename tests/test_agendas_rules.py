"""The arithmetic of an agenda: real hours, and a spare time of 10 to 15 % said in words."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.agendas.rules import LEAST_PLANNED, MOST_PLANNED, Printed, Row, budget, clock, in_words, moved

PLANNED = st.integers(LEAST_PLANNED, MOST_PLANNED)
ROWS = st.lists(
    st.builds(Row, title=st.sampled_from(["Accueil", "Marge", ""]), minutes=st.integers(0, 600)), max_size=9
)


def words(planned, *rows):
    return in_words(budget(planned, rows)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (106, "Marge : 14 minutes, 11,7 % : dans le repère de 10 à 15 %."),
        (108, "Marge : 12 minutes, 10 % : dans le repère de 10 à 15 %."),
        (102, "Marge : 18 minutes, 15 % : dans le repère de 10 à 15 %."),
        (109, "Marge : 11 minutes, 9,2 % : trop courte. Le repère est de 10 à 15 %, ici de 12 à 18 minutes."),
        (120, "Marge : 0 minute, 0 % : trop courte. Le repère est de 10 à 15 %, ici de 12 à 18 minutes."),
        (101, "Marge : 19 minutes, 15,8 % : trop large. Le repère est de 10 à 15 %, ici de 12 à 18 minutes."),
        (121, "Dépassement : 1 minute de trop, et aucune marge. Raccourcissez, ou prévoyez plus long."),
        (0, "Ajoutez des séquences : la marge se calculera ici."),
    ],
)
def test_the_spare_time_is_said_in_words(work, text):
    assert words(120, Row("Travail", work)) == text


def test_a_long_day_counts_its_spare_time_in_hours():
    text = words(600, Row("Travail", 300))
    assert text == "Marge : 5 h, 50 % : trop large. Le repère est de 10 à 15 %, ici de 1 h à 1 h 30."


def test_a_row_called_marge_is_spare_time_that_has_its_place():
    rows = [Row("Travail", 105), Row("Marge", 5), Row(" marge avant la décision", 10)]
    assert words(120, *rows) == "Marge : 15 minutes, 12,5 % : dans le repère de 10 à 15 %."
    assert words(120, *rows, Row("Margelle", 10)).startswith("Marge : 5 minutes")


def test_spare_rows_longer_than_what_is_left_are_said():
    text = words(120, Row("Travail", 105), Row("Marge", 20))
    assert text.endswith("dans le repère de 10 à 15 %. Les lignes de marge en prennent 5 minutes de trop.")


@given(PLANNED, ROWS)
def test_the_parts_always_make_the_whole(planned, rows):
    time_ = budget(planned, rows)
    assert time_.total == sum(row.minutes for row in rows)
    assert time_.work + time_.spare == planned
    assert in_words(time_)


@given(PLANNED, ROWS)
def test_the_verdict_follows_the_share(planned, rows):
    time_ = budget(planned, rows)
    share = time_.spare / planned
    expected = (
        "empty"
        if not time_.work
        else "overrun"
        if share < 0
        else "small"
        if share < 0.1
        else "large"
        if time_.spare * 100 > planned * 15
        else "good"
    )
    assert time_.verdict == expected


@given(PLANNED)
def test_every_planned_time_has_a_good_spare_time(planned):
    time_ = budget(planned, [Row("Travail", 1)])
    assert planned / 10 <= time_.least <= time_.most <= planned * 0.15


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "9 h 30"),
        (35, "10 h 05"),
        (870, "0 h 00 (+ 1 jour)"),
        (900, "0 h 30 (+ 1 jour)"),
        (2400, "1 h 30 (+ 2 jours)"),
    ],
)
def test_the_clock_runs_past_midnight(minutes, text):
    assert clock(time(9, 30), minutes) == text


def test_each_row_begins_when_the_one_before_ends():
    rows = (Row("Ouvrir", 10), Row("Inclure", 25), Row("Clore", 0))
    agenda = Printed("Essai", None, time(9, 30), 60, "", rows)
    assert [hour for hour, _ in agenda.lines] == ["9 h 30", "9 h 40", "10 h 05"]
    assert agenda.hours == "de 9 h 30 à 10 h 30"
    assert agenda.spent.replace("\u00a0", " ") == "Total : 35 minutes sur 1 h, jusqu'à 10 h 05."


@given(st.lists(st.text("abc", min_size=1), min_size=1, unique=True), st.data(), st.integers(-3, 3))
def test_moving_a_row_keeps_every_row_and_the_order_of_the_others(keys, data, step):
    key = data.draw(st.sampled_from(keys))
    result = moved(keys, key, step)
    assert sorted(result) == sorted(keys)
    assert [other for other in result if other != key] == [other for other in keys if other != key]
    assert result.index(key) == min(max(0, keys.index(key) + step), len(keys) - 1)
