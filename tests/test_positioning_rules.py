"""Positioning: when it is due, what its test asks, what it lets one leave out, and its picture."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.competences.loader import load_grid
from course.competences.schema import LEVELS, Grid
from course.onboarding.positioning.radar import CENTRE, RADIUS, radar
from course.onboarding.positioning.rules import (
    APART,
    EXIT_FROM,
    MIDDLE_FROM,
    Moment,
    Profile,
    Scored,
    draw_test,
    due,
    proposals,
    score,
)
from course.progress.catalog import load_catalog
from course.progress.rules import LessonFact, Record
from course.questions.base import COMPETENCES
from course.waivers.rules import Reason, Scope
from tests.conftest import ROOT

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CODES = list(COMPETENCES)


@pytest.fixture(scope="module")
def content():
    catalog, problems = load_catalog(ROOT)
    assert problems == []
    return catalog


def test_the_first_positioning_is_due_at_once_and_the_others_as_the_path_goes():
    entry = {Moment.ENTRY: AT}
    later = AT + APART
    assert (due({}, 0, AT).moment, due({}, 0, AT).wait) == (Moment.ENTRY, "")
    assert due(entry, MIDDLE_FROM - 1, later).wait
    assert (due(entry, MIDDLE_FROM, later).moment, due(entry, MIDDLE_FROM, later).wait) == (Moment.MIDDLE, "")
    assert due(entry | {Moment.MIDDLE: later}, EXIT_FROM - 1, later + APART).wait
    assert due(entry | {Moment.MIDDLE: later}, EXIT_FROM, later + APART).wait == ""
    assert due(dict.fromkeys(Moment, AT), 100, later) is None


def test_whoever_ends_without_a_middle_goes_to_the_exit():
    assert due({Moment.ENTRY: AT}, EXIT_FROM, AT + APART).moment is Moment.EXIT


def test_two_positionings_are_four_weeks_apart():
    early = due({Moment.ENTRY: AT}, 100, AT + APART - timedelta(seconds=1))
    assert "quatre semaines" in early.wait


levels = st.fixed_dictionaries({code: st.integers(1, LEVELS) for code in CODES})
tests = st.dictionaries(
    st.sampled_from(CODES), st.integers(1, 3).flatmap(lambda n: st.builds(Scored, st.just(n), st.floats(0, n)))
)
texts = st.sampled_from(["", "Deux jours à l'IRA"])
profiles = st.builds(Profile, levels, tests, texts, texts)


@given(levels, st.integers(0, 99))
def test_the_test_follows_its_blueprint_and_prefers_what_one_says_to_master(content, said, seed):
    found = draw_test(content.grid.draw, content.placeable, said, set(), random.Random(seed))
    assert len(found) == len({item.id for item in found}) == content.grid.drawn
    wanted = Counter({line.competence: line.count for line in content.grid.draw})
    assert Counter(item.competence[0] for item in found) == wanted
    for group in wanted:
        claimed = sum(said[item.competence] >= 3 for item in found if item.competence.startswith(group))
        could = [item for item in content.placeable if said[item.competence] >= 3 and item.competence[0] == group]
        line = next(line for line in content.grid.draw if line.competence == group)
        assert claimed == min(line.count, sum(line.wants(item) for item in could))


def test_a_question_already_met_comes_back_last(content):
    chance = random.Random(1)
    first = draw_test(content.grid.draw, content.placeable, {}, set(), chance)
    again = draw_test(content.grid.draw, content.placeable, {}, {item.fingerprint for item in first}, chance)
    assert not {item.id for item in first} & {item.id for item in again}


@given(profiles)
def test_nothing_is_proposed_below_without_help(content, profile):
    for item in proposals(profile, content.course, Record(), set()):
        codes = content.course.lesson(item.scope.lesson).head.competences
        assert min(profile.levels[code] for code in codes) >= 3
        assert item.grounds
        if item.reason is Reason.TEST:
            tested = [profile.test[code] for code in codes if code in profile.test]
            assert sum(part.asked for part in tested) >= 2
            assert 2 * len(tested) >= len(codes)
            assert sum(part.points for part in tested) >= 0.8 * sum(part.asked for part in tested)
        if item.reason is Reason.FIELD:
            assert profile.field
            assert min(profile.levels[code] for code in codes) == LEVELS
        if item.reason is Reason.TRAINING:
            assert profile.training


@given(profiles)
def test_a_module_its_assessment_and_an_administrative_reason_are_never_proposed(content, profile):
    found = proposals(profile, content.course, Record(), set())
    assert all(item.scope.lesson and not item.scope.assessment for item in found)
    assert not any(content.course.module(item.scope.module).head.optional for item in found)
    assert Reason.ADMINISTRATIVE not in {item.reason for item in found}
    assert len({item.scope for item in found}) == len(found)


@given(profiles)
def test_what_was_refused_or_settled_is_not_proposed_again(content, profile):
    found = proposals(profile, content.course, Record(), set())
    refused = {(item.scope, item.reason) for item in found}
    again = {(item.scope, item.reason) for item in proposals(profile, content.course, Record(), refused)}
    assert not refused & again
    done = Record({item.scope.lesson: LessonFact("", True, "f") for item in found})
    assert proposals(profile, content.course, done, set()) == []
    whole = Record(waivers={Scope(item.scope.module): Reason.FIELD for item in found})
    assert proposals(profile, content.course, whole, set()) == []


def test_a_test_that_contradicts_what_one_says_proposes_nothing(content):
    said = dict.fromkeys(CODES, 4)
    failed = {code: Scored(1, 0.0) for code in CODES}
    assert proposals(Profile(said, failed, "Formation", "Vingt ateliers"), content.course, Record(), set()) == []


def test_scores_add_up_by_competence():
    assert score([("A1", 1.0), ("A1", 0.5), ("B2", 0.0)]) == {"A1": Scored(2, 1.5), "B2": Scored(1, 0.0)}


def test_the_radar_keeps_every_point_within_its_rings():
    drawn = radar(CODES, [dict.fromkeys(CODES, LEVELS), dict.fromkeys(CODES, 1)])
    assert len(drawn.rings) == LEVELS
    assert drawn.shapes[0][0] == drawn.rings[-1]
    assert drawn.shapes[1][0] == drawn.rings[0]
    for _, points in drawn.shapes:
        assert all((p.x - CENTRE) ** 2 + (p.y - CENTRE) ** 2 <= (RADIUS + 0.2) ** 2 for p in points)


def grid(**changes):
    words = {code: [f"{code} niveau {level}" for level in range(1, 5)] for code in CODES}
    usual = {"title": "T", "minutes": 15, "levels": ["a", "b", "c", "d"], "competences": words, "draw": {"A": 1}}
    return {**usual, **changes}


def test_the_grid_of_the_course_describes_four_levels_of_every_competence(content):
    assert set(content.grid.competences) == set(CODES)
    described = [text for texts in content.grid.competences.values() for text in texts]
    assert len(set(described)) == 4 * 18


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"competences": {}}, "compétences sans niveaux : A1, A2"),
        ({"competences": {**grid()["competences"], "A1": ["a", "a", "b", "c"]}}, "A1 : deux niveaux identiques"),
        ({"competences": {**grid()["competences"], "A1": ["a", "b", "c"]}}, "pas assez d'éléments"),
        ({"draw": {"Z": 1}}, "compétence inconnue"),
        ({"minutes": "15"}, "nombre entier attendu"),
    ],
)
def test_a_wrong_grid_is_a_located_problem(tmp_path, changes, words):
    import yaml

    (tmp_path / "positionnement.yaml").write_text(yaml.safe_dump(grid(**changes), allow_unicode=True))
    found, problems = load_grid(tmp_path)
    assert found is None
    assert any(words in str(problem) and problem.file == "modules/positionnement.yaml" for problem in problems)


def test_a_test_that_asks_for_more_than_the_banks_hold_says_so():
    bank = [SimpleNamespace(id="a", competence="A1", tags=(), difficulty=1, situation=True)]
    assert "2 demandées, 1 dans les banques" in Grid.model_validate(grid(draw={"A": 2})).shortage(bank)
