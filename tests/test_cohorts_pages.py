"""The pages of cohorts: administrators make them, coaches hand them over, members see who is who."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from course import jobs
from course.clock import now
from course.cohorts import days_off, operations, queries, rules
from course.cohorts import term_operations as terms
from course.cohorts.models import Cohort, HandoverItem, Membership, Term
from course.db import db
from course.mail import Message
from course.people.models import Audit
from tests.access import COHORT
from tests.taking import at_once

pytestmark = pytest.mark.at("2026-11-16 09:00 +0100")


@pytest.fixture
def cohort(cast):
    """Chloé coaches Alice."""
    found = db.session.get_one(Cohort, cast.cohort)
    operations.join(found, cast.id("alice"), cast.id("diane"), now())
    db.session.commit()
    return found


def made(cast, **fields) -> Cohort:
    response = cast.diane.post("/administration/cohortes/nouvelle", data={**COHORT, **fields})
    assert response.status_code == 303, response.text
    return db.session.get_one(Cohort, int(response.headers["Location"].rpartition("/")[2]))


def test_an_administrator_makes_a_cohort_with_its_rhythm_its_days_off_and_its_targets(cast):
    found = made(cast, weekdays=["3", "6", "7"])
    assert (found.name, found.starts, found.minutes_per_week) == ("Promotion d’essai", date(2027, 1, 4), 90)
    calendar = queries.calendar(found)
    assert calendar.weekdays == {3, 6, 7} and not calendar.holidays
    assert calendar.ranges == ((date(2026, 12, 24), date(2027, 1, 3)),)
    assert queries.targets(found.id) == {"essai": date(2027, 3, 1)}
    page = cast.diane.get(f"/administration/cohortes/{found.id}/modifier").text
    assert "24/12/2026 au 03/01/2027 Fermeture" in page and 'value="2027-03-01"' in page


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "  "}, "Donnez un nom."),
        ({"starts": "hier"}, "Écrivez une date"),
        ({"ends": "2026-12-31"}, "La fin vient avant le début."),
        ({"minutes_per_week": "0"}, "De 10 à 1200 minutes."),
        ({"time_zone": "Mars/Olympus"}, "Choisissez dans la liste."),
        ({"weekdays": list("1234567")}, "au moins un jour"),
        ({"weekdays": "9"}, "jours de la semaine"),
        ({"days_off": "31/02/2027"}, "Ligne 1 : « 31/02/2027 » n’est pas une date."),
        ({"target-essai": "1999-01-01"}, "entre 2000 et 2099"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_is_lost(cast, fields, why):
    response = cast.diane.post("/administration/cohortes/nouvelle", data={**COHORT, **fields})
    assert response.status_code == 422
    assert why in response.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Fermeture" in response.text or "days_off" in fields
    assert db.session.scalar(select(func.count()).select_from(Cohort)) == 1


@pytest.mark.parametrize("typed", ["24/12/2026 au 03/01/2027 Fermeture", "01/05/2027", "02/05/2027 Pont : vendredi"])
def test_days_off_are_read_as_they_are_written(typed):
    found, problems = days_off.read(typed)
    assert problems == [] and days_off.write(found) == typed


@pytest.mark.parametrize(
    "typed", ["demain", "03/01/2027 au 24/12/2026", "01/01/2027 au 01/06/2028", "01/01/2027 " + "x" * 81]
)
def test_days_off_that_cannot_be_read_say_their_line(typed):
    found, problems = days_off.read(f"2027-05-01\n\n{typed}")
    assert [day[0] for day in found] == [date(2027, 5, 1)]
    assert problems[0].startswith("Ligne 3 : ")


def test_a_person_changes_cohort_in_one_go_and_both_times_are_kept(cast, cohort):
    other = made(cast)
    path = f"/administration/personnes/{cast.id('alice')}/cohortes"
    cast.diane.post(path, data={"join": str(other.id), "leave": str(cohort.id)})
    assert [found.id for found in queries.cohorts_of_member(cast.id("alice"), now())] == [other.id]
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 2
    page = cast.diane.get(path).text
    assert "Occitanie" in page and "Promotion d’essai" in page
    assert cast.chloe.get("/cohortes").headers["Location"] == f"/cohortes/{cohort.id}"
    assert cast.alice.get(f"/cohortes/{cohort.id}").status_code == 404


def test_correcting_the_time_zone_gives_no_access_back_to_a_term_that_was_ended(cast, cohort):
    term = db.session.scalars(select(Term).where(Term.person_id == cast.id("chloe"))).one()
    assert cast.diane.post(f"/administration/cohortes/{cohort.id}/mandats/{term.id}/fin").status_code == 303
    assert cast.chloe.get(f"/cohortes/{cohort.id}/suivi").status_code == 404
    changed = cast.diane.post(
        f"/administration/cohortes/{cohort.id}/modifier", data={**COHORT, "time_zone": "Pacific/Tahiti"}
    )
    assert changed.headers["Location"] == f"/administration/cohortes/{cohort.id}"
    assert cast.chloe.get(f"/cohortes/{cohort.id}/suivi").status_code == 404


def test_ten_clicks_make_one_cohort(app, cast):
    clients = [cast.client(app, "diane") for _ in range(10)]
    answers = at_once(
        app, [lambda one=one: one.post("/administration/cohortes/nouvelle", data=COHORT) for one in clients]
    )
    assert sorted(answer.status_code for answer in answers) == [303, *[422] * 9]
    [refused, *_] = [answer for answer in answers if answer.status_code == 422]
    assert "Une cohorte de ce nom commence déjà ce jour-là." in refused.text
    assert db.session.scalar(select(func.count()).where(Cohort.name == COHORT["name"])) == 1


def test_ten_clicks_write_the_dates_of_a_cohort_once(app, cast):
    """Its columns are as they were: only its days off and its targets change."""
    found = made(cast, days_off="", **{"target-essai": ""})
    path, clients = f"/administration/cohortes/{found.id}/modifier", [cast.client(app, "diane") for _ in range(10)]
    answers = at_once(app, [lambda one=one: one.post(path, data=COHORT) for one in clients])
    assert {answer.status_code for answer in answers} == {303}
    assert len(queries.days_off(found.id)) == len(queries.targets(found.id)) == 1


def test_a_term_is_given_by_address_moved_and_ended(cast, cohort):
    path = f"/administration/cohortes/{cohort.id}/mandats"
    given = {"email": "BOB@example.org", "first": "2026-01-05", "last": "2030-01-01"}
    assert "deux ans au plus" in cast.diane.post(path, data=given).text
    unknown = cast.diane.post(path, data={**given, "email": "personne@example.org"})
    assert unknown.status_code == 422 and "Personne n’a cette adresse" in unknown.text
    today = now().date()
    days = {"first": f"{today}", "last": f"{today + timedelta(days=30)}"}
    assert cast.diane.post(path, data={**given, **days}).status_code == 303
    assert cast.bob.get(f"/cohortes/{cohort.id}").status_code == 200
    term = db.session.scalars(select(Term).where(Term.person_id == cast.id("bob"))).one()
    assert "déjà un mandat" in cast.diane.post(path, data={**given, **days}).text
    assert cast.diane.post(f"{path}/{term.id}/fin").status_code == 303
    assert cast.bob.get(f"/cohortes/{cohort.id}").status_code == 404
    acts = select(Audit.action).where(Audit.person_id == cast.id("bob")).order_by(Audit.id)
    assert db.session.scalars(acts).all() == ["term-given", "term-ended"]


def test_the_navigation_leads_to_ones_cohort_only_when_there_is_one(cast, cohort):
    entry = 'href="/cohortes"'
    assert [entry in getattr(cast, key).get("/").text for key in ("alice", "bob", "chloe", "diane")] == [
        True,
        False,
        True,
        False,
    ]


def test_members_see_who_is_who_and_write_to_their_coach_only(cast, cohort):
    operations.join(cohort, cast.id("bob"), None, now())
    db.session.commit()
    page = cast.alice.get(f"/cohortes/{cohort.id}").text
    assert "Bob Œuvrard" in page and "bob@example.org" not in page
    assert "chloe@example.org" in page and "Passation" not in page
    assert "bob@example.org" in cast.chloe.get(f"/cohortes/{cohort.id}").text


def test_a_coach_of_another_cohort_and_a_former_one_find_nothing(cast, cohort):
    other = made(cast)
    today = now().date()
    elsewhere = terms.give(other, cast.person("bob"), (today, today), None, now())
    former = terms.give(cohort, cast.person("bob"), (date(2020, 1, 6), date(2020, 6, 30)), None, now())
    db.session.commit()
    assert cast.bob.get(f"/cohortes/{other.id}/mandats/{elsewhere.id}").status_code == 200
    chloe = db.session.scalars(select(Term.id).where(Term.person_id == cast.id("chloe"))).one()
    for path in ("", f"/mandats/{former.id}", f"/mandats/{chloe}", f"/mandats/{elsewhere.id}"):
        assert cast.bob.get(f"/cohortes/{cohort.id}{path}").status_code == 404, path
    assert cast.bob.get(f"/cohortes/{other.id}/mandats/{chloe}").status_code == 404
    assert cast.bob.post(f"/cohortes/{cohort.id}/mandats/{chloe}", data={"note": "x"}).status_code == 404
    assert db.session.get_one(Term, chloe).note == ""


# The hand-over.


@pytest.fixture
def handover(cast, cohort):
    """Bob's term beside Chloé's, and the address of its hand-over."""
    today = now().date()
    term = terms.give(cohort, cast.person("bob"), (today, today + timedelta(days=200)), cast.id("diane"), now())
    db.session.commit()
    return f"/cohortes/{cohort.id}/mandats/{term.id}"


def test_the_list_of_the_lesson_is_ticked_by_both_coaches_with_who_and_when(cast, handover):
    page = cast.bob.get(handover).text
    assert len(re.findall(r'id="point-\d+"', page)) == len(rules.CHECKLIST)
    cast.chloe.post(f"{handover}/points/1", data={"done": "1"})
    cast.bob.post(f"{handover}/points/1", data={"done": "1"})
    cast.bob.post(f"{handover}/points/2", data={"done": "1"})
    cast.bob.post(f"{handover}/points/2")
    items = db.session.scalars(select(HandoverItem).order_by(HandoverItem.position)).all()
    assert [item.done_by for item in items[:2]] == [cast.id("chloe"), None]
    assert "Chloé Maillet, le" in cast.bob.get(handover).text
    assert cast.bob.post(f"{handover}/points/99", data={"done": "1"}).status_code == 404


def test_something_to_do_is_added_and_the_list_stays_short(cast, handover):
    for _ in range(2):
        assert cast.bob.post(f"{handover}/points", data={"text": "Rendre la clé"}).status_code == 303
    assert "Rendre la clé" in cast.chloe.get(handover).text
    added = select(func.count()).where(HandoverItem.text == "Rendre la clé")
    assert db.session.scalar(added) == 1
    for number in range(rules.MOST_ITEMS):
        response = cast.bob.post(f"{handover}/points", data={"text": f"Encore {number}"})
    assert response.status_code == 422 and "déjà 40 points" in response.text
    assert db.session.scalar(select(func.count()).select_from(HandoverItem)) == rules.MOST_ITEMS


def mark(page) -> str:
    return re.search(r'name="mark" value="([^"]*)"', page.text)[1]


def test_two_coaches_who_write_the_page_at_once_do_not_write_over_each_other(cast, handover):
    assert "Ce que je ferais autrement" in cast.bob.get(handover).text
    seen = mark(cast.bob.get(handover))
    assert cast.chloe.post(handover, data={"note": "Promis : un binôme à Mehdi", "mark": seen}).status_code == 303
    late = cast.bob.post(handover, data={"note": "Dates : le 4", "mark": seen})
    assert late.status_code == 409
    assert "Dates : le 4" in late.text.replace("\u00a0", " ") and "un binôme à Mehdi" in late.text
    assert cast.bob.post(handover, data={"note": "Les deux", "mark": mark(late)}).status_code == 303
    assert "Écrite par Bob Œuvrard" in cast.chloe.get(handover).text


# Mails.


def letters() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Message.recipient, Message.subject).order_by(Message.id))
    return [tuple(row) for row in rows]


def test_a_coach_is_told_once_when_the_term_begins_comes_to_its_end_and_is_over(cast, cohort, time_machine):
    time_machine.move_to("2027-01-01T12:00Z", tick=False)
    terms.give(cohort, cast.person("bob"), (date(2027, 1, 4), date(2027, 6, 30)), None, now())
    db.session.commit()
    told, sent = [], []
    for at in ("2027-01-03", "2027-01-04", "2027-06-02", "2027-06-03", "2027-06-30", "2027-07-01"):
        time_machine.move_to(f"{at}T12:00Z", tick=False)
        for _ in range(2):
            jobs.run_waiting()
        sent += [letter for letter in letters() if letter not in sent]  # the outbox forgets old ones
        told.append(len(sent))
    assert told == [0, 1, 1, 2, 2, 3]
    assert {who for who, _ in sent} == {"bob@example.org"}
    assert "se termine bientôt" in sent[1][1] and "est terminé" in sent[2][1]


def test_a_term_that_was_over_when_it_was_written_down_sends_nothing(cast, cohort):
    terms.give(cohort, cast.person("bob"), (date(2020, 1, 6), date(2020, 6, 30)), None, now())
    db.session.commit()
    jobs.run_waiting()
    assert letters() == []
