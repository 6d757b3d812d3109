"""A plan follows the facts: what was done, dates, workshops, absences; and whose plan does not hold is known."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from course import jobs
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.modules import operations as reading
from course.onboarding.plan import operations, queries
from course.onboarding.plan.models import PlanAbsence, PlanCheck
from course.progress.catalog import load_catalog
from course.waivers.models import Waiver
from course.workshops.models import Workshop, WorkshopPrerequisite
from tests.conftest import ROOT

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)

pytestmark = pytest.mark.at(MONDAY)


@pytest.fixture
def cohort(cast):
    """Alice in Chloé's cohort."""
    found = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(found, cast.id("alice"), None, MONDAY - timedelta(days=3))
    db.session.commit()
    return found


def workshop(cohort, days, *asked, hour=10):
    """A workshop in so many days, which asks for modules or lessons; its number."""
    starts = MONDAY.replace(hour=hour) + timedelta(days=days)
    found = Workshop(cohort_id=cohort.id, title="Cadrer", starts_at=starts, ends_at=starts + timedelta(hours=3))
    db.session.add(found)
    db.session.flush()
    for position, value in enumerate(asked, 1):
        module, _, lesson = value.partition("/")
        row = {"module": module, "lesson": value if lesson else None}
        db.session.add(WorkshopPrerequisite(workshop_id=found.id, position=position, **row))
    db.session.commit()
    return found


def finish(app, person_id, *names):
    course = app.extensions["relais_course"]
    for name in names:
        reading.finish(person_id, course.lesson(f"essai/{name}"), now())
    db.session.commit()


def checks():
    jobs.run_waiting()
    return list(db.session.execute(queries.overtaken(now())))


def test_settled_steps_are_left_out_and_what_was_done_since_monday_counts_in_the_week(app, cast, cohort):
    alice = cast.id("alice")
    before = queries.situation(alice, MONDAY)
    assert list(before.standings) == ["lesson:essai/ouvrir", "lesson:essai/fermer", "quiz:essai"]
    finish(app, alice, "ouvrir")
    db.session.add(
        Waiver(
            person_id=alice,
            module="essai",
            lesson="essai/fermer",
            title="Fermer",
            reason="field",
            origin="person",
            state="accepted",
            proposed_at=MONDAY,
        )
    )
    db.session.commit()
    after = queries.situation(alice, MONDAY)
    assert list(after.standings) == ["quiz:essai"]
    assert after.pace.spent == before.standings["lesson:essai/ouvrir"].step.minutes
    assert queries.situation(alice, MONDAY + timedelta(weeks=1)).pace.spent == 0


def test_a_workshop_asks_for_a_lesson_or_for_a_whole_module(cast, cohort):
    one, whole = workshop(cohort, 10, "essai/fermer"), workshop(cohort, 20, "essai")
    found = queries.situation(cast.id("alice"), MONDAY)
    assert [item.key for item in found.coming] == [f"atelier-{one.id}", f"atelier-{whole.id}"]
    assert [item.words(found.today) for item in found.coming] == ["l'atelier du 3 décembre", "l'atelier du 13 décembre"]


@pytest.fixture
def shipped(app, monkeypatch):
    """The content that is shipped, in the place of the sample."""
    content, problems = load_catalog(ROOT)
    assert not problems
    monkeypatch.setitem(app.extensions, "relais_catalog", content)
    return content


@pytest.mark.parametrize("minutes", [20, 60, 180])
def test_nothing_comes_before_what_it_asks_for_and_modules_follow_each_other(cast, cohort, shipped, minutes):
    cohort.minutes_per_week = minutes
    cohorts.set_targets(cohort, {"coach": date(2027, 1, 15)})
    workshop(cohort, 4, "posture/deroule")
    workshop(cohort, 30, "collectif/recolter")
    plan = queries.situation(cast.id("alice"), MONDAY).plan
    order = list(dict.fromkeys(line.key.partition(":")[2] for line in plan.lines))
    modules = [shipped.course.module(name) for name in ("posture", "collectif", "coach")]
    for module in modules:
        for lesson in module.lessons:
            place = order.index(lesson.slug)
            assert module.asked(lesson.slug, ()) <= set(order[: place + 1])
    assert order[0] == "posture/role"
    assert order[-len(shipped.steps(modules[-1])) :] == [step.slug for step in shipped.steps(modules[-1])]


def test_a_workshop_may_ask_for_a_later_module_before_the_others(cast, cohort, shipped):
    workshop(cohort, 4, "coach/questionner")
    plan = queries.situation(cast.id("alice"), MONDAY).plan
    assert [line.key for line in plan.lines][:2] == ["lesson:coach/posture-coach", "lesson:coach/questionner"]


def test_a_lesson_that_is_done_asks_for_nothing_more(app, cast, cohort):
    workshop(cohort, 1, "essai/fermer")
    finish(app, cast.id("alice"), "fermer")
    assert queries.situation(cast.id("alice"), MONDAY).plan.shortages == ()


def test_a_workshop_that_is_cancelled_or_past_or_elsewhere_asks_for_nothing(cast, cohort):
    workshop(cohort, 3, "essai").cancelled_at = MONDAY
    workshop(cohort, -3, "essai")
    elsewhere = Cohort(name="Ailleurs", starts=date(2026, 9, 1))
    db.session.add(elsewhere)
    db.session.flush()
    workshop(elsewhere, 3, "essai")
    assert queries.situation(cast.id("alice"), MONDAY).coming == []


def test_what_the_course_no_longer_has_asks_for_nothing(cast, cohort):
    workshop(cohort, 1, "disparu", "essai/disparue")
    assert queries.situation(cast.id("alice"), MONDAY).plan.shortages == ()


def test_a_target_date_counts_until_its_evening_and_no_more_once_it_is_past(cast, cohort):
    alice = cast.id("alice")
    cohorts.set_targets(cohort, {"essai": date(2026, 11, 23)})
    db.session.commit()
    found = queries.situation(alice, MONDAY)
    assert [item.words(found.today) for item in found.coming] == ["le 23 novembre, date visée pour « Module d'essai »"]
    assert found.plan.lines[0].first == date(2026, 11, 23)
    assert queries.situation(alice, MONDAY + timedelta(days=1)).coming == []


def test_days_off_and_absences_are_skipped(cast, cohort):
    alice = cast.id("alice")
    cohorts.set_days_off(cohort, [(date(2026, 11, 23), date(2026, 11, 29), "Fermeture")])
    operations.add_absence(alice, date(2026, 11, 30), date(2026, 12, 6))
    db.session.commit()
    assert queries.situation(alice, MONDAY).plan.lines[0].week == date(2026, 12, 7)


def test_the_minutes_are_those_declared_or_the_cohort_s(cast, cohort):
    alice = cast.id("alice")
    cohort.minutes_per_week = 45
    db.session.commit()
    assert queries.situation(alice, MONDAY).pace.minutes == 45
    operations.declare(alice, 90, None, MONDAY)
    db.session.commit()
    assert queries.situation(alice, MONDAY).pace.minutes == 90


def test_somebody_alone_has_a_plan_by_weeks_or_for_a_date_of_theirs(cast):
    bob = cast.id("bob")
    assert queries.situation(bob, MONDAY).plan.lines[0].first == date(2026, 11, 23)
    operations.declare(bob, 10, date(2026, 11, 27), MONDAY)
    db.session.commit()
    found = queries.situation(bob, MONDAY)
    assert [(item.deadline, item.minutes) for item in found.plan.shortages] == [("fin", found.remaining - 10)]


def test_the_day_is_that_of_the_cohort_s_zone(cast, cohort):
    cohort.time_zone = "Pacific/Noumea"
    db.session.commit()
    assert queries.situation(cast.id("alice"), MONDAY.replace(hour=20)).today == date(2026, 11, 24)


def test_a_plan_that_does_not_hold_is_known_until_it_holds(app, cast, cohort):
    alice = cast.id("alice")
    operations.declare(alice, 10, None, MONDAY)
    workshop(cohort, 4, "essai/fermer")
    (row,) = checks()
    assert (row.person_id, row.since, row.before) == (alice, MONDAY, "l'atelier du 27 novembre")
    assert row.minutes > 0
    finish(app, alice, "fermer")
    assert checks() == []


def test_what_is_left_for_afterwards_needs_nobody(cast, cohort):
    alice = cast.id("alice")
    operations.declare(alice, 10, None, MONDAY)
    asked = workshop(cohort, 4, "essai")
    operations.leave_for_later(alice, f"atelier-{asked.id}", MONDAY)
    db.session.commit()
    assert checks() == []
    operations.take_back(alice, f"atelier-{asked.id}")
    operations.check(alice, MONDAY)
    db.session.commit()
    assert len(checks()) == 1


def test_a_workshop_that_moves_is_followed_within_a_minute(cast, cohort, time_machine):
    operations.declare(cast.id("alice"), 10, None, MONDAY)
    asked = workshop(cohort, 200, "essai")
    assert checks() == []
    time_machine.shift(timedelta(hours=1))
    asked.starts_at, asked.changed_at = MONDAY + timedelta(days=3), now()
    db.session.commit()
    assert len(checks()) == 1


def test_each_plan_is_checked_once_a_day_and_since_when_is_kept(cast, cohort, time_machine):
    operations.declare(cast.id("alice"), 10, None, MONDAY)
    workshop(cohort, 4, "essai")
    (first,) = checks()
    time_machine.shift(timedelta(hours=2))
    assert checks() == [first]
    assert db.session.scalars(select(PlanCheck.checked_at)).one() == MONDAY
    time_machine.shift(timedelta(days=1))
    (second,) = checks()
    assert (second.since, second.minutes) == (MONDAY, first.minutes + 2)
    assert db.session.scalars(select(PlanCheck.checked_at)).one() == now()


def test_what_changed_is_checked_before_what_is_only_due_today(cast, cohort, time_machine):
    cohorts.join(cohort, cast.id("bob"), None, MONDAY)
    cohorts.join(cohort, cast.id("diane"), None, MONDAY)
    db.session.commit()
    checks()
    time_machine.shift(timedelta(days=1))
    db.session.execute(update(PlanCheck).where(PlanCheck.person_id == cast.id("diane")).values(checked_at=None))
    db.session.commit()
    assert db.session.scalars(queries.to_check(now())).all() == [cast.id(who) for who in ("diane", "alice", "bob")]


def test_nobody_is_late_for_a_workshop_that_began(cast, cohort, time_machine):
    operations.declare(cast.id("alice"), 10, None, MONDAY)
    workshop(cohort, 1, "essai")
    assert len(checks()) == 1
    assert list(db.session.execute(queries.overtaken(MONDAY + timedelta(days=1, hours=1)))) == []


def test_somebody_alone_needs_no_coach(cast):
    operations.declare(cast.id("bob"), 10, date(2026, 11, 24), MONDAY)
    operations.check(cast.id("bob"), MONDAY)
    db.session.commit()
    assert checks() == []


def test_the_same_absence_twice_is_one(cast):
    for _ in range(2):
        operations.add_absence(cast.id("bob"), date(2026, 12, 1), date(2026, 12, 4))
    db.session.commit()
    assert db.session.scalars(select(PlanAbsence.starts)).all() == [date(2026, 12, 1)]
    assert queries.absences([cast.id("bob"), cast.id("alice")]) == {
        cast.id("bob"): ((date(2026, 12, 1), date(2026, 12, 4)),)
    }
