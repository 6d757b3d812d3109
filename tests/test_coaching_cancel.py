"""An appointment to come is cancelled by either side, once: both are told, and it shows as cancelled everywhere."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import func, select, update

from course import jobs
from course.clock import now
from course.coaching.models import Appointment, Handled
from course.coaching.queries import following
from course.coaching.sheet import values
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, DayOff, Term
from course.db import db
from course.mail import Message
from course.people.models import Audit
from tests.access import dump
from tests.taking import at_once

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
OWN = "/compte/accompagnement"

pytestmark = pytest.mark.at(AT)


@pytest.fixture
def cast(app, cast):
    """Alice and Bob are followed by Chloé and by Inès."""
    cast.add(app, "ines")
    cohort = db.session.get_one(Cohort, cast.cohort)
    for key in ("alice", "bob"):
        cohorts.join(cohort, cast.id(key), None, AT - timedelta(days=100))
    term = {"starts_at": AT - timedelta(days=10), "ends_at": AT + timedelta(days=100), "told": 3}
    db.session.add(Term(cohort_id=cast.cohort, person_id=cast.id("ines"), **term))
    db.session.commit()
    return cast


def path(cast, more="", key="alice"):
    return f"/cohortes/{cast.cohort}/suivi/{cast.id(key)}{more}"


def meet(cast, **fields):
    """Chloé and Alice agree to meet, and both have read of it; the appointment's number."""
    number = agree(cast, **fields)
    db.session.execute(update(Message).values(sent_at=now()))
    db.session.commit()
    return number


def agree(cast, **fields):
    """Chloé and Alice agree to meet; the messages are still to leave."""
    usual = {"day": "2026-12-08", "clock": "09:30", "minutes": "20", "place": "Salle des actes", "reason": "silent:"}
    assert cast.chloe.post(path(cast, "/rendez-vous"), data={**usual, **fields}).status_code == 303
    return db.session.scalars(select(func.max(Appointment.id))).one()


def cancel_path(cast, number, by):
    return f"{OWN}/rendez-vous/{number}/annuler" if by == "alice" else path(cast, f"/rendez-vous/{number}/annuler")


def cancel(cast, number, by, reason="Un imprévu"):
    return getattr(cast, by).post(cancel_path(cast, number, by), data={"reason": reason})


def cancellations():
    db.session.rollback()
    found = select(Message).where(Message.subject.startswith("Rendez-vous annulé"))
    return db.session.scalars(found.order_by(Message.id)).all()


@pytest.mark.parametrize("by", ["chloe", "ines", "alice"])
def test_either_side_cancels_and_both_are_told_once(cast, by):
    number = meet(cast)
    back = f"{OWN}" if by == "alice" else path(cast, "#journal")
    assert cancel(cast, number, by).headers["Location"] == back
    told = cancellations()
    assert [message.recipient for message in told] == ["alice@example.org", "chloe@example.org"]
    assert [message.reply_to for message in told] == ["chloe@example.org", "alice@example.org"]
    assert {message.subject for message in told} == {"Rendez-vous annulé\u00a0: mardi 8 décembre 2026"}
    for message in told:
        assert f"{cast.person(by).name} annule le rendez-vous" in message.text
        assert "Un imprévu" in message.text and "Un imprévu" in message.html
    [audit] = db.session.scalars(select(Audit).where(Audit.action == "appointment-cancelled"))
    assert (audit.actor_id, audit.person_id) == (cast.id(by), cast.id("alice"))


def test_the_file_takes_the_same_event_out_of_calendars(cast, settings):
    number = meet(cast)
    made = Calendar.from_ical(cast.alice.get(f"{OWN}/rendez-vous/{number}.ics").data)
    [event] = made.walk("VEVENT")
    cancel(cast, number, "alice")
    jobs.run_waiting()
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in (settings.instance / "mail").iterdir()]
    told = [letter for letter in letters if letter["Subject"].startswith("Rendez-vous annulé")]
    assert len(told) == 2
    for letter in told:
        [file] = letter.iter_attachments()
        calendar = Calendar.from_ical(file.get_payload(decode=True))
        assert (file.get_param("method"), str(calendar["method"])) == ("CANCEL", "CANCEL")
        [gone] = calendar.walk("VEVENT")
        assert (gone["uid"], gone["dtstart"].dt) == (event["uid"], event["dtstart"].dt)
        assert (gone["organizer"], gone["sequence"], gone["status"]) == (event["organizer"], 1, "CANCELLED")
        assert gone["dtstamp"].dt == AT
    assert (str(made["method"]), "sequence" in event) == ("PUBLISH", False)


def test_it_is_shown_as_cancelled_and_offered_no_more(cast):
    number = meet(cast)
    offered = f'href="{OWN}/rendez-vous/{number}/annuler"'
    assert offered in cast.alice.get(OWN).text
    assert f'href="{cancel_path(cast, number, "ines")}"' in cast.ines.get(path(cast)).text
    who = following(cast.cohort, cast.id("alice"), cast.id("chloe"), now())
    assert "8 décembre" in values(who, now())["meeting"]
    cancel(cast, number, "chloe")
    for page in (cast.alice.get(OWN).text, cast.chloe.get(path(cast)).text, cast.ines.get(path(cast)).text):
        assert '<span class="tag">annulé</span>' in page
        assert "8 décembre 2026" in page and "Un imprévu" in page
        assert ".ics" not in page and f"/rendez-vous/{number}" not in page
    assert "Aucun rendez-vous à venir." in cast.alice.get(OWN).text
    who = following(cast.cohort, cast.id("alice"), cast.id("chloe"), now())
    assert values(who, now())["meeting"] == ""
    assert cast.alice.get(f"{OWN}/rendez-vous/{number}.ics").status_code == 404
    assert cast.chloe.get(path(cast, f"/rendez-vous/{number}.ics")).status_code == 404


def test_what_it_settled_needs_the_coach_again_but_not_what_was_done_since(cast):
    number = meet(cast, reason=["silent:", "stuck:"])
    cast.chloe.post(path(cast, "/regler"), data={"act": "done", "reason": "stuck:"})
    cancel(cast, number, "alice")
    assert [(row.kind, row.how) for row in db.session.scalars(select(Handled))] == [("stuck", "done")]


def test_both_at_once_make_one_cancellation_and_one_message_each(app, cast):
    number = meet(cast)
    clicks = [(by, cast.client(app, by)) for by in ("alice", "chloe") * 4]
    post = [lambda by=by, client=client: client.post(cancel_path(cast, number, by)) for by, client in clicks]
    assert {answer.status_code for answer in at_once(app, post)} == {303}
    assert len(cancellations()) == 2
    assert len(list(db.session.scalars(select(Audit).where(Audit.action == "appointment-cancelled")))) == 1


def test_cancelling_again_is_refused_and_changes_nothing(cast):
    number = meet(cast)
    cancel(cast, number, "alice", "La première raison")
    before = dump()
    assert cancel(cast, number, "chloe", "La seconde").status_code == 303
    assert dump() == before
    assert "Ce rendez-vous est déjà annulé." in cast.chloe.get(path(cast)).text
    page = cast.chloe.get(cancel_path(cast, number, "chloe")).text
    assert "Ce rendez-vous est déjà annulé." in page and '<button class="button">Annuler' not in page


@pytest.mark.parametrize("by", ["chloe", "alice"])
def test_what_has_begun_is_not_cancelled(cast, time_machine, by):
    number = meet(cast, day="2026-11-23", clock="10:30")
    time_machine.move_to(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), tick=False)
    before = dump()
    assert cancel(cast, number, by).status_code == 303
    assert dump() == before
    shown = (cast.alice.get(OWN) if by == "alice" else cast.chloe.get(path(cast))).text
    assert "Ce rendez-vous est passé\u00a0: il ne s’annule plus." in shown
    assert f"/rendez-vous/{number}/annuler" not in shown


def test_somebody_elses_appointment_is_not_found(cast, app):
    number, before = meet(cast), dump()
    for key in ("bob", "chloe", "ines", "diane"):
        assert getattr(cast, key).post(cancel_path(cast, number, "alice")).status_code == 404
    for key in ("alice", "bob", "diane"):
        assert getattr(cast, key).post(cancel_path(cast, number, "chloe")).status_code == 404
    assert cast.chloe.post(path(cast, f"/rendez-vous/{number}/annuler", "bob")).status_code == 404
    assert dump() == before
    db.session.scalars(select(Term).where(Term.person_id == cast.id("chloe"))).one().ends_at = AT
    db.session.commit()
    assert cancel(cast, number, "chloe").status_code == 404
    assert db.session.get_one(Appointment, number, populate_existing=True).cancelled_at is None


def test_a_reason_too_long_is_refused_beside_its_field_and_kept(cast):
    number, before = meet(cast), dump()
    refused = cancel(cast, number, "alice", "a" * 201)
    assert refused.status_code == 422
    assert "Au plus 200 signes." in refused.text and "a" * 201 in refused.text
    assert dump() == before
    assert cancel(cast, number, "alice", "").status_code == 303
    assert [message.withheld for message in cancellations()] == ["", ""]


def test_whoever_refuses_coachs_mail_gets_none(cast, settings):
    cast.alice.post("/compte/messagerie", data={})
    cancel(cast, meet(cast), "chloe")
    jobs.run_waiting()
    assert [(message.recipient, message.withheld) for message in cancellations()] == [
        ("alice@example.org", "refused"),
        ("chloe@example.org", ""),
    ]


def test_what_nobody_heard_of_is_cancelled_in_silence(cast, time_machine):
    """Made on a Saturday for a far day, it waits for Monday; cancelled before, nothing leaves at all."""
    time_machine.move_to(datetime(2026, 11, 28, 10, tzinfo=UTC), tick=False)
    number = agree(cast)
    jobs.run_waiting()
    cancel(cast, number, "chloe")
    time_machine.move_to(datetime(2026, 11, 30, 10, tzinfo=UTC), tick=False)
    jobs.run_waiting()
    state = {(message.subject.partition("\u00a0")[0], message.state) for message in db.session.scalars(select(Message))}
    assert state == {("Notre rendez-vous", "withheld")}


@pytest.mark.parametrize(("day", "urgent"), [("2026-11-25", True), ("2026-12-08", False)])
def test_it_leaves_at_once_when_it_is_near(cast, day, urgent):
    cancel(cast, meet(cast, day=day), "alice")
    assert {message.urgent for message in cancellations()} == {urgent}


def test_it_leaves_at_once_when_the_cohort_would_not_work_before(cast):
    """Further than three days, but behind a closure: waiting for working hours would be too late."""
    db.session.add(DayOff(cohort_id=cast.cohort, starts=date(2026, 11, 23), ends=date(2026, 11, 27)))
    db.session.commit()
    cancel(cast, meet(cast, day="2026-11-30"), "alice")
    assert {message.urgent for message in cancellations()} == {True}
