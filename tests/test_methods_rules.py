"""Choosing a method: every sheet shown fits what was asked, and asking less never shows fewer."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.methods.loader import load_methods
from course.methods.rules import PHASES, Need, chosen, fits, wider

METHODS, _ = load_methods(Path(__file__).parent / "sample" / "modules" / "methodes")
NEEDS = st.builds(
    Need,
    phase=st.none() | st.sampled_from(list(PHASES)),
    size=st.none() | st.integers(1, 100),
    minutes=st.none() | st.integers(1, 120),
    remote=st.booleans(),
    level=st.none() | st.integers(1, 3),
)


@pytest.mark.parametrize(
    ("need", "slugs"),
    [
        (Need(), ["ecran-d-essai", "nuage-d-essai", "tour-d-essai"]),
        (Need(phase="clore"), ["tour-d-essai"]),
        (Need(phase="decider"), ["ecran-d-essai"]),
        (Need(size=3), ["tour-d-essai"]),
        (Need(size=12), ["ecran-d-essai", "nuage-d-essai", "tour-d-essai"]),
        (Need(size=13), ["ecran-d-essai", "nuage-d-essai"]),
        (Need(size=61), []),
        (Need(minutes=4), []),
        (Need(minutes=30), ["nuage-d-essai", "tour-d-essai"]),
        (Need(remote=True), ["nuage-d-essai", "tour-d-essai"]),
        (Need(level=1), ["tour-d-essai"]),
        (Need(level=2), ["nuage-d-essai", "tour-d-essai"]),
        (Need(phase="diverger", size=20, minutes=45, remote=True, level=2), ["nuage-d-essai"]),
    ],
)
def test_a_sheet_is_chosen_when_it_fits_everything_asked(need, slugs):
    assert chosen(METHODS, need) == slugs


def test_titles_sort_as_in_a_french_dictionary():
    renamed = {
        slug: method.model_copy(update={"title": title})
        for (slug, method), title in zip(METHODS.items(), ["Zoom", "Élan", "Eau"], strict=True)
    }
    assert [renamed[slug].title for slug in chosen(renamed, Need())] == ["Eau", "Élan", "Zoom"]


@given(NEEDS)
def test_what_is_shown_fits_and_what_is_not_does_not(need):
    shown = chosen(METHODS, need)
    assert len(shown) == len(set(shown))
    assert all(fits(METHODS[slug], need) == (slug in shown) for slug in METHODS)


@given(NEEDS, st.sampled_from(list(vars(Need()))))
def test_asking_less_never_shows_fewer(need, name):
    less = replace(need, **{name: getattr(Need(), name)})
    assert set(chosen(METHODS, need)) <= set(chosen(METHODS, less))


@given(NEEDS, st.integers(1, 120))
def test_more_time_or_a_higher_level_never_shows_fewer(need, minutes):
    longer = replace(need, minutes=(need.minutes or 0) + minutes)
    assert set(chosen(METHODS, replace(need, minutes=need.minutes or 0))) <= set(chosen(METHODS, longer))
    assert set(chosen(METHODS, replace(need, level=1))) <= set(chosen(METHODS, replace(need, level=3)))


@given(NEEDS)
def test_each_way_to_widen_is_a_condition_asked_and_counts_what_it_shows(need):
    for name, count in wider(METHODS, need).items():
        nothing = getattr(Need(), name)
        assert getattr(need, name) != nothing
        assert count == len(chosen(METHODS, replace(need, **{name: nothing}))) > 0
