"""A message says what is true when it leaves, or does not leave."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from course import jobs
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts import term_operations as terms
from course.cohorts.models import Cohort
from course.db import db
from course.mail import Message
from course.people.models import Person
from course.workshops import operations
from course.workshops.models import Workshop
from course.workshops.operations import _WHERE
from tests import workshops
from tests.clock import ZONE

EVENING = datetime(2026, 11, 24, 20, tzinfo=ZONE)
"""A Tuesday, after the hours when messages leave."""
MORNING = EVENING + timedelta(hours=13)
NEXT = EVENING + timedelta(days=20)
pytestmark = pytest.mark.at(EVENING)


@pytest.fixture
def cohort(cast):
    """Alice and Bob in Chloé's cohort, since long."""
    found = db.session.get_one(Cohort, cast.cohort)
    for key in ("alice", "bob"):
        cohorts.join(found, cast.id(key), None, EVENING - timedelta(days=90))
    db.session.commit()
    return found


def leave(time_machine):
    """What leaves the next morning: its subjects, one a person."""
    jobs.run_waiting()
    time_machine.move_to(MORNING, tick=False)
    jobs.run_waiting()
    db.session.rollback()
    sent = select(Message.subject).where(Message.sent_at.is_not(None)).order_by(Message.id)
    return [subject.partition("\u00a0")[0] for subject in db.session.scalars(sent)]


def move(number, **values):
    """Change a workshop as its form does."""
    workshop = db.session.get_one(Workshop, number, populate_existing=True)
    kept = {name: getattr(workshop, name) for name in (*_WHERE, "title")}
    edit = str(workshop.sequence), None, now()
    operations.change(workshop, db.session.get_one(Cohort, workshop.cohort_id), {**kept, **values}, [], edit)
    db.session.commit()
    jobs.run_waiting()


def test_a_workshop_moved_and_moved_back_is_told_to_nobody(cohort, time_machine):
    number = workshops.prepare(cohort.id, starts_at=NEXT, place="Salle des actes")
    move(number, place="Ailleurs", starts_at=NEXT + timedelta(days=1), ends_at=NEXT + timedelta(days=1, hours=2))
    move(number, place="Salle des actes", starts_at=NEXT, ends_at=NEXT + timedelta(hours=2))
    assert leave(time_machine) == []


def test_a_workshop_moved_twice_is_told_once_from_what_people_knew(cohort, time_machine):
    number = workshops.prepare(cohort.id, starts_at=NEXT)
    for days in (1, 2):
        starts = NEXT + timedelta(days=days)
        move(number, starts_at=starts, ends_at=starts + timedelta(hours=2))
    assert leave(time_machine) == ["Atelier déplacé"] * 3
    text = db.session.scalars(select(Message.text).where(Message.sent_at.is_not(None))).first()
    assert "prévu le lundi 14 décembre 2026" in text.replace("\u00a0", " ")
    assert "mercredi 16 décembre 2026" in text.replace("\u00a0", " ")


def test_moved_back_once_people_were_told_is_told(cohort, time_machine):
    number = workshops.prepare(cohort.id, starts_at=NEXT)
    move(number, place="Ailleurs")
    assert leave(time_machine) == ["Atelier modifié"] * 3
    move(number, place="")
    time_machine.move_to(MORNING + timedelta(hours=1), tick=False)
    jobs.run_waiting()
    assert len(list(db.session.scalars(select(Message).where(Message.sent_at.is_not(None))))) == 6


def test_a_term_that_ended_in_the_night_no_longer_begins_in_the_morning(cast, cohort, time_machine):
    person = db.session.get_one(Person, cast.id("bob"))
    term = terms.give(cohort, person, (EVENING.date(), date(2027, 3, 1)), None, EVENING)
    db.session.commit()
    jobs.run_waiting()
    terms.end(term, cohort, cast.id("chloe"), now())
    db.session.commit()
    assert leave(time_machine) == ["Votre mandat de coach est terminé"]


def test_who_left_a_cohort_in_the_night_is_not_welcomed_in_the_morning(cast, cohort, time_machine):
    from course.cohorts.roster_operations import welcome

    person = db.session.get_one(Person, cast.id("diane"))
    cohorts.join(cohort, person.id, None, EVENING)
    welcome(cohort, person)
    cohorts.leave(cohort, person.id, cast.id("chloe"), now())
    db.session.commit()
    assert leave(time_machine) == []
