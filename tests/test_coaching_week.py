"""The coach's Monday: the database lists whom the rules name; what leaves the list and what comes back."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from course.clock import now
from course.coaching import facts, operations, week_queries
from course.coaching.desk import desks_of
from course.coaching.models import Handled
from course.coaching.schema import Kind, Thresholds
from course.cohorts.models import Cohort, Membership, Term
from course.db import db
from course.modules.models import LessonState
from course.onboarding.plan.models import PlanAbsence, PlanCheck
from course.people.models import Person
from course.quizzes.models import DONE, Attempt
from course.tracking.models import RollUp
from course.waivers.models import Waiver
from course.workshops.models import Workshop, WorkshopPrerequisite
from tests.taking import at_once

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
LESSONS = ("essai/ouvrir", "essai/fermer")

pytestmark = pytest.mark.at(AT)


def ago(days):
    return AT - timedelta(days=days)


def second_cohort(coach, **columns):
    cohort = Cohort(name="Réunion", starts=ago(100).date(), time_zone="Indian/Reunion", **columns)
    db.session.add(cohort)
    db.session.flush()
    db.session.add(Term(cohort_id=cohort.id, person_id=coach, starts_at=ago(100), ends_at=AT + timedelta(100), told=1))
    db.session.commit()
    return cohort.id


def add(cohort, name="Personne", joined=200, **figures):
    """Somebody in a cohort, with their row of figures."""
    person = Person(email=f"{name}-{random.random()}@example.org", name=name, session_key="k")
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(cohort_id=cohort, person_id=person.id, starts_at=ago(joined)))
    if figures:
        db.session.add(RollUp(person_id=person.id, **{"step": LESSONS[0], "percent": 10, **figures}))
    db.session.commit()
    return person.id


def workshop(cohort, days, *, lesson=None, cancelled=None):
    starts = AT + timedelta(days=days)
    row = Workshop(cohort_id=cohort, title=f"Atelier {days}", starts_at=starts, ends_at=starts, cancelled_at=cancelled)
    db.session.add(row)
    db.session.flush()
    db.session.add(WorkshopPrerequisite(workshop_id=row.id, position=1, module="essai", lesson=lesson))
    db.session.commit()
    return row.id


def listed(coach):
    """Who is on the list, with the kinds of their reasons, as the database and then the rules find them."""
    db.session.rollback()
    found = week_queries.the_list(coach, desks_of(coach, now()), now(), 1)
    return {line.person.name: [signal.kind for signal in line.signals] for line in found.rows}


def crowd(rng, cohorts, size):
    """People in every state that the rules look at."""
    for number in range(size):
        cohort = rng.choice(cohorts)
        figures = {
            "active_at": rng.choice([None, ago(rng.uniform(0, 40))]),
            "advanced_at": rng.choice([None, ago(rng.uniform(0, 60))]),
            "percent": rng.choice([0, 40, 99, 100]),
            "failures": (failures := rng.randint(0, 3)),
            "failed": "essai" if failures else "",
            "failed_at": ago(rng.uniform(0, 30)) if failures else None,
        }
        person = add(cohort, f"P{number:03}", rng.uniform(0, 60), **(figures if rng.random() < 0.9 else {}))
        for lesson in LESSONS:
            if rng.random() < 0.9:
                finished = rng.choice([None, ago(3), ago(3), ago(3)])
                db.session.add(LessonState(person_id=person, lesson=lesson, seen_at=ago(3), finished_at=finished))
        if rng.random() < 0.9:
            db.session.add(
                Attempt(
                    person_id=person,
                    quiz="essai",
                    number=1,
                    title="É",
                    module="essai",
                    pass_mark=70,
                    state=DONE,
                    started_at=ago(2),
                    submitted_at=ago(2),
                    passed=rng.random() < 0.9,
                )
            )
        if rng.random() < 0.4:
            whole = rng.random() < 0.5
            db.session.add(
                Waiver(
                    person_id=person,
                    module="essai",
                    lesson="" if whole else rng.choice(LESSONS),
                    assessment=whole and rng.random() < 0.5,
                    title="Essai",
                    reason="test",
                    origin="coach",
                    state=rng.choice(["proposed", "accepted", "amended", "refused"]),
                    proposed_at=ago(rng.uniform(0, 15)),
                )
            )
        if rng.random() < 0.3:
            first = (AT + timedelta(days=rng.randint(-30, 5))).date()
            db.session.add(PlanAbsence(person_id=person, starts=first, ends=first + timedelta(days=rng.randint(0, 20))))
        if rng.random() < 0.3:
            until, since = AT + timedelta(days=rng.randint(-3, 9)), rng.choice([None, ago(rng.uniform(0, 20))])
            missing = rng.choice([0, 80])
            db.session.add(PlanCheck(person_id=person, minutes=missing, before="le 8", until=until, since=since))
        for kind in Kind:
            if rng.random() < 0.5:
                until = rng.choice([None, (AT + timedelta(days=rng.randint(-3, 3))).date()])
                subject = str(rng.randint(1, 3)) if kind is Kind.WORKSHOP else ""
                db.session.add(
                    Handled(
                        cohort_id=cohort,
                        person_id=person,
                        kind=kind,
                        subject=subject,
                        how="done",
                        at=ago(rng.uniform(0, 30)),
                        until=until,
                    )
                )
    db.session.commit()


@pytest.mark.parametrize("seed", range(3))
def test_the_database_keeps_exactly_whom_the_rules_name(cast, monkeypatch, seed):
    monkeypatch.setattr(week_queries, "PAGE", 1000)
    coach, rng = cast.id("chloe"), random.Random(seed)
    cohorts = [cast.cohort, second_cohort(coach, weekdays_off="5", holidays_off=False)]
    for cohort in cohorts:
        workshop(cohort, rng.uniform(0, 6))
        workshop(cohort, rng.uniform(0, 12), lesson=LESSONS[1])
    workshop(cohorts[0], 2, cancelled=AT)
    operations.set_thresholds(db.session.get_one(Cohort, cohorts[1]), Thresholds(5, 1, None, 3, False), coach)
    crowd(rng, cohorts, 150)
    desks = desks_of(coach, AT)
    everyone = db.session.execute(week_queries._rows().where(Membership.cohort_id.in_(desks))).all()
    known = facts.known([row.person_id for row in everyone], desks, AT)
    named = {}
    for row in everyone:
        if found := facts.open_of(row, desks[row.cohort_id], known):
            named[row.name] = [signal.kind for signal in found]
    assert listed(coach) == named
    assert 40 < len(named) < len(everyone) == 150
    assert {kind for kinds in named.values() for kind in kinds} == set(Kind)


def test_the_most_urgent_come_first_then_the_longest_silence(cast):
    add(cast.cohort, "Silencieuse", active_at=ago(30))
    add(cast.cohort, "Plus longtemps", active_at=ago(60))
    add(cast.cohort, "Échoue", active_at=ago(1), failures=2, failed="essai", failed_at=ago(1))
    asks = add(cast.cohort, "Demande", active_at=ago(1))
    db.session.add(
        Waiver(person_id=asks, module="essai", title="Essai", reason="test", origin="person", proposed_at=AT)
    )
    db.session.commit()
    assert list(listed(cast.id("chloe"))) == ["Demande", "Échoue", "Plus longtemps", "Silencieuse"]
    page = cast.chloe.get("/cette-semaine").text
    assert f'<a class="button second" href="/dispenses/{asks}">Décider' in page
    assert f'href="/dispenses/{asks}">Décider</a>' in cast.chloe.get(f"/cohortes/{cast.cohort}/suivi/{asks}").text
    assert cast.chloe.get(f"/dispenses/{asks}").status_code == 200


def test_only_my_cohorts_and_never_myself_nor_who_left(cast, app):
    coach = cast.id("chloe")
    other = Cohort(name="Ailleurs", starts=ago(100).date())
    db.session.add(other)
    db.session.flush()
    add(other.id, "Ailleurs", active_at=ago(60))
    db.session.add(Membership(cohort_id=cast.cohort, person_id=coach, starts_at=ago(100)))
    left = add(cast.cohort, "Partie", active_at=ago(60))
    db.session.scalars(select(Membership).where(Membership.person_id == left)).one().ends_at = ago(1)
    closed = add(cast.cohort, "Fermé", active_at=ago(60))
    db.session.get_one(Person, closed).disabled = True
    db.session.commit()
    add(cast.cohort, "Ici", active_at=ago(60))
    assert list(listed(coach)) == ["Ici"]


def test_whoever_never_did_anything_is_said_since_their_arrival(cast):
    person = add(cast.cohort, "Nouvelle", joined=19)
    assert "N’a pas encore ouvert son invitation" in cast.chloe.get("/cette-semaine").text
    db.session.get_one(Person, person).password_hash = "x"
    db.session.commit()
    page = cast.chloe.get("/cette-semaine").text.replace("\u00a0", " ")
    assert "Aucune activité depuis son arrivée, il y a 19 jours, dont 11 de travail." in page


def test_whoever_is_away_or_just_back_is_not_silent(cast):
    away, back = (add(cast.cohort, name, active_at=ago(60)) for name in ("Absente", "De retour"))
    add(cast.cohort, "Silencieuse", active_at=ago(60))
    for person, first, last in ((away, 5, -5), (back, 40, 4)):
        db.session.add(PlanAbsence(person_id=person, starts=ago(first).date(), ends=ago(last).date()))
    db.session.commit()
    assert list(listed(cast.id("chloe"))) == ["Silencieuse"]


def test_a_plan_that_does_not_hold_is_said_with_what_is_missing(cast):
    person = add(cast.cohort, "Zoé", active_at=ago(1), advanced_at=ago(1))
    until = AT + timedelta(days=15)
    short = {"minutes": 80, "before": "l'atelier du 8 décembre", "until": until, "since": ago(1)}
    db.session.add(PlanCheck(person_id=person, **short))
    db.session.commit()
    page = cast.chloe.get("/cette-semaine").text.replace("\u00a0", " ")
    assert "Son plan ne tient plus : il manque 1 h 20 avant l’atelier du 8 décembre." in page
    assert f'href="/plan/{person}"' in page


def press(client, cohort, person, act, reasons, **more):
    data = {"act": act, "reason": reasons, **more}
    return client.post(f"/cohortes/{cohort}/suivi/{person}/regler", data=data)


def test_what_one_coach_settles_leaves_the_lists_of_both_and_says_who(cast, app):
    cast.add(app, "ines")
    term = {"starts_at": ago(10), "ends_at": AT + timedelta(days=100), "told": 1}
    db.session.add(Term(cohort_id=cast.cohort, person_id=cast.id("ines"), **term))
    db.session.commit()
    person = add(cast.cohort, "Zoé", active_at=ago(30))
    assert list(listed(cast.id("ines"))) == ["Zoé"]
    assert press(cast.chloe, cast.cohort, person, "done", ["silent:"]).headers["Location"] == "/cette-semaine"
    assert listed(cast.id("ines")) == listed(cast.id("chloe")) == {}
    page = cast.ines.get("/cette-semaine").text
    assert "Réglé cette semaine (1)" in page
    assert "réglé par Chloé Maillet" in page


def test_what_is_put_off_comes_back_on_its_day(cast, time_machine):
    person = add(cast.cohort, "Zoé", active_at=ago(30))
    press(cast.chloe, cast.cohort, person, "later", ["silent:"], until="2026-11-30")
    assert "Zoé quitte la liste et y revient le 30 novembre 2026." in cast.chloe.get("/cette-semaine").text
    assert listed(cast.id("chloe")) == {}
    time_machine.move_to(datetime(2026, 11, 29, 22, 59, tzinfo=UTC))
    assert listed(cast.id("chloe")) == {}
    time_machine.move_to(datetime(2026, 11, 29, 23, 1, tzinfo=UTC))
    assert listed(cast.id("chloe")) == {"Zoé": [Kind.SILENT]}


@pytest.mark.parametrize("until", ["", "2026-11-23", "2020-01-01", "2028-01-01", "demain"])
def test_a_date_that_is_no_date_to_come_puts_nothing_off(cast, until):
    person = add(cast.cohort, "Zoé", active_at=ago(30))
    press(cast.chloe, cast.cohort, person, "later", ["silent:"], until=until)
    assert list(listed(cast.id("chloe"))) == ["Zoé"]


def test_a_further_failure_brings_the_person_back(cast, time_machine):
    person = add(cast.cohort, "Zoé", active_at=ago(1), advanced_at=ago(5), failures=2, failed="essai", failed_at=ago(2))
    press(cast.chloe, cast.cohort, person, "done", ["failed:"])
    assert listed(cast.id("chloe")) == {}
    row = db.session.get_one(RollUp, person)
    row.failures, row.failed_at = 3, AT + timedelta(hours=2)
    db.session.commit()
    assert listed(cast.id("chloe")) == {"Zoé": [Kind.FAILED]}


def test_what_was_settled_can_be_put_back(cast):
    person = add(cast.cohort, "Zoé", active_at=ago(30))
    press(cast.chloe, cast.cohort, person, "done", ["silent:"])
    [number] = db.session.scalars(select(Handled.id))
    cast.chloe.post(f"/cohortes/{cast.cohort}/suivi/{person}/remettre/{number}")
    assert list(listed(cast.id("chloe"))) == ["Zoé"]


def test_settling_names_reasons_that_exist_and_only_those(cast):
    person = add(cast.cohort, "Zoé", active_at=ago(30))
    press(cast.chloe, cast.cohort, person, "done", ["n'importe", "silent:<script>", "workshop:99999999999", "stuck:"])
    assert list(db.session.scalars(select(Handled.kind))) == ["stuck"]


def test_each_cohort_has_its_own_thresholds_and_an_empty_field_switches_a_rule_off(cast):
    add(cast.cohort, "Zoé", active_at=ago(10), advanced_at=ago(1))
    path = f"/cohortes/{cast.cohort}/reperes"
    assert listed(cast.id("chloe")) == {}
    usual = {"failures": "2", "stuck_days": "15", "workshop_days": "7", "plan": "y"}
    assert cast.chloe.post(path, data={"silent_days": "5", **usual}).headers["Location"] == "/cette-semaine"
    assert listed(cast.id("chloe")) == {"Zoé": [Kind.SILENT]}
    cast.chloe.post(path, data={"silent_days": "", **usual})
    assert listed(cast.id("chloe")) == {}
    assert desks_of(cast.id("chloe"), AT)[cast.cohort].week.thresholds == Thresholds(silent_days=None)


def test_thresholds_first_set_by_ten_clicks_at_once_are_kept(app, cast):
    clients = [cast.client(app, "chloe") for _ in range(10)]
    path, typed = f"/cohortes/{cast.cohort}/reperes", {"silent_days": "5"}
    answers = at_once(app, [lambda client=client: client.post(path, data=typed) for client in clients])
    assert {answer.status_code for answer in answers} == {303}
    assert desks_of(cast.id("chloe"), AT)[cast.cohort].week.thresholds == Thresholds(5, None, None, None, False)


def test_a_threshold_out_of_bounds_is_refused_beside_its_field(cast):
    answer = cast.chloe.post(f"/cohortes/{cast.cohort}/reperes", data={"silent_days": "0", "failures": "x"})
    assert answer.status_code == 422
    assert "De 1 à 120." in answer.text.replace("\u00a0", " ")
    assert "Écrivez un nombre entier" in answer.text
    assert desks_of(cast.id("chloe"), AT)[cast.cohort].week.thresholds == Thresholds()


def test_the_list_has_pages_of_twenty(cast):
    rows = [{"email": f"p{n}@example.org", "name": f"P{n:03}", "session_key": "k"} for n in range(50)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id), rows))
    joined = [{"cohort_id": cast.cohort, "person_id": n, "starts_at": ago(90)} for n in ids]
    db.session.execute(insert(Membership), joined)
    db.session.commit()
    pages = [cast.chloe.get(f"/cette-semaine?page={n}").text for n in (1, 2, 3, 9)]
    assert [page.count("Écrire<span") for page in pages] == [20, 20, 10, 20]
    assert "Page 3 sur 3" in pages[2]
