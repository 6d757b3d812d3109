"""A term makes the coach: who coaches whom, from when, until when, and what the clock opens and closes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from course.clock import now
from course.cohorts import operations, queries, rules
from course.cohorts import term_operations as terms
from course.cohorts.models import Cohort, Membership, Term
from course.cohorts.operations import RefusedError
from course.db import db
from course.people.models import Audit, Person

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = date(2027, 1, 4), date(2027, 6, 30)


@pytest.fixture
def cohort(cast):
    found = operations.create({"name": "Promotion d’hiver", "starts": FIRST}, cast.id("diane"))
    operations.join(found, cast.id("alice"), cast.id("diane"), datetime(2026, 12, 1, tzinfo=PARIS))
    db.session.commit()
    return found


@pytest.fixture
def term(cast, cohort):
    """Bob coaches Alice for six months."""
    found = terms.give(cohort, cast.person("bob"), (FIRST, LAST), cast.id("diane"), now())
    db.session.commit()
    return found


def coached(cast, coach, person, at):
    return queries.coached(cast.id(coach), cast.id(person), at)


def test_a_coach_coaches_from_the_first_minute_of_the_first_day_to_the_last_of_the_last(cast, term):
    first, over = datetime(2027, 1, 4, tzinfo=PARIS), datetime(2027, 7, 1, tzinfo=PARIS)
    second = timedelta(seconds=1)
    at = [first - second, first, over - second, over]
    assert [coached(cast, "bob", "alice", instant) for instant in at] == [False, True, True, False]


def test_a_term_opens_nothing_in_another_cohort_nor_on_oneself(cast, cohort, term):
    middle = datetime(2027, 3, 1, tzinfo=PARIS)
    operations.join(cohort, cast.id("bob"), None, middle)
    db.session.commit()
    assert coached(cast, "bob", "alice", middle)
    assert not coached(cast, "bob", "bob", middle + timedelta(days=1))
    assert not coached(cast, "chloe", "alice", middle)
    assert not coached(cast, "alice", "bob", middle)


def test_who_left_the_cohort_is_not_coached_any_more_and_who_comes_back_is(cast, cohort, term):
    gone, back = datetime(2027, 3, 1, tzinfo=PARIS), datetime(2027, 4, 1, tzinfo=PARIS)
    assert operations.leave(cohort, cast.id("alice"), cast.id("diane"), gone)
    assert not operations.leave(cohort, cast.id("alice"), cast.id("diane"), gone)
    operations.join(cohort, cast.id("alice"), cast.id("diane"), back)
    db.session.commit()
    hours = timedelta(hours=1)
    at = [gone - hours, gone, back - hours, back]
    assert [coached(cast, "bob", "alice", instant) for instant in at] == [True, False, False, True]
    assert db.session.scalar(select(func.count()).where(Membership.person_id == cast.id("alice"))) == 2


def test_two_coaches_may_hold_terms_together(cast, cohort, term):
    terms.give(cohort, cast.person("chloe"), (date(2027, 6, 1), date(2027, 12, 31)), cast.id("diane"), now())
    db.session.commit()
    at = datetime(2027, 6, 15, tzinfo=PARIS)
    assert coached(cast, "bob", "alice", at) and coached(cast, "chloe", "alice", at)
    assert [found.name for found in queries.cohorts_of_coach(cast.id("chloe"), at)] == [
        "Occitanie",
        "Promotion d’hiver",
    ]
    assert [found.name for found in queries.cohorts_of_member(cast.id("alice"), at)] == ["Promotion d’hiver"]


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2027, 2, 1), date(2027, 3, 1), "déjà un mandat"),
        (date(2027, 6, 30), date(2027, 9, 1), "déjà un mandat"),
        (date(2027, 9, 2), date(2027, 9, 1), "avant son début"),
        (date(2028, 1, 1), date(2031, 1, 1), "deux ans au plus"),
    ],
)
def test_a_term_that_makes_no_sense_is_refused(cast, cohort, term, first, last, why):
    with pytest.raises(RefusedError, match=why):
        terms.give(cohort, cast.person("bob"), (first, last), cast.id("diane"), now())
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Term)) == 2


def test_the_role_of_coach_comes_and_goes_with_the_clock(cast, term, time_machine):
    seen = []
    for at in ("2027-01-03T22:59Z", "2027-01-03T23:00Z", "2027-06-30T21:59Z", "2027-06-30T22:00Z"):
        time_machine.move_to(datetime.fromisoformat(at), tick=False)
        page = cast.client(cast.bob.application, "bob").get("/animer")
        seen.append(page.status_code)
        assert ("/animer" in cast.client(cast.bob.application, "bob").get("/").text) is (page.status_code == 200)
    assert seen == [403, 200, 200, 403]


def test_ending_a_term_shuts_the_pages_at_the_next_request(cast, term):
    term = db.session.scalars(select(Term).where(Term.person_id == cast.id("chloe"))).one()
    assert cast.chloe.get("/animer").status_code == 200
    terms.end(term, db.session.get_one(Cohort, term.cohort_id), cast.id("diane"), now())
    db.session.commit()
    assert cast.chloe.get("/animer").status_code == 403
    with pytest.raises(RefusedError, match="déjà terminé"):
        terms.end(term, db.session.get_one(Cohort, term.cohort_id), cast.id("diane"), now())


def test_a_page_held_by_the_browser_is_not_the_page_of_the_coach(cast, term, time_machine):
    time_machine.move_to(datetime(2027, 1, 3, 12, tzinfo=PARIS), tick=False)
    bob = cast.client(cast.bob.application, "bob")
    held = {"If-None-Match": bob.get("/lecons/essai/ouvrir").headers["ETag"]}
    assert bob.get("/lecons/essai/ouvrir", headers=held).status_code == 304
    time_machine.move_to(datetime(2027, 1, 4, 12, tzinfo=PARIS), tick=False)
    assert bob.get("/lecons/essai/ouvrir", headers=held).status_code == 200


def test_an_administrator_who_coaches_stays_an_administrator(cast, cohort):
    terms.give(cohort, cast.person("diane"), (date(2020, 1, 6), date(2021, 1, 1)), cast.id("diane"), now())
    today = now().date()
    terms.give(cohort, cast.person("diane"), (today, today), cast.id("diane"), now())
    db.session.commit()
    assert cast.diane.get("/administration/personnes").status_code == 200


def test_terms_keep_their_days_when_the_time_zone_changes(cast, cohort, term):
    operations.change(cohort, {"time_zone": "Indian/Reunion"}, cast.id("diane"))
    db.session.commit()
    found = db.session.get_one(Term, term.id)
    zone = "Indian/Reunion"
    assert (rules.first_day(found.starts_at, zone), rules.last_day(found.ends_at, zone)) == (FIRST, LAST)


def test_joining_twice_makes_one_row_and_one_trace(cast, cohort):
    at = now()
    assert not operations.join(cohort, cast.id("alice"), cast.id("diane"), at)
    assert operations.join(cohort, cast.id("bob"), cast.id("diane"), at)
    assert not operations.join(cohort, cast.id("bob"), cast.id("diane"), at)
    db.session.commit()
    joined = select(Audit.person_id).where(Audit.action == "cohort-joined")
    assert db.session.scalars(joined).all() == [cast.id("alice"), cast.id("bob")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((0, 10), rules.Stage.COMING),
        ((-1, 400), rules.Stage.RUNNING),
        ((-30, 20), rules.Stage.RUNNING),
        ((-100, 20), rules.Stage.ENDING),
        ((-10, 0), rules.Stage.ENDED),
    ],
)
def test_a_term_knows_where_it_stands(days, expected):
    at = datetime(2027, 1, 1, tzinfo=PARIS)
    begins, ends = (at + timedelta(days=number) for number in days)
    moment = at - timedelta(seconds=1) if expected is rules.Stage.COMING else at
    assert rules.stage(begins, ends, moment) is expected


def test_both_read_the_page_handed_over_before_one_begins_and_after_the_other_ends(app, cast, time_machine):
    """Bob is to coach in two weeks; Chloé's term, of a cohort where she is no member, ends the evening before."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    today = rules.first_day(now(), cohort.time_zone)
    chloe = db.session.scalars(select(Term).where(Term.person_id == cast.id("chloe"))).one()
    path = f"/cohortes/{cast.cohort}/mandats/{chloe.id}"
    assert cast.bob.get(path).status_code == 404
    first = today + timedelta(days=14)
    terms.give(cohort, db.session.get_one(Person, cast.id("bob")), (first, first + timedelta(days=90)), None, now())
    chloe.ends_at = rules.begins(first, cohort.time_zone)
    db.session.commit()
    assert cast.bob.get(path).status_code == 200
    time_machine.move_to(rules.begins(first, cohort.time_zone) + timedelta(hours=9))
    for key in ("bob", "chloe"):
        assert cast.client(app, key).get(path).status_code == 200
    time_machine.move_to(now() + rules.HANDOVER)
    assert cast.client(app, "chloe").get(path).status_code == 404
