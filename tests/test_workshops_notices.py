"""What people are told of a workshop: each reminder and each change once, whatever dies, never on a day off."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import delete, event, select, update

from course import jobs
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.jobs import Job
from course.mail import Kind, Message
from course.modules import operations as reading
from course.workshops import notice_operations as notices
from course.workshops import operations
from course.workshops.models import Workshop
from course.workshops.rules import Reminder
from tests import workshops

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)
TUESDAY = datetime(2026, 12, 8, 9, 30, tzinfo=PARIS)


def at(month, day, hour=9, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


pytestmark = pytest.mark.at(at(11, 24))


@pytest.fixture
def cohort(cast):
    found = db.session.get_one(Cohort, cast.cohort)
    for key in ("alice", "bob"):
        cohorts.join(found, cast.id(key), None, now() - 30 * DAY)
    db.session.commit()
    return found.id


@pytest.fixture
def number(cohort):
    return workshops.prepare(cohort, [("essai", None)], starts_at=TUESDAY, link="https://visio.example/a")


def letters(**columns):
    """Recipient, first word of the subject and state of each message, in order."""
    db.session.rollback()
    rows = db.session.scalars(select(Message).filter_by(**columns).order_by(Message.id))
    return [
        (row.recipient.partition("@")[0], row.subject.partition(" :")[0].partition("\u00a0")[0], row.state)
        for row in rows
    ]


def run(time_machine, instant):
    time_machine.move_to(instant, tick=False)
    jobs.run_waiting()
    db.session.rollback()


EVERYONE = ("alice", "bob", "chloe")


def sent(word="Atelier"):
    return [(key, word, "sent") for key in EVERYONE]


def test_members_and_coaches_are_reminded_a_week_and_a_day_before_each_once(cast, number, time_machine):
    for instant in (at(11, 30, 18), at(12, 1, 7, 59)):
        run(time_machine, instant)
    assert letters() == []
    for instant in (at(12, 1, 8), at(12, 1, 8, 1), at(12, 2), at(12, 5), at(12, 7, 7, 59)):
        run(time_machine, instant)
    assert letters() == sent()
    for instant in (at(12, 7, 8), at(12, 7, 12), at(12, 8, 8), at(12, 9)):
        run(time_machine, instant)
    assert letters() == sent() + sent()
    assert {row.kind for row in db.session.scalars(select(Message))} == {Kind.WORKSHOP}


def test_a_reminder_says_where_what_to_prepare_and_what_remains_for_that_person(cast, app, number, time_machine):
    for lesson in app.extensions["relais_course"].modules[0].lessons:
        reading.finish(cast.id("bob"), lesson, now())
    db.session.commit()
    run(time_machine, at(12, 1, 8))
    texts = {row.recipient: row.text.replace("\u00a0", " ") for row in db.session.scalars(select(Message))}
    alice, bob, chloe = (texts[f"{key}@example.org"] for key in EVERYONE)
    for text in (alice, bob, chloe):
        assert "mardi 8 décembre 2026, de 9 h 30 à 11 h 30" in text
        assert "Salle des actes\nhttps://visio.example/a" in text
        assert "Votre carnet" in text
        assert f"/cohortes/{cast.cohort}/ateliers/{number}" in text
    assert "Il vous reste à terminer avant" in alice
    assert len(alice.split("\n- ")) > len(bob.split("\n- ")) > 1
    assert "Il vous reste" not in chloe
    assert "À terminer avant" in chloe


def test_a_reminder_brings_the_workshop_as_a_calendar_file(app, settings, number, time_machine):
    run(time_machine, at(12, 1, 8))
    path = sorted((settings.instance / "mail").glob("*.eml"))[0]
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    (attached,) = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "agenda.ics")
    (found,) = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert found["dtstart"].dt == TUESDAY.astimezone(UTC)
    assert str(found["uid"]).startswith(f"atelier-{number}@")
    assert next(part.get_content_type() for part in message.iter_parts()) == "multipart/alternative"


def test_a_day_off_is_kept_and_the_working_day_before_serves(cohort, time_machine):
    workshops.prepare(cohort, starts_at=at(12, 14))
    run(time_machine, at(12, 7, 8))
    assert letters() == sent()
    for instant in (at(12, 11, 8), at(12, 12, 9), at(12, 13, 9)):
        run(time_machine, instant)
    assert letters() == sent() * 2
    assert {row.sent_at for row in db.session.scalars(select(Message))} == {at(12, 7, 8), at(12, 11, 8)}


def test_a_reminder_missed_while_the_server_was_down_leaves_late_and_not_on_a_day_off(cohort, time_machine):
    workshops.prepare(cohort, starts_at=at(12, 14))
    run(time_machine, at(12, 12, 9))
    assert letters() == []
    run(time_machine, at(12, 14, 8))
    assert letters() == sent()


def test_one_prepared_for_tomorrow_is_told_today(cohort, time_machine):
    time_machine.move_to(at(12, 7, 15), tick=False)
    workshops.prepare(cohort, starts_at=TUESDAY)
    run(time_machine, at(12, 7, 15, 1))
    assert letters() == sent()


def test_who_left_or_has_no_access_any_more_is_told_nothing(cast, cohort, number, time_machine):
    cohorts.leave(db.session.get_one(Cohort, cohort), cast.id("alice"), cast.id("diane"), now())
    cast.person("bob").disabled = True
    db.session.commit()
    run(time_machine, at(12, 1, 8))
    assert letters() == [("chloe", "Atelier", "sent")]


def change(number, instant, **values):
    """Another version, as the form sends it."""
    workshop = db.session.get_one(Workshop, number, populate_existing=True)
    cohort = db.session.get_one(Cohort, workshop.cohort_id)
    kept = {name: getattr(workshop, name) for name in (*workshops.USUAL, "starts_at", "ends_at")}
    edit = (str(workshop.sequence), None, instant)
    operations.change(workshop, cohort, {**kept, **values}, [], edit)
    db.session.commit()


def cancel(number, instant, reason=""):
    workshop = db.session.get_one(Workshop, number, populate_existing=True)
    operations.cancel(workshop, db.session.get_one(Cohort, workshop.cohort_id), reason, None, instant)
    db.session.commit()


def test_postponing_is_told_once_and_the_reminders_come_back(cohort, number, time_machine):
    run(time_machine, at(12, 1, 8))
    later = at(12, 16)
    time_machine.move_to(at(12, 1, 10), tick=False)
    change(number, now(), starts_at=later, ends_at=later + DAY / 12)
    for instant in (at(12, 1, 10, 1), at(12, 1, 10, 2), at(12, 7, 8)):
        run(time_machine, instant)
    assert letters() == sent() + sent("Atelier déplacé")
    told = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    text = told.text.replace("\u00a0", " ")
    assert "prévu le mardi 8 décembre 2026" in text
    assert "mercredi 16 décembre 2026, de 9 h à 11 h" in text
    assert "SEQUENCE:1\r\n" in told.calendar
    for instant in (at(12, 9, 8), at(12, 15, 8)):
        run(time_machine, instant)
    assert letters() == sent() + sent("Atelier déplacé") + sent() * 2


def test_a_change_on_the_day_of_a_reminder_stands_for_it(cohort, number, time_machine):
    time_machine.move_to(at(12, 1, 8), tick=False)
    change(number, now(), place="Salle des fêtes")
    run(time_machine, at(12, 1, 8))
    run(time_machine, at(12, 1, 9))
    assert letters() == sent("Atelier modifié")


def test_a_reminder_that_has_not_left_is_withheld_when_the_date_changes(cast, cohort, number, time_machine):
    time_machine.move_to(at(12, 1, 8), tick=False)
    notices.order_due()
    tell = db.session.scalars(select(Job).where(Job.kind == "workshop")).one()
    notices.tell(json.loads(tell.payload), lambda _done, _total: None)
    assert [state for _, _, state in letters()] == ["waiting"] * 3
    change(number, now(), starts_at=at(12, 16), ends_at=at(12, 16, 11))
    run(time_machine, at(12, 1, 9))
    assert [state for _, _, state in letters()] == ["withheld"] * 3 + ["sent"] * 3
    assert [word for _, word, _ in letters()][3:] == ["Atelier déplacé"] * 3


def test_cancelling_is_told_once_and_nothing_comes_after(cohort, number, time_machine):
    time_machine.move_to(at(12, 1, 7), tick=False)
    cancel(number, now(), "La salle est prise")
    for instant in (at(12, 1, 8), at(12, 1, 8, 1), at(12, 7, 8)):
        run(time_machine, instant)
    assert letters() == sent("Annulé")
    told = db.session.scalars(select(Message)).first()
    assert "La salle est prise" in told.text
    assert "STATUS:CANCELLED" in told.calendar


def test_what_is_over_is_cancelled_in_silence(cohort, time_machine):
    number = workshops.prepare(cohort, starts_at=at(11, 23))
    cancel(number, now())
    run(time_machine, at(11, 24, 10))
    assert letters() == []


def test_a_cancellation_on_sunday_leaves_at_once_only_for_what_is_near(cohort, time_machine):
    near = workshops.prepare(cohort, title="Demain", starts_at=at(12, 14, 9))
    far = workshops.prepare(cohort, title="Plus tard", starts_at=at(12, 17, 9))
    time_machine.move_to(at(12, 13, 18), tick=False)
    for number in (near, far):
        workshop = db.session.get_one(Workshop, number)
        workshop.reminded = 2
        cancel(number, now())
    run(time_machine, at(12, 13, 18, 1))
    assert [state for _, _, state in letters()] == ["sent"] * 3 + ["waiting"] * 3
    run(time_machine, at(12, 14, 8))
    assert [state for _, _, state in letters()] == ["sent"] * 6


class Died(BaseException):
    """What a worker that is killed does not catch."""


@pytest.fixture
def mortal():
    """Dies before the given commit, counted from now; 0 is never."""
    left = [0]

    def die(_session):
        left[0] -= 1
        if left[0] == 0:
            raise Died

    event.listen(db.session.session_factory, "before_commit", die)
    yield left
    event.remove(db.session.session_factory, "before_commit", die)


def test_each_is_told_once_whichever_commit_the_worker_dies_before(
    cast, app, cohort, time_machine, monkeypatch, mortal
):
    monkeypatch.setattr(notices, "BATCH", 2)
    more = ("carl", "dora")
    cast.add(app, *more)
    for key in more:
        cohorts.join(db.session.get_one(Cohort, cohort), cast.id(key), None, now() - DAY)
    db.session.commit()
    number = workshops.prepare(cohort, starts_at=TUESDAY)
    everyone = sorted((key, "Atelier", "sent") for key in (*EVERYONE, *more))
    for fatal in range(1, 100):
        db.session.execute(delete(Message))
        db.session.execute(delete(Job))
        db.session.execute(update(Workshop).where(Workshop.id == number).values(reminded=Reminder.NONE))
        db.session.commit()
        mortal[0] = fatal
        try:
            run(time_machine, at(12, 1, 8))
            break
        except Died:
            db.session.rollback()
        mortal[0] = 0
        for minutes in (2, 4, 10):
            run(time_machine, at(12, 1, 8, minutes))
        assert sorted(letters()) == everyone, fatal
    assert fatal > 15
    assert sorted(letters()) == everyone
