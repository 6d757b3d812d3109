"""The calendar that a person subscribes to: theirs alone, at an address that nobody guesses, right in any zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.workshops import feed, feed_operations
from course.workshops.feed import Entry
from course.workshops.ics import calendar_text
from course.workshops.models import CalendarAddress
from tests import workshops
from tests.test_workshops_notices import cancel, change

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.at(AT)


@pytest.fixture(autouse=True)
def _workshops_only(app, monkeypatch):
    """Whatever other parts contribute is theirs to test."""
    monkeypatch.setattr(feed, "_contributions", [feed.workshops])


@pytest.fixture
def cohort(cast):
    found = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(found, cast.id("alice"), None, now() - 30 * DAY)
    db.session.commit()
    return found.id


def path_of(cast, key="alice"):
    found = feed_operations.renew(cast.id(key))
    db.session.commit()
    return f"/calendrier/{found}.ics"


def events(response):
    assert response.status_code == 200
    return {str(found["summary"]): found for found in Calendar.from_ical(response.data).walk("VEVENT")}


def test_a_person_creates_their_address_and_renews_it(cast, client, cohort):
    workshops.prepare(cohort)
    assert "webcal" not in cast.alice.get("/calendrier").text
    assert db.session.scalars(select(CalendarAddress)).all() == []
    for _ in range(2):
        assert cast.alice.post("/calendrier").headers["Location"] == "/calendrier"
        db.session.rollback()
        secret = db.session.scalars(select(CalendarAddress.secret)).one()
        page = cast.alice.get("/calendrier").text
        assert f'value="http://127.0.0.1:8000/calendrier/{secret}.ics"' in page
        assert f'href="webcal://127.0.0.1:8000/calendrier/{secret}.ics"' in page
        assert len(events(client.get(f"/calendrier/{secret}.ics"))) == 1
    first = path_of(cast)
    cast.alice.post("/calendrier")
    assert client.get(first).status_code == 404


def test_it_needs_no_account_sets_no_cookie_and_is_not_indexed(cast, client, cohort):
    answer = client.get(path_of(cast))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "private, max-age=900"


@pytest.mark.parametrize("secret", ["a" * 43, "", "a", "a" * 44, "é" * 43, "%00", "..%2f..", "' OR 1=1"])
def test_a_secret_that_is_nobodys_shows_nothing(cast, client, cohort, secret):
    path_of(cast)
    assert client.get(f"/calendrier/{secret}.ics").status_code == 404


def test_secrets_are_never_short_nor_alike(cast):
    found = {feed_operations.renew(cast.id("alice")) for _ in range(50)}
    assert len(found) == 50
    assert {len(secret) for secret in found} == {43}


def test_a_closed_account_shows_nothing(cast, client, cohort):
    path = path_of(cast)
    cast.person("alice").disabled = True
    db.session.commit()
    assert client.get(path).status_code == 404


def test_it_shows_ones_cohorts_and_nothing_of_others(cast, client, cohort):
    other = Cohort(name="Ailleurs", starts=date(2026, 9, 1))
    db.session.add(other)
    db.session.commit()
    workshops.prepare(cohort, title="Le nôtre")
    workshops.prepare(other.id, title="Le leur")
    assert set(events(client.get(path_of(cast)))) == {"Le nôtre (Occitanie)"}
    assert set(events(client.get(path_of(cast, "chloe")))) == {"Le nôtre (Occitanie)"}
    assert events(client.get(path_of(cast, "bob"))) == {}
    assert events(client.get(path_of(cast, "diane"))) == {}
    text = client.get(path_of(cast)).text
    assert "example.org" not in text
    assert "Bob" not in text


def test_who_leaves_the_cohort_no_longer_sees_its_workshops(cast, client, cohort):
    workshops.prepare(cohort)
    cohorts.leave(db.session.get_one(Cohort, cohort), cast.id("alice"), cast.id("diane"), now() - DAY)
    db.session.commit()
    assert events(client.get(path_of(cast))) == {}


def test_a_calendar_held_is_confirmed_without_being_sent_again(cast, client, cohort):
    number, path = workshops.prepare(cohort), path_of(cast)
    tag = client.get(path).headers["ETag"]
    held = {"If-None-Match": tag}
    again = client.get(path, headers=held)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path).headers["ETag"] == tag
    change(number, now(), place="Ailleurs")
    assert client.get(path, headers=held).status_code == 200


def test_the_same_event_moves_then_is_cancelled(cast, client, cohort, time_machine):
    number, path = workshops.prepare(cohort), path_of(cast)
    (first,) = events(client.get(path)).values()
    time_machine.move_to(AT + DAY, tick=False)
    later = datetime(2027, 1, 12, 8, 30, tzinfo=UTC)
    change(number, now(), starts_at=later, ends_at=later + DAY / 12)
    (moved,) = events(client.get(path)).values()
    cancel(number, now(), "Grève")
    (gone,) = events(client.get(path)).values()
    assert first["uid"] == moved["uid"] == gone["uid"]
    assert [found["sequence"] for found in (first, moved, gone)] == [0, 1, 2]
    assert [str(found["status"]) for found in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert (moved["dtstart"].dt, moved["last-modified"].dt) == (later, AT + DAY)
    assert "Grève" in str(gone["description"])


def test_hours_are_instants_whatever_the_zone_and_the_season(cast, client, cohort):
    for month, hour in ((1, 8), (7, 7)):
        starts_at = datetime(2027, month, 6, hour, 30, tzinfo=UTC)
        workshops.prepare(cohort, title=f"Mois {month}", starts_at=starts_at)
    text = client.get(path_of(cast)).text
    assert "DTSTART:20270106T083000Z\r\n" in text
    assert "DTSTART:20270706T073000Z\r\n" in text
    assert "TZID" not in text


def test_what_is_long_over_leaves_the_calendar(cast, client, cohort):
    workshops.prepare(cohort, title="Hier", starts_at=now() - DAY)
    workshops.prepare(cohort, title="Jadis", starts_at=now() - 200 * DAY)
    assert set(events(client.get(path_of(cast)))) == {"Hier (Occitanie)"}


def test_other_parts_contribute_what_is_the_persons(cast, client):
    asked = []

    @feed.contributes
    def plan(person_id, at):
        asked.append((person_id, at))
        yield Entry(feed.uid_of("plan", person_id), date(2026, 12, 1), date(2026, 12, 2), "Lire « Écouter »", AT)

    (found,) = events(client.get(path_of(cast, "bob"))).values()
    assert asked == [(cast.id("bob"), AT)]
    assert (found["dtstart"].dt, found["dtend"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
    assert str(found["transp"]) == "TRANSPARENT"


def test_hostile_words_stay_words(app):
    entry = Entry(
        "u@x", AT, AT + DAY, "a\r\nATTENDEE:mailto:x@y\r\nEND:VEVENT", AT, text="\nBEGIN:VEVENT;,\\", place="é" * 200
    )
    body = calendar_text([entry, replace(entry, uid="v@x")], "Nom\nX-EVIL:1")
    found = Calendar.from_ical(body)
    assert [str(item["uid"]) for item in found.walk("VEVENT")] == ["u@x", "v@x"]
    assert not any("ATTENDEE" in item for item in found.walk("VEVENT"))
    assert b"\r\nX-EVIL" not in body
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert body == calendar_text([entry, replace(entry, uid="v@x")], "Nom\nX-EVIL:1")


def test_many_clicks_leave_one_address(app, cast):
    answers = workshops.at_once(app, lambda: cast.client(app, "alice").post("/calendrier").status_code)
    db.session.rollback()
    assert set(answers) <= {303, 503}
    assert 303 in answers
    assert len(db.session.scalars(select(CalendarAddress)).all()) == 1
