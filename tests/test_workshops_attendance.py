"""Who came: signed with the code of the room, or ticked by the coach; once, for members, while it is open."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts.models import Cohort
from course.db import db
from course.people.models import Audit
from course.workshops import codes
from course.workshops.models import Attendance, Workshop
from tests import workshops
from tests.cast import Cast
from tests.halls import seen

AT = datetime(2026, 12, 8, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.at(AT)


@pytest.fixture
def room(cast):
    """The address of a workshop that has just begun; Alice is a member, Bob is not."""
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(cohort, cast.id("alice"), None, now() - 30 * DAY)
    db.session.commit()
    return f"/cohortes/{cohort.id}/ateliers/{workshops.prepare(cohort.id, starts_at=AT - 10 * MINUTE)}"


def opened(cast, room):
    assert (
        cast.chloe.post(f"{room}/presences/ouverture", data={"open": "1"}).headers["Location"]
        == f"{room}/presences/code"
    )


def code(cast, room):
    found = re.search(r'class="code">(\d{3}) (\d{3})<', cast.chloe.get(f"{room}/presences/code").text)
    return found[1] + found[2] if found else None


def rows():
    db.session.rollback()
    return [(row.person_id, row.how, row.by) for row in db.session.scalars(select(Attendance))]


def acts():
    db.session.rollback()
    return list(db.session.scalars(select(Audit.action).where(Audit.action.like("attendance-%")).order_by(Audit.id)))


def sign(client, typed):
    return client.post("/presence", data={"code": typed})


def test_a_member_signs_with_the_code_shown_in_the_room(cast, room):
    opened(cast, room)
    assert "Signer ma présence" in cast.alice.get(room).text
    shown = code(cast, room)
    assert f"?code={shown}" not in cast.alice.get("/presence").text
    assert f'value="{shown}"' in cast.alice.get(f"/presence?code={shown}").text
    assert rows() == []
    assert sign(cast.alice, f" {shown[:3]} {shown[3:]} ").headers["Location"] == room
    assert rows() == [(cast.id("alice"), "signed", cast.id("alice"))]
    assert "Votre présence est notée" in seen(cast.alice.get(room))
    assert "1 présence notée" in seen(cast.chloe.get(f"{room}/presences/code"))
    assert sign(cast.alice, shown).headers["Location"] == room
    assert len(rows()) == 1


def test_the_code_changes_and_the_one_before_is_taken_for_a_while(cast, room, time_machine):
    opened(cast, room)
    first = code(cast, room)
    time_machine.move_to(AT + timedelta(seconds=codes.PERIOD), tick=False)
    second = code(cast, room)
    assert first != second
    time_machine.move_to(AT + timedelta(seconds=2 * codes.PERIOD - 1), tick=False)
    assert sign(cast.alice, first).status_code == 303
    db.session.delete(db.session.scalars(select(Attendance)).one())
    db.session.commit()
    time_machine.move_to(AT + timedelta(seconds=2 * codes.PERIOD), tick=False)
    assert sign(cast.alice, first).status_code == 422
    assert sign(cast.alice, second).status_code == 303


@pytest.mark.parametrize("typed", ["", "000", "abcdef", "1234567", "²²²²²²", "٣٣٣٣٣٣", "0" * 5000, "' OR 1=1"])
def test_a_wrong_code_is_refused_and_comes_back_as_typed(cast, room, typed):
    opened(cast, room)
    answer = sign(cast.alice, typed)
    assert answer.status_code == 422
    assert "Relisez-le à l’écran" in answer.text
    assert rows() == []


def test_outside_the_window_or_once_closed_the_right_code_is_refused(cast, room, time_machine):
    opened(cast, room)
    shown = code(cast, room)
    cast.chloe.post(f"{room}/presences/ouverture", data={"open": "0"})
    assert sign(cast.alice, shown).status_code == 422
    assert code(cast, room) is None
    opened(cast, room)
    assert code(cast, room) != shown
    time_machine.move_to(AT + 3 * HOUR, tick=False)
    key = db.session.scalars(select(Workshop.signing_key)).one()
    assert sign(cast.alice, codes.code_at(key, now())).status_code == 422
    assert rows() == []
    assert acts() == ["attendance-opened", "attendance-closed", "attendance-opened"]


@pytest.mark.parametrize(("hours", "opens"), [(2.1, False), (1.9, True), (-13.9, True), (-14.1, False)])
def test_it_opens_around_the_workshop_only(cast, room, hours, opens):
    number = workshops.prepare(cast.cohort, title="Autour", starts_at=AT + hours * HOUR)
    other = f"/cohortes/{cast.cohort}/ateliers/{number}"
    answer = cast.chloe.post(f"{other}/presences/ouverture", data={"open": "1"})
    assert answer.headers["Location"] == f"{other}/presences" + "/code" * opens
    assert (code(cast, other) is not None) == opens


def test_a_cancelled_workshop_is_not_signed(cast, room):
    opened(cast, room)
    shown = code(cast, room)
    cast.chloe.post(f"{room}/annuler", data={})
    assert sign(cast.alice, shown).status_code == 422
    cast.chloe.post(f"{room}/presences/ouverture", data={"open": "1"})
    assert code(cast, room) is None
    assert rows() == []


def test_who_is_no_member_or_no_longer_does_not_sign(cast, room):
    opened(cast, room)
    shown = code(cast, room)
    for client in (cast.bob, cast.chloe, cast.diane):
        assert sign(client, shown).status_code == 422
    cohorts.leave(db.session.get_one(Cohort, cast.cohort), cast.id("alice"), cast.id("diane"), now())
    db.session.commit()
    assert sign(cast.alice, shown).status_code == 422
    assert rows() == []


@pytest.mark.parametrize(("later", "taken"), [(HOUR, True), (30 * DAY, False)])
def test_nobody_signs_for_a_workshop_put_off_while_its_code_was_shown(cast, room, later, taken):
    opened(cast, room)
    shown, starts = code(cast, room), AT - 10 * MINUTE + later + HOUR
    hours = {"day": f"{starts:%Y-%m-%d}", "starts": f"{starts:%H:%M}", "ends": "20:00"}
    moved = {"title": "Cadrer le projet", "place": "Salle des actes", "agenda": "0", "mark": "0", **hours}
    assert cast.chloe.post(f"{room}/modifier", data=moved).headers["Location"] == room
    assert sign(cast.alice, shown).status_code == (303 if taken else 422)
    assert bool(rows()) is taken


def test_fifty_clicks_make_one_row(app, cast, room):
    opened(cast, room)
    shown = code(cast, room)
    answers = workshops.at_once(app, lambda: sign(cast.client(app, "alice"), shown).status_code)
    assert len(answers) == 50
    assert set(answers) <= {303, 503}
    assert rows() == [(cast.id("alice"), "signed", cast.id("alice"))]


def test_tries_are_counted_for_each_person_and_not_for_the_room(reopened):
    app = reopened(signin_limit="3 per 10 minutes")
    with app.app_context():
        cast = Cast(app)
        cohort = db.session.get_one(Cohort, cast.cohort)
        for key in ("alice", "bob"):
            cohorts.join(cohort, cast.id(key), None, now() - DAY)
        db.session.commit()
        room = f"/cohortes/{cohort.id}/ateliers/{workshops.prepare(cohort.id, starts_at=AT)}"
        opened(cast, room)
        shown = code(cast, room)
        assert [sign(cast.alice, "000000").status_code for _ in range(4)] == [422, 422, 422, 429]
        late = sign(cast.alice, shown)
        assert (late.status_code, late.headers["Retry-After"]) == (429, "600")
        assert [sign(cast.bob, shown).status_code for _ in range(9)] == [303] * 9
        assert [person for person, _, _ in rows()] == [cast.id("bob")]
        db.session.rollback()


def test_the_coach_ticks_those_expected_and_takes_nobody_off(cast, room):
    opened(cast, room)
    sign(cast.alice, code(cast, room))
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("bob"), None, AT - 5 * MINUTE)
    db.session.commit()
    people = [str(cast.id(key)) for key in ("alice", "bob", "diane")] + ["9" * 30, "x", "-1"]
    assert cast.chloe.post(f"{room}/presences", data={"present": people}).headers["Location"] == f"{room}/presences"
    assert rows() == [(cast.id("alice"), "signed", cast.id("alice")), (cast.id("bob"), "ticked", cast.id("chloe"))]
    assert acts() == ["attendance-opened", "attendance-ticked"]
    page = seen(cast.chloe.get(f"{room}/presences"))
    assert "Présence signée avec le code" in page
    assert "Présence cochée par Chloé Maillet" in page


def test_a_correction_leaves_a_trace_of_what_it_took_back(cast, room):
    opened(cast, room)
    sign(cast.alice, code(cast, room))
    path = f"{room}/presences/{cast.id('alice')}/retrait"
    assert cast.bob.post(path).status_code == 404
    assert len(rows()) == 1
    assert cast.diane.post(path).headers["Location"] == f"{room}/presences"
    assert rows() == []
    trace = db.session.scalars(select(Audit).where(Audit.action == "attendance-removed")).one()
    assert (trace.actor_id, trace.person_id) == (cast.id("diane"), cast.id("alice"))
    assert "signée le 08/12/2026" in trace.detail
    cast.diane.post(path)
    assert acts() == ["attendance-opened", "attendance-removed"]


def test_the_sheet_lists_who_was_expected_and_how_each_is_known(cast, room):
    cast.person("alice").name = "=HYPERLINK(1)"
    cohorts.join(db.session.get_one(Cohort, cast.cohort), cast.id("bob"), None, AT - DAY)
    db.session.commit()
    opened(cast, room)
    sign(cast.alice, code(cast, room))
    page = seen(cast.chloe.get(f"{room}/presences/feuille"))
    assert "Bob Œuvrard" in page
    assert "Signée avec le code" in page
    with cast.chloe.get(f"{room}/presences/feuille.csv") as answer:
        assert answer.data.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    alice, bob = sorted(lines[1:], key=lambda line: line[2] == "non")
    assert alice[:4] == ["'=HYPERLINK(1)", "DDT du Lot", "oui", "signée avec le code"]
    assert alice[5] == "mardi 8 décembre 2026, 10 h"
    assert bob[:3] == ["Bob Œuvrard", "CCAS de Cahors", "non"]


def test_who_left_before_or_came_after_is_not_expected(cast, room):
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohorts.join(cohort, cast.id("bob"), None, AT + 20 * DAY)
    cohorts.join(cohort, cast.id("diane"), None, AT - 20 * DAY)
    cohorts.leave(cohort, cast.id("diane"), cast.id("diane"), AT - 10 * DAY)
    db.session.commit()
    page = cast.chloe.get(f"{room}/presences").text
    assert "Alice N’Guyên-Le Goff" in page
    assert "Bob Œuvrard" not in page
    assert "Diane Ferhat" not in page


def test_the_code_in_the_qr_leads_to_the_form_after_signing_in(cast, client, room):
    opened(cast, room)
    answer = client.get(f"/presence?code={code(cast, room)}")
    assert answer.status_code == 303
    assert "next=/presence?code" in answer.headers["Location"].replace("%3F", "?").replace("%2F", "/")


@given(st.text(min_size=1, max_size=64), st.integers(codes.PERIOD, 4_000_000_000))
def test_a_code_is_always_six_digits_and_its_own_instant_takes_it(key, seconds):
    at = datetime.fromtimestamp(seconds, UTC)
    found = codes.code_at(key, at)
    assert re.fullmatch(r"[0-9]{6}", found)
    assert codes.is_right(key, found, at)
    assert not codes.is_right("", codes.code_at("", at), at)
