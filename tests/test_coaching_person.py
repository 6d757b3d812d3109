"""What a coach writes, sends and agrees about a person: once, to its reader, gone or passed on with the term."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from course import jobs
from course.clock import now
from course.coaching.models import Appointment, Handled, Letter, Note
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort, Membership, Term
from course.db import db
from course.mail import Message
from course.people.models import Audit
from course.tracking.models import RollUp
from tests.taking import at_once

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"

pytestmark = pytest.mark.at(AT)


@pytest.fixture
def cast(app, cast):
    """Alice, silent for a month, is followed by Chloé and by Inès, whose terms overlap."""
    cast.add(app, "ines")
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(cohort, cast.id("alice"), None, AT - timedelta(days=100))
    give_term(cast, "ines", AT - timedelta(days=10), AT + timedelta(days=100))
    silent = {"active_at": AT - timedelta(days=30), "advanced_at": AT - timedelta(days=30)}
    db.session.add(RollUp(person_id=cast.id("alice"), step="essai/ouvrir", **silent))
    db.session.commit()
    return cast


def give_term(cast, key, starts, ends):
    term = Term(cohort_id=cast.cohort, person_id=cast.id(key), starts_at=starts, ends_at=ends, told=3)
    db.session.add(term)
    db.session.commit()


def end_terms(cast, key):
    for term in db.session.scalars(select(Term).where(Term.person_id == cast.id(key))):
        term.ends_at = AT
    db.session.commit()


def path(cast, more=""):
    return f"/cohortes/{cast.cohort}/suivi/{cast.id('alice')}{more}"


def send(cast, client, subject="De vos nouvelles", text="Bonjour Alice", **fields):
    data = {"subject": subject, "text": text, "known": "0", "reason": "silent:", **fields}
    return client.post(path(cast, "/message"), data=data)


def note(cast, client, text, visibility, **fields):
    return client.post(path(cast, "/notes"), data={"text": text, "visibility": visibility, **fields})


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def outbox():
    db.session.rollback()
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def test_complaint_5_a_coach_is_told_of_silence_and_writes_in_three_clicks(cast):
    home = cast.chloe.get("/").text
    assert 'href="/cette-semaine"' in home
    week = cast.chloe.get("/cette-semaine").text.replace("\u00a0", " ")
    assert "Sans activité depuis 30 jours, dont 19 de travail." in week
    assert f'href="{path(cast)}/message"' in week
    form = cast.chloe.get(path(cast, "/message")).text
    assert "Bonjour Alice N’Guyên-Le Goff,\n\nJe prends de vos nouvelles" in form
    assert send(cast, cast.chloe).headers["Location"] == "/cette-semaine"
    [message] = outbox()
    assert (message.recipient, message.reply_to) == ("alice@example.org", "chloe@example.org")
    cast.chloe.get("/")
    assert "Personne n’a besoin de vous cette semaine." in cast.chloe.get("/cette-semaine").text


def test_the_letter_that_arrives_is_the_one_that_was_edited_and_is_answered_to_the_coach(cast, settings):
    send(cast, cast.chloe, "Où en êtes-vous ?", "Bonjour,\n\nDeux lignes :\nl'une, l'autre.")
    jobs.run_waiting()
    [file] = (settings.instance / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["Reply-To"] == "chloe@example.org"
    assert letter["Subject"] == "Où en êtes-vous\u202f?"
    plain = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert plain.startswith("Bonjour,\n\nDeux lignes :\nl'une, l'autre.\n")
    assert "Chloé Maillet, coach de la cohorte Occitanie" in plain
    assert "Bonjour,</p>\n<p>Deux lignes :<br>l" in letter.get_body(("html",)).get_content().replace("\r\n", "\n")


def test_a_letter_clicked_ten_times_leaves_once(app, cast):
    clients = [cast.client(app, "chloe") for _ in range(10)]
    answers = at_once(app, [lambda client=client: send(cast, client, token="a" * 32) for client in clients])
    assert {answer.status_code for answer in answers} == {303}
    assert (count(Letter), count(Message), count(Handled)) == (1, 1, 1)


def test_two_coaches_do_not_write_without_knowing(cast):
    """Both opened the form; the second is told who wrote and when, loses nothing, and decides."""
    assert send(cast, cast.ines).status_code == 303
    refused = send(cast, cast.chloe, text="Mon message à moi")
    assert refused.status_code == 409
    assert "Ines vient de lui écrire" in refused.text
    assert "Mon message à moi" in refused.text
    assert (count(Letter), count(Message)) == (1, 1)
    [known] = db.session.scalars(select(Letter.id))
    assert f'name="known" type="hidden" value="{known}"' in refused.text
    assert send(cast, cast.chloe, text="Mon message à moi", known=str(known)).status_code == 303
    assert count(Letter) == 2


def test_a_letter_sent_again_with_other_words_is_never_said_to_leave_when_it_does_not(cast):
    """The coach goes back to the form, which the browser kept, changes the text and sends it again."""
    assert send(cast, cast.chloe, text="Un", token="a" * 32).status_code == 303
    refused = send(cast, cast.chloe, text="Un, et deux", token="a" * 32)
    assert refused.status_code == 409
    assert "Chloé Maillet vient de lui écrire" in refused.text and "Un, et deux" in refused.text
    assert (count(Letter), count(Message)) == (1, 1)
    [known] = db.session.scalars(select(Letter.id))
    for _ in range(2):
        assert send(cast, cast.chloe, text="Un, et deux", token="a" * 32, known=str(known)).status_code == 303
    assert (count(Letter), count(Message)) == (2, 2)


def test_a_coach_sees_that_another_wrote_but_not_what(cast):
    send(cast, cast.ines, "Entre nous", "Ce que vous m'avez confié")
    mine, theirs = cast.ines.get(path(cast)).text, cast.chloe.get(path(cast)).text
    assert "Ce que vous m’avez confié" in mine
    assert "Ce qu’il dit reste entre eux" in theirs
    assert "confié" not in theirs and "Entre nous" not in theirs
    assert "Ce que vous m’avez confié" in cast.alice.get("/compte/accompagnement").text
    [message] = outbox()
    assert "confié" not in cast.diane.get(f"/administration/messages/{message.id}").text


def test_whoever_refuses_letters_by_mail_is_told_of_to_the_coach(cast):
    cast.alice.post("/compte/messagerie", data={})
    assert "ne reçoit pas les messages de ses coachs par courriel" in cast.chloe.get(path(cast, "/message")).text
    send(cast, cast.chloe, text="Mon message")
    assert "attend Alice N’Guyên-Le Goff dans son compte" in cast.chloe.get("/cette-semaine").text
    assert "Mon message" in cast.alice.get("/compte/accompagnement").text


@pytest.mark.parametrize("fields", [{"subject": ""}, {"text": " \n "}, {"subject": "a" * 151}, {"text": "a" * 6001}])
def test_a_letter_without_words_or_too_long_is_refused_and_nothing_is_lost(cast, fields):
    refused = send(cast, cast.chloe, **{"subject": "Un objet gardé", "text": "Un texte gardé", **fields})
    assert refused.status_code == 422
    assert "Un texte gardé" in refused.text or "Un objet gardé" in refused.text
    assert (count(Letter), count(Message)) == (0, 0)


def test_each_reader_sees_the_notes_that_are_for_them_and_no_other(cast):
    for visibility in ("private", "coaches", "shared"):
        note(cast, cast.chloe, f"Note {visibility}", visibility)
    pages = {
        "author": cast.chloe.get(path(cast)).text,
        "coach": cast.ines.get(path(cast)).text,
        "person": cast.alice.get("/compte/accompagnement").text,
        "another": cast.bob.get("/compte/accompagnement").text,
        "admin": cast.diane.get("/compte/accompagnement").text,
    }
    seen = {
        who: [kind for kind in ("private", "coaches", "shared") if f"Note {kind}" in page]
        for who, page in pages.items()
    }
    assert seen == {
        "author": ["private", "coaches", "shared"],
        "coach": ["coaches", "shared"],
        "person": ["shared"],
        "another": [],
        "admin": [],
    }
    assert cast.diane.get(path(cast)).status_code == 404
    assert cast.alice.get(path(cast)).status_code == 404


def test_when_a_term_ends_private_notes_stay_their_authors_and_the_rest_passes_on(cast, app):
    for visibility in ("private", "coaches", "shared"):
        note(cast, cast.chloe, f"Note {visibility}", visibility)
    end_terms(cast, "chloe")
    end_terms(cast, "ines")
    cast.add(app, "suivante")
    give_term(cast, "suivante", AT, AT + timedelta(days=100))
    assert cast.chloe.get(path(cast)).status_code == 404
    kept = cast.chloe.get("/compte/accompagnement").text
    assert "Note private" in kept
    assert "Note coaches" not in kept
    passed = cast.suivante.get(path(cast)).text
    assert "Note private" not in passed
    assert "Note coaches" in passed and "Note shared" in passed
    assert "Note shared" in cast.alice.get("/compte/accompagnement").text
    [number] = db.session.scalars(select(Note.id).where(Note.visibility == "private"))
    erased = cast.chloe.post(f"/compte/accompagnement/notes/{number}/supprimer")
    assert erased.headers["Location"] == "/compte/accompagnement#notes-privees"
    assert count(Note) == 2


def test_a_note_is_erased_by_its_author_only(cast):
    note(cast, cast.chloe, "Note", "coaches")
    [number] = db.session.scalars(select(Note.id))
    for client in (cast.ines, cast.alice, cast.diane):
        assert client.post(path(cast, f"/notes/{number}/supprimer")).status_code == 404
        assert client.post(f"/compte/accompagnement/notes/{number}/supprimer").status_code == 404
    assert count(Note) == 1
    cast.chloe.post(path(cast, f"/notes/{number}/supprimer"))
    assert count(Note) == 0


def test_a_shared_note_is_announced_without_its_text(cast):
    note(cast, cast.chloe, "Un secret de travail", "shared")
    note(cast, cast.chloe, "Pour moi", "private")
    [message] = outbox()
    assert message.recipient == "alice@example.org"
    assert "/compte/accompagnement" in message.text
    assert "secret" not in message.text + message.html


def test_a_note_clicked_twice_is_kept_once(cast):
    for _ in range(2):
        assert note(cast, cast.chloe, "Une fois", "shared", token="b" * 32).headers["Location"] == path(
            cast, "#journal"
        )
    assert (count(Note), count(Message)) == (1, 1)


def test_a_note_sent_again_with_other_words_is_kept_too(cast):
    """Going back to a form that the browser kept loses nothing: neither the words, nor who reads them."""
    for text, visibility in (("Un", "private"), ("Un, et deux", "private"), ("Un", "shared"), ("Un", "shared")):
        note(cast, cast.chloe, text, visibility, token="b" * 32)
    kept = {(row.text, row.visibility) for row in db.session.scalars(select(Note))}
    assert kept == {("Un", "private"), ("Un, et deux", "private"), ("Un", "shared")}
    assert (count(Note), count(Message)) == (3, 1)


def test_an_appointment_sent_again_at_another_hour_is_noted_too(cast):
    meeting = {"day": "2026-12-08", "minutes": "20", "place": "Salle des actes", "token": "c" * 32}
    for clock in ("09:30", "10:30", "10:30"):
        sent = cast.chloe.post(path(cast, "/rendez-vous"), data={**meeting, "clock": clock})
        assert sent.headers["Location"] == path(cast, "#journal")
    hours = set(db.session.scalars(select(Appointment.starts_at)))
    assert hours == {datetime(2026, 12, 8, 8, 30, tzinfo=UTC), datetime(2026, 12, 8, 9, 30, tzinfo=UTC)}
    assert count(Message) == 4


def test_an_appointment_keeps_its_hour_when_the_cohorts_zone_is_corrected(cast):
    meeting = {"day": "2026-12-08", "clock": "09:30", "minutes": "20", "place": ""}
    assert cast.chloe.post(path(cast, "/rendez-vous"), data=meeting).status_code == 303
    form = {"name": "Occitanie", "starts": "2026-09-01", "minutes_per_week": "60", "weekdays": "6"}
    corrected = cast.diane.post(
        f"/administration/cohortes/{cast.cohort}/modifier", data={**form, "time_zone": "Indian/Reunion"}
    )
    assert corrected.status_code == 303
    assert "8 décembre 2026 à 9 h 30" in cast.chloe.get(path(cast)).text.replace("\u00a0", " ")
    assert db.session.scalars(select(Appointment.starts_at)).one() == datetime(2026, 12, 8, 5, 30, tzinfo=UTC)


def test_who_reads_a_note_is_said_never_guessed(cast):
    refused = note(cast, cast.chloe, "Gardée", "tous")
    assert refused.status_code == 422
    assert "Dites qui lit cette note." in refused.text
    assert "Gardée" in refused.text
    assert count(Note) == 0


def test_complaint_16_what_a_coach_types_never_becomes_markup(cast):
    for visibility in ("private", "coaches", "shared"):
        note(cast, cast.chloe, SCRIPT, visibility)
    send(cast, cast.chloe, SCRIPT, SCRIPT)
    meet(cast, cast.chloe, place=SCRIPT)
    pages = [cast.chloe.get(path(cast)), cast.ines.get(path(cast)), cast.chloe.get("/cette-semaine")]
    pages += [cast.alice.get("/compte/accompagnement"), cast.chloe.get("/compte/accompagnement")]
    assert all("<script>alert" not in page.text for page in pages)
    assert sum("&lt;script&gt;alert" in page.text for page in pages) == 4
    assert all("<script>alert" not in message.html for message in outbox())


def meet(cast, client, **fields):
    usual = {"day": "2026-12-08", "clock": "09:30", "minutes": "20", "place": "Salle des actes"}
    return client.post(path(cast, "/rendez-vous"), data={**usual, "reason": "silent:", **fields})


def test_an_appointment_reaches_both_calendars_and_settles_its_reason(cast, settings):
    assert meet(cast, cast.chloe).headers["Location"] == path(cast, "#journal")
    assert [message.recipient for message in outbox()] == ["alice@example.org", "chloe@example.org"]
    assert [message.reply_to for message in outbox()] == ["chloe@example.org", "alice@example.org"]
    [number] = db.session.scalars(select(Appointment.id))
    files = [message.calendar.encode() for message in outbox()]
    files.append(cast.chloe.get(path(cast, f"/rendez-vous/{number}.ics")).data)
    files.append(cast.ines.get(path(cast, f"/rendez-vous/{number}.ics")).data)
    files.append(cast.alice.get(f"/compte/accompagnement/rendez-vous/{number}.ics").data)
    assert len(set(files)) == 1
    [event] = Calendar.from_ical(files[0]).walk("VEVENT")
    assert event["dtstart"].dt.isoformat() == "2026-12-08T09:30:00+01:00"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=20)
    assert (str(event["location"]), str(event["organizer"])) == ("Salle des actes", "MAILTO:chloe@example.org")
    assert [(row.kind, row.how) for row in db.session.scalars(select(Handled))] == [("silent", "appointment")]
    assert "8 décembre 2026 à 9\u00a0h\u00a030" in cast.chloe.get(path(cast)).text
    assert "mardi 8 décembre 2026" in cast.alice.get("/compte/accompagnement").text


def test_an_appointment_has_the_hours_of_its_cohort(cast):
    db.session.get_one(Cohort, cast.cohort).time_zone = "Indian/Reunion"
    db.session.commit()
    meet(cast, cast.chloe)
    assert db.session.scalars(select(Appointment.starts_at)).one() == datetime(2026, 12, 8, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "2026-11-23", "clock": "09:30"},
        {"day": "hier"},
        {"clock": "25:00"},
        {"minutes": "0"},
        {"day": "2027-03-28", "clock": "02:30"},
        {"place": "a" * 201},
    ],
)
def test_an_appointment_that_cannot_be_is_refused_beside_its_field(cast, fields):
    refused = meet(cast, cast.chloe, **fields)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert (count(Appointment), count(Message)) == (0, 0)


def test_whoever_left_the_cohort_is_followed_no_more(cast):
    db.session.scalars(select(Membership)).one().ends_at = now()
    db.session.commit()
    assert send(cast, cast.chloe).status_code == 404
    assert cast.chloe.get(path(cast)).status_code == 404
    assert count(Letter) == 0


def test_another_cohorts_coach_follows_nobody_here(cast, app):
    cast.add(app, "autre")
    other = Cohort(name="Ailleurs", starts=date(2026, 9, 1))
    db.session.add(other)
    db.session.flush()
    term = {"starts_at": AT - timedelta(days=1), "ends_at": AT + timedelta(days=100), "told": 3}
    db.session.add(Term(cohort_id=other.id, person_id=cast.id("autre"), **term))
    db.session.commit()
    assert cast.autre.get(path(cast)).status_code == 404
    assert cast.autre.get(f"/cohortes/{other.id}/suivi/{cast.id('alice')}").status_code == 404
    assert send(cast, cast.autre).status_code == 404


def test_letters_appointments_and_shared_notes_leave_a_trace(cast):
    send(cast, cast.chloe)
    meet(cast, cast.chloe)
    note(cast, cast.chloe, "Note", "shared")
    note(cast, cast.chloe, "Note", "private")
    mine = select(Audit.action).where(Audit.actor_id == cast.id("chloe"), Audit.person_id == cast.id("alice"))
    assert list(db.session.scalars(mine.order_by(Audit.id))) == ["letter-sent", "appointment-made", "note-shared"]
