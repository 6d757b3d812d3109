"""The mirror of a cohort tells what it knows, and nothing of anybody, even by difference."""

import json
import random
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Membership
from course.db import db
from course.onboarding.positioning.models import Positioning, PositioningLevel
from course.people.models import Person
from course.quizzes.models import DONE, Attempt, AttemptItem
from course.tracking import mirror, mirror_operations, mirror_queries
from course.tracking.models import MirrorFigure
from tests.answering import wrong
from tests.crowding import assess
from tests.taking import at_once, complete, words

PEOPLE = st.dictionaries(st.integers(1, 12), st.integers(0, 100), max_size=12)


@pytest.fixture
def region(app, cast):
    """A cohort with nobody in it: who joins, and assesses themselves, is told by `arrive`."""
    return f"/cohortes/{cast.cohort}"


def arrive(cast, count, seed=0):
    """That many people who were all assessed once; their numbers."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        person = Person(email=f"m{seed}-{number}@example.org", name=f"M {number}", session_key="k")
        db.session.add(person)
        db.session.flush()
        cohorts.join(db.session.get_one(Cohort, cast.cohort), person.id, None, now() - timedelta(days=1))
        assess(chance, person.id, "essai", now() - timedelta(hours=2))
        found.append(person.id)
    db.session.commit()
    return found


def kept(cast, source=mirror.ASSESSED):
    """The figures as they are, by competence."""
    db.session.rollback()
    rows = db.session.scalars(select(MirrorFigure).filter_by(cohort_id=cast.cohort, source=source))
    found = {row.competence: (row.people, row.percent, row.counted) for row in rows}
    db.session.rollback()
    return found


def again(cast, person, seed):
    assess(random.Random(seed), person, "essai", now() - timedelta(hours=1), number=2)
    db.session.commit()


def test_nothing_is_shown_of_four_people_and_all_of_five(cast, region):
    arrive(cast, 4)
    cast.chloe.post(f"{region}/miroir")
    assert kept(cast) == {}
    assert "Pas encore de miroir" in words(cast.chloe.get(f"{region}/miroir"))
    arrive(cast, 1, seed=1)
    assert cast.chloe.post(f"{region}/miroir").headers["Location"] == f"{region}/miroir"
    assert {code: people for code, (people, _, _) in kept(cast).items()} == {"A1": 5, "C1": 5, "D2": 5}
    page = " ".join(re.sub("<[^>]+>", " ", words(cast.chloe.get(f"{region}/miroir"))).split())
    assert re.search(r"A1 Construire un partenariat de travail \d+ % 5", page)
    assert "A2 Concevoir pour le besoin du commanditaire – moins de 5" in page


def test_one_who_joins_changes_no_figure_until_five_have(cast, region):
    arrive(cast, 5)
    cast.chloe.post(f"{region}/miroir")
    first = kept(cast)
    for seed in range(1, 5):
        arrive(cast, 1, seed)
        cast.chloe.post(f"{region}/miroir")
        assert kept(cast) == first
    assert "Rien n'a changé" in words(cast.chloe.get(f"{region}/miroir"))
    arrive(cast, 1, seed=5)
    cast.chloe.post(f"{region}/miroir")
    assert {people for people, _, _ in kept(cast).values()} == {10}


def test_one_who_tries_again_or_leaves_changes_no_figure(cast, region):
    people = arrive(cast, 7)
    cast.chloe.post(f"{region}/miroir")
    first = kept(cast)
    again(cast, people[0], 99)
    cohorts.leave(db.session.get_one(Cohort, cast.cohort), people[1], cast.id("diane"), now())
    db.session.commit()
    cast.chloe.post(f"{region}/miroir")
    assert kept(cast) == first


def test_it_is_hidden_again_when_too_few_remain(cast, region):
    arrive(cast, 6)
    cast.chloe.post(f"{region}/miroir")
    assert "moins de 5" in words(cast.chloe.get(f"{region}/miroir/projection"))
    db.session.execute(
        delete(Membership).where(Membership.person_id.in_(select(Person.id).order_by(-Person.id).limit(2)))
    )
    db.session.commit()
    assert "Pas encore de miroir" in words(cast.chloe.get(f"{region}/miroir"))
    assert "%" not in words(cast.chloe.get(f"{region}/miroir/projection")).partition("Compétence")[2]


def test_no_page_says_a_name_nor_who_was_counted(cast, region):
    people = arrive(cast, 6)
    cast.chloe.post(f"{region}/miroir")
    assert json.loads(kept(cast)["A1"][2]).keys() == {str(person) for person in people}
    for page in ("miroir", "miroir/projection", "questions"):
        text = cast.chloe.get(f"{region}/{page}").text
        assert "M 0" not in text and kept(cast)["A1"][2] not in text


def test_the_last_finished_attempt_of_each_counts(cast, region):
    people = arrive(cast, 5)
    for person in people:
        again(cast, person, person)
    expected = mirror_queries.scores(cast.cohort, now())
    assert all(set(found) == set(people) for found in expected.values())
    cast.chloe.post(f"{region}/miroir")
    assert kept(cast)["A1"][1] == mirror.figure(expected["A1"])


def test_many_clicks_at_once_make_one_mirror(app, cast, region):
    arrive(cast, 6)
    clients = [cast.client(app, "chloe") for _ in range(8)]
    responses = at_once(app, [lambda client=client: client.post(f"{region}/miroir") for client in clients])
    assert {response.status_code for response in responses} == {303}
    assert set(kept(cast)) == {"A1", "C1", "D2"}


def test_another_cohort_is_counted_apart(cast, region):
    arrive(cast, 6)
    other = cohorts.create({"name": "Autre", "starts": now().date()}, None)
    db.session.commit()
    assert mirror_operations.refresh(other.id, mirror_queries.today(other.id, now()), now()) == 0
    db.session.commit()
    assert mirror_queries.figures(other.id, now()) == mirror_queries.today(other.id, now())


def test_the_levels_that_people_give_themselves_are_shown_apart(cast, region):
    for person, level in zip(arrive(cast, 5), (1, 2, 2, 3, 4), strict=True):
        done = Positioning(person_id=person, moment="entry", started_at=now(), finished_at=now())
        db.session.add(done)
        db.session.flush()
        db.session.add(PositioningLevel(positioning_id=done.id, competence="F3", level=level, described="D"))
    db.session.commit()
    cast.chloe.post(f"{region}/miroir")
    assert set(kept(cast)) == {"A1", "C1", "D2"}
    assert kept(cast, mirror.SAID)["F3"][:2] == (5, 45)
    page = words(cast.chloe.get(f"{region}/miroir"))
    assert "Aux évaluations" in page and "Les niveaux que chacun se donne" in page and "<td>2,4</td><td>5</td>" in page
    assert "Niveau sur 4" in words(cast.chloe.get(f"{region}/miroir/projection?de=niveaux"))
    assert "Niveau sur 4" not in words(cast.chloe.get(f"{region}/miroir/projection"))


@given(PEOPLE, PEOPLE)
def test_a_figure_and_the_next_one_differ_by_five_people_at_least(shown, today):
    if mirror.due(shown, today):
        moved = {one for one in shown.keys() | today.keys() if shown.get(one) != today.get(one)}
        assert len(moved) >= 5 and len(today) >= 5


@given(st.dictionaries(st.integers(1, 60), st.integers(0, 100), min_size=5))
def test_a_figure_is_round_and_near_and_never_says_all_or_none(today):
    found = mirror.figure(today)
    assert found % 5 == 0 and 5 <= found <= 95
    assert abs(found - sum(today.values()) / len(today)) <= 5


def test_the_hardest_questions_come_first_with_what_was_answered_instead(app, cast, region):
    arrive(cast, 4)
    assert "Rien à montrer" in words(cast.chloe.get(f"{region}/questions"))
    names = [f"p{number}" for number in range(6)]
    cast.add(app, *names)
    for name in names:
        cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id(name), None, now())
    db.session.commit()
    for name in names:
        complete(getattr(cast, name), wrong)
    hard = mirror_queries.hardest(cast.cohort, now())
    facilities = [one.figures.facility for one in hard]
    assert facilities == sorted(facilities) and hard and max(facilities) < 0.8
    page = words(cast.chloe.get(f"{region}/questions"))
    assert "Premier geste" in page and re.search(r"Souvent répondu : « Conclure » \(\d fois\)", page)
    complete(cast.bob, wrong)
    assert mirror_queries.hardest(cast.cohort, now())[0].figures.count == hard[0].figures.count


def test_one_person_who_tries_five_times_is_not_five_people(app, cast, region):
    """Five people were assessed, which the page wants; what one of them alone missed, and wrote, stays theirs."""
    people = arrive(cast, 5)
    complete(cast.bob, wrong)
    [attempt] = db.session.scalars(select(Attempt).where(Attempt.person_id == cast.id("bob")))
    missed = list(db.session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)))
    for number in range(2, 7):
        same = {"title": "Essai", "module": "essai", "pass_mark": 70, "state": DONE, "started_at": now()}
        tried = Attempt(person_id=people[0], quiz="essai", number=number, submitted_at=now(), score=0, **same)
        db.session.add(tried)
        db.session.flush()
        for item in missed:
            columns = {"fingerprint": item.fingerprint, "layout": item.layout, "answer": item.answer, "score": 0.0}
            db.session.add(AttemptItem(attempt_id=tried.id, position=item.position, **columns))
    db.session.commit()
    for hard in mirror_queries.hardest(cast.cohort, now()):
        assert mirror.FEWEST <= hard.figures.count <= len(people)
        assert hard.mistake is None


def test_closed_accounts_count_no_more(cast, region):
    people = arrive(cast, 5)
    db.session.execute(update(Person).where(Person.id == people[0]).values(disabled=True))
    db.session.commit()
    cast.chloe.post(f"{region}/miroir")
    assert kept(cast) == {}
