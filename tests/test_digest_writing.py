"""The digests of a week: one a person, at the hour of their cohort, and nothing to who did not want it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select

from course import jobs, mail
from course.coaching import week_queries
from course.coaching.desk import desks_of
from course.cohorts.models import Cohort, DayOff, Membership, Target, Term
from course.db import db
from course.digest import coaches
from course.digest import operations as digests
from course.jobs import Job
from course.mail import Kind, Message
from course.onboarding.plan.models import PlanAbsence
from course.people.models import Person
from course.tracking.models import RollUp
from course.workshops.models import Workshop

MONDAY = datetime(2027, 3, 8, 7, tzinfo=UTC)
"""Eight o'clock in Paris."""
WEEK = timedelta(days=7)

pytestmark = pytest.mark.at(MONDAY)


@pytest.fixture
def cohort(cast):
    """Alice and Bob in Chloé's cohort; all may sign in."""
    for key in ("alice", "bob", "chloe", "diane"):
        cast.give_password(key)
    for key in ("alice", "bob"):
        db.session.add(Membership(cohort_id=cast.cohort, person_id=cast.id(key), starts_at=MONDAY - 2 * WEEK))
    db.session.commit()
    return cast.cohort


def run():
    digests.order_due()
    jobs.run_waiting()


def written():
    """Who was written to."""
    db.session.rollback()
    mine = select(Message).where(Message.kind == Kind.DIGEST).order_by(Message.id)
    rows = db.session.scalars(mine.execution_options(populate_existing=True))
    return {row.recipient.partition("@")[0]: row for row in rows}


def count():
    return db.session.query(Message).where(Message.kind == Kind.DIGEST).count()


def workshop(cohort, days=3, **more):
    starts = MONDAY + timedelta(days=days)
    values = {"title": "Premier atelier", "starts_at": starts, "ends_at": starts + timedelta(hours=3), **more}
    db.session.add(Workshop(cohort_id=cohort, **values))
    db.session.commit()


def test_each_person_has_one_with_their_next_step_its_length_and_its_link(cast, cohort):
    run()
    assert set(written()) == {"alice", "bob"}
    message = written()["alice"]
    assert message.state == "sent"
    assert message.subject.startswith("Votre semaine\u00a0: Ouvrir")
    for text in (message.text, message.html):
        assert "http://127.0.0.1:8000/lecons/essai/ouvrir" in text
        assert "minutes" in text
        assert "/compte/messagerie" in text


def test_sweeping_again_writes_no_other_until_the_next_week(cast, cohort, time_machine):
    db.session.query(Term).delete()
    db.session.commit()
    for minutes in range(0, 600, 30):
        time_machine.move_to(MONDAY + timedelta(minutes=minutes), tick=False)
        run()
    time_machine.move_to(MONDAY + timedelta(days=1), tick=False)
    run()
    db.session.execute(Job.__table__.delete())
    db.session.commit()
    run()
    assert count() == 2
    time_machine.move_to(MONDAY + WEEK, tick=False)
    run()
    assert count() == 4


def test_two_cohorts_make_one_digest(cast, cohort):
    other = Cohort(name="Autre", starts=date(2026, 9, 1))
    db.session.add(other)
    db.session.flush()
    db.session.add(Membership(cohort_id=other.id, person_id=cast.id("alice"), starts_at=MONDAY - WEEK))
    workshop(other.id)
    run()
    assert count() == 2
    assert "Premier atelier" in written()["alice"].text


def test_who_learns_alone_has_theirs_too(cast, cohort):
    cast.add(cast.alice.application, "gael")
    cast.give_password("gael")
    db.session.add(RollUp(person_id=cast.id("gael"), active_at=MONDAY - WEEK, step="essai/ouvrir", percent=10))
    db.session.commit()
    run()
    assert "gael" in written()
    assert "diane" not in written()


def test_the_next_workshop_and_the_day_aimed_at_are_told(cast, cohort):
    workshop(cohort, 5, title="Deuxième atelier")
    workshop(cohort, 3)
    workshop(cohort, 1, title="Annulé", cancelled_at=MONDAY)
    workshop(cohort, 40, title="Lointain")
    db.session.add(Target(cohort_id=cohort, module="essai", due=date(2027, 3, 12)))
    db.session.commit()
    run()
    text = written()["alice"].text
    assert "Prochain atelier\u00a0: Premier atelier, le 11 mars 2027 à 8\u00a0h\u00a000." in text
    assert "pour le 12 mars 2027" in text
    assert not {title for title in ("Deuxième", "Annulé", "Lointain") if title in text}


@pytest.mark.parametrize("why", ["refused", "disabled", "invited", "done", "silent", "away"])
def test_who_has_no_use_for_it_has_none(cast, cohort, why):
    alice = cast.person("alice")
    if why == "refused":
        mail.refuse(alice.id, Kind.DIGEST)
    elif why == "disabled":
        alice.disabled = True
    elif why == "invited":
        alice.password_hash = None
    elif why == "away":
        db.session.add(PlanAbsence(person_id=alice.id, starts=date(2027, 3, 1), ends=date(2027, 3, 8)))
    elif why == "done":
        db.session.add(RollUp(person_id=alice.id, active_at=MONDAY, percent=100))
    else:
        db.session.query(Membership).update({"starts_at": MONDAY - 20 * WEEK})
        db.session.add(RollUp(person_id=alice.id, active_at=MONDAY - 5 * WEEK, percent=10, step="essai/ouvrir"))
    db.session.commit()
    run()
    assert "alice" not in written()


def test_a_cohort_off_on_monday_has_its_digest_on_tuesday(cast, cohort, time_machine):
    db.session.add(DayOff(cohort_id=cohort, starts=date(2027, 3, 8), ends=date(2027, 3, 8), label="Pont"))
    db.session.commit()
    run()
    assert written() == {}
    time_machine.move_to(MONDAY + timedelta(days=1), tick=False)
    run()
    assert set(written()) == {"alice", "bob"}


def test_each_cohort_has_its_digest_at_its_own_hour(cast, cohort, time_machine):
    db.session.get(Cohort, cohort).time_zone = "Pacific/Noumea"
    db.session.commit()
    time_machine.move_to(MONDAY - timedelta(hours=10), tick=False)
    run()
    assert {row.state for row in written().values()} == {"sent"}
    assert len(written()) == 2


@pytest.fixture
def noumea(cast, cohort, time_machine):
    """Eight o'clock on Monday for this cohort, while it is Sunday in UTC."""
    found = db.session.get_one(Cohort, cohort)
    found.time_zone = "Pacific/Noumea"
    db.session.commit()
    time_machine.move_to(MONDAY - timedelta(hours=10), tick=False)
    return found


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        (date(2027, 3, 8), None, {"alice", "bob"}),
        (date(2027, 3, 9), None, set()),
        (date(2026, 9, 1), date(2027, 3, 7), set()),
        (date(2026, 9, 1), date(2027, 3, 8), {"alice", "bob"}),
    ],
)
def test_a_cohort_is_going_on_by_the_day_it_is_there(noumea, starts, ends, told):
    noumea.starts, noumea.ends = starts, ends
    db.session.commit()
    run()
    assert set(written()) == told


def test_who_is_away_is_away_by_the_day_it_is_there(cast, noumea):
    for key, day in (("alice", date(2027, 3, 7)), ("bob", date(2027, 3, 8))):
        db.session.add(PlanAbsence(person_id=cast.id(key), starts=day, ends=day))
    db.session.commit()
    run()
    assert set(written()) == {"alice"}


def test_a_day_aimed_at_counts_by_the_day_it_is_there(noumea):
    db.session.add(Target(cohort_id=noumea.id, module="essai", due=date(2027, 3, 7)))
    db.session.commit()
    run()
    assert "7 mars" not in written()["alice"].text


def test_a_week_is_over_by_the_clock_there(noumea):
    run()
    assert {row.useless_after for row in written().values()} == {datetime(2027, 3, 14, 13, tzinfo=UTC)}


def test_one_that_could_not_leave_in_its_week_is_not_sent_after(cast, cohort, time_machine):
    digests.write({"cohort": cohort, "week": "2027-W10"}, lambda done, total: None)
    time_machine.move_to(MONDAY + WEEK, tick=False)
    jobs.run_waiting()
    assert {row.withheld for row in written().values()} == {"stale"}


def test_a_cohort_that_is_over_has_none(cast, cohort):
    db.session.get(Cohort, cohort).ends = date(2027, 3, 7)
    db.session.commit()
    digests.order_due()
    assert db.session.scalars(select(Job.key)).all() == ["digest:2027-W10:0"]


def test_a_batch_takes_as_many_queries_for_two_hundred_as_for_three(cast, cohort):
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    def queries(week):
        sent.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        digests.write({"cohort": cohort, "week": week}, lambda done, total: None)
        event.remove(db.engine, "before_cursor_execute", note)
        return len([statement for statement in sent if not statement.startswith("BEGIN")])

    workshop(cohort)
    few = queries("2027-W10")
    numbers = range(197)
    people = [
        {"email": f"p{n}@example.org", "name": f"P {n}", "session_key": "k", "password_hash": "x"} for n in numbers
    ]
    ids = db.session.scalars(insert(Person).returning(Person.id), people).all()
    there = [{"cohort_id": cohort, "person_id": number, "starts_at": MONDAY - WEEK} for number in ids]
    db.session.execute(insert(Membership), there)
    db.session.commit()
    many = queries("2027-W11")
    assert db.session.query(Message).where(Message.unique_key.like("digest:2027-W11:%")).count() == 200
    assert many == few <= 15


def test_a_coach_reads_how_many_people_need_them_as_on_their_own_list(cast, cohort):
    db.session.query(Membership).update({"starts_at": MONDAY - 9 * WEEK})
    for number, key in enumerate(("alice", "bob", "chloe")):
        if key == "chloe":
            db.session.add(Membership(cohort_id=cohort, person_id=cast.id(key), starts_at=MONDAY - 9 * WEEK))
        db.session.add(RollUp(person_id=cast.id(key), active_at=MONDAY - 9 * WEEK, step="essai/ouvrir", percent=number))
    db.session.commit()
    people = [cast.id(key) for key in ("alice", "bob", "chloe", "diane")]
    listed = week_queries.the_list(cast.id("chloe"), desks_of(cast.id("chloe"), MONDAY), MONDAY, 1)
    assert coaches.needing(people, MONDAY) == {cast.id("chloe"): listed.total} == {cast.id("chloe"): 2}
    run()
    message = written()["chloe"]
    assert message.subject == "Votre semaine\u00a0: 2 personnes ont besoin de vous"
    assert "/cette-semaine" in message.html
