"""The region of the demonstration: what its people did reads as if they had done it for real."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.app import create_app
from course.certificates.models import Certificate
from course.certificates.rules import freeze
from course.clock import now
from course.coaching.desk import desks_of
from course.coaching.models import Handled
from course.coaching.schema import Kind
from course.coaching.week import turning_day
from course.coaching.week_queries import settled, the_list
from course.cohorts.elections.queries import elections, proposals
from course.cohorts.models import Cohort, HandoverItem, Membership, Term
from course.cohorts.queries import belongs, calendar
from course.cohorts.rules import Stage, first_day, stage
from course.config import Settings
from course.db import Base, db, forget_connections
from course.demo.people import address
from course.demo.region import populate
from course.mail import Message
from course.modules.models import CheckAnswer, LessonState
from course.onboarding.positioning.models import Positioning, PositioningAnswer, PositioningLevel
from course.onboarding.welcome.models import Arrival
from course.people.models import Person
from course.practice.models import PracticeCard
from course.progress.queries import catalog, completion, record
from course.progress.rules import path_steps, progress
from course.quizzes.models import DONE, OPEN, Attempt, AttemptItem
from course.quizzes.queries import items, question_asked
from course.quizzes.rules import Try, may_start, result
from course.statistics.queries import measured
from course.statistics.rules import entered
from course.tracking.models import MirrorFigure, RollUp
from course.tracking.queries import route
from course.tracking.rules import summary
from course.waivers.models import Waiver
from course.workshops.models import Attendance, Workshop
from course.workshops.queries import past, prerequisites, upcoming
from tests.conftest import ROOT
from tests.regions import region

SECRETS = {"session_key", "password_hash", "id", "token"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The application with the real course and the region as it is demonstrated; read only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_HOME", str(ROOT))
        app = create_app(Settings(secret_key="s" * 32, instance=tmp_path_factory.mktemp("region")))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        populate()
        db.session.rollback()
        yield app
        db.session.rollback()
    forget_connections(app)


def rows(table):
    return db.session.scalars(select(table)).all()


def members(cohort):
    there = select(Person).join(Membership, Membership.person_id == Person.id)
    return db.session.scalars(there.where(Membership.cohort_id == cohort.id, belongs(now()))).all()


def test_the_cohort_has_its_people_and_who_left(shown):
    cohort = rows(Cohort)[0]
    found = members(cohort)
    assert len(found) == 47
    assert len({person.name for person in found}) == len({person.email for person in found}) == 47
    assert all(person.email.endswith("@demonstration.example") for person in found)
    assert len({person.service for person in found}) > 40
    assert db.session.scalar(select(func.count()).where(Membership.ends_at.is_not(None))) == 2
    assert rows(Message) == []


def test_two_terms_overlap_and_the_one_before_was_handed_over(shown):
    terms = sorted(rows(Term), key=lambda term: term.starts_at)
    stages = [stage(term.starts_at, term.ends_at, now()) for term in terms]
    assert stages == [Stage.ENDED, Stage.ENDING, Stage.RUNNING] == [term.told for term in terms]
    assert terms[2].starts_at < terms[1].ends_at
    assert terms[2].person_id == db.session.scalars(select(Person.id).where(Person.email == address("coach"))).one()
    ticked = select(func.count(HandoverItem.done_at), func.count()).where(HandoverItem.term_id == terms[0].id)
    assert terms[0].note
    assert db.session.execute(ticked).one() == (8, 8)


def test_the_election_kept_its_result(shown):
    cohort = rows(Cohort)[0]
    (election,) = elections(cohort.id)
    put = proposals(election)
    assert [item.outcome for item in put] == ["withdrawn", "elected"]
    assert put[1].name == "Bruno Maillet"
    assert db.session.get(Term, election.term_id).person_id == put[1].person_id
    assert not any(reply.stands for reply in put[1].replies)


def test_each_month_had_its_workshop_and_the_next_ones_are_ready(shown):
    cohort, at = rows(Cohort)[0], now()
    held = [workshop for workshop in past(cohort.id, at) if not workshop.cancelled_at]
    assert len(held) >= 5
    assert all(workshop.deliverables and workshop.decisions for workshop in held)
    closed = calendar(cohort)
    assert not any(closed.is_off(workshop.starts_at.date()) for workshop in rows(Workshop))
    joined = {row.person_id: row for row in rows(Membership)}
    starts = {workshop.id: workshop.starts_at for workshop in rows(Workshop)}
    assert all(joined[row.person_id].starts_at < starts[row.workshop_id] < at for row in rows(Attendance))
    soon, later = upcoming(cohort.id, at)
    assert timedelta(days=4) < soon.starts_at - at < timedelta(days=10)
    assert soon.agenda_id
    assert all(prerequisites([soon.id, later.id]).values())


def test_every_answer_is_worth_what_grading_says(shown):
    for row in rows(AttemptItem):
        if row.score is not None:
            assert row.score == question_asked(row.fingerprint).grade(json.loads(row.answer))
    checks = catalog().practisable
    for row in rows(CheckAnswer):
        question = checks[row.lesson, row.question].question
        assert (row.fingerprint, row.score) == (question.fingerprint, question.grade(json.loads(row.answer)))


def test_every_attempt_was_allowed_and_has_the_result_of_its_answers(shown):
    by_person: dict[tuple[int, str], list[Attempt]] = {}
    for attempt in db.session.scalars(select(Attempt).order_by(Attempt.number)):
        by_person.setdefault((attempt.person_id, attempt.quiz), []).append(attempt)
    for (_, slug), attempts in by_person.items():
        quiz, tries = catalog().quizzes[slug], []
        assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
        for attempt in attempts:
            assert may_start(quiz, tries, attempt.started_at, "Europe/Paris").allowed
            asked = items(attempt)
            assert len({item.question.id for item in asked}) == quiz.drawn
            if attempt.state == OPEN:
                continue
            outcome = result([item.score for item in asked], attempt.pass_mark)
            assert (attempt.score, attempt.passed) == (outcome.score, outcome.passed)
            tries.append(Try(attempt.submitted_at, attempt.passed))


def test_what_was_missed_comes_back(shown):
    cards = {(card.person_id, card.source, card.question) for card in rows(PracticeCard)}
    missed = select(Attempt.person_id, Attempt.quiz, AttemptItem.fingerprint)
    wrong = missed.join(AttemptItem, AttemptItem.attempt_id == Attempt.id).where(AttemptItem.score < 1)
    found = {(person, quiz, question_asked(mark).id) for person, quiz, mark in db.session.execute(wrong)}
    assert found <= cards
    assert any(card.due is None for card in rows(PracticeCard)) or any(card.box > 1 for card in rows(PracticeCard))


def test_an_attestation_says_what_progress_says(shown):
    settings, course = shown.extensions["relais_settings"], catalog().course
    certificates = rows(Certificate)
    assert len(certificates) > 20
    for certificate in certificates:
        person = db.session.get_one(Person, certificate.person_id)
        found = completion(person.id, certificate.subject)
        assert certificate.frozen == freeze(person.name, course, found, settings, certificate.issued_at)


def test_nothing_happens_before_joining_nor_after_now_nor_on_a_day_off(shown):
    cohort = rows(Cohort)[0]
    joined = {row.person_id: row.starts_at for row in rows(Membership)}
    known = {"referente", "nouvelle"}
    told = {person.id for person in rows(Person) if person.email.partition("@")[0] in known}
    closed = calendar(cohort)
    moments = [(row.person_id, row.seen_at) for row in rows(LessonState)]
    moments += [(row.person_id, row.started_at) for row in rows(Attempt)]
    for person, at in moments:
        assert joined[person] < at < now()
        assert person in told or not closed.is_off(first_day(at, cohort.time_zone))


def test_the_coach_has_somebody_to_look_after_of_each_kind(shown):
    steps, at, cohort = path_steps(catalog()), now(), rows(Cohort)[0]
    recent = turning_day(calendar(cohort), first_day(at, cohort.time_zone), 10)
    kinds: Counter[str] = Counter()
    for person in members(cohort):
        facts = record(person.id)
        done = progress(steps, facts)
        last = db.session.scalar(select(func.max(LessonState.seen_at)).where(LessonState.person_id == person.id))
        tried = db.session.scalar(select(func.max(Attempt.started_at)).where(Attempt.person_id == person.id))
        quiet = max(filter(None, (last, tried)), default=None)
        kinds["never came"] += quiet is None
        kinds["done"] += done.complete
        kinds["silent"] += bool(quiet and quiet < at - timedelta(days=24) and not done.complete)
        kinds["failed twice"] += any(not fact.passed and fact.attempts >= 2 for fact in facts.quizzes.values())
        kinds["in an assessment"] += any(fact.open_attempt is not None for fact in facts.quizzes.values())
        lately = quiet and first_day(quiet, cohort.time_zone) >= recent
        kinds["going on"] += bool(lately and 0 < done.steps_done < len(steps))
    assert kinds["never came"] == 3
    assert min(kinds[kind] for kind in ("silent", "failed twice", "in an assessment")) > 0
    assert kinds["done"] >= 5
    assert kinds["going on"] > 20


def test_the_roll_up_says_what_progress_says(shown):
    for row in rows(RollUp):
        said = summary(route(), record(row.person_id))
        assert {name: getattr(row, name) for name in asdict(said)} == asdict(said)
        assert row.content == route().mark
        tried = select(func.max(Attempt.started_at)).where(Attempt.person_id == row.person_id)
        read = select(func.max(LessonState.seen_at)).where(LessonState.person_id == row.person_id)
        moments = [at for at in (db.session.scalar(tried), db.session.scalar(read)) if at]
        assert (row.active_at is None) == (not moments)
        assert not moments or row.active_at >= max(moments)
    assert {row.person_id for row in rows(RollUp)} == {person.id for person in rows(Person)}


def test_the_coach_has_a_monday_of_a_dozen_people_and_what_was_done_says_by_whom(shown):
    coach = db.session.scalars(select(Person.id).where(Person.email == address("coach"))).one()
    desks = desks_of(coach, now())
    lines = the_list(coach, desks, now(), 1).rows
    kinds = {signal.kind for line in lines for signal in line.signals}
    assert 8 <= len(lines) <= 20
    assert kinds == set(Kind)
    assert len(settled(desks, now())) == 2
    assert {row.person_id for row in rows(Handled)}.isdisjoint(line.person.person_id for line in lines)


def test_most_people_positioned_themselves_and_one_waiver_waits(shown):
    done = rows(Positioning)
    assert {row.moment for row in done} == {"entry", "middle", "exit"}
    levels = Counter(row.positioning_id for row in rows(PositioningLevel))
    assert {levels[row.id] for row in done} == {18}
    for row in rows(PositioningAnswer):
        assert row.score == question_asked(row.fingerprint).grade(json.loads(row.answer))
    by_state = {waiver.state: waiver for waiver in rows(Waiver)}
    assert set(by_state) == {"proposed", "accepted"}
    waived = by_state["accepted"]
    standings = progress(path_steps(catalog()), record(waived.person_id)).standings
    assert [item.step.slug for item in standings if item.state == "waived"] == [waived.lesson]
    assert rows(MirrorFigure)


def test_who_arrives_has_a_buddy_who_is_ahead(shown):
    for arrival in rows(Arrival):
        assert progress(path_steps(catalog()), record(arrival.buddy_id)).complete
    assert len(rows(Arrival)) == 2


def test_statistics_count_every_graded_answer_but_those_of_who_waits_for_five(shown):
    graded = select(func.count()).select_from(AttemptItem).where(AttemptItem.score.is_not(None))
    attempts = select(Attempt.id, Attempt.quiz, Attempt.person_id).where(Attempt.state == DONE)
    ended = db.session.execute(attempts.order_by(Attempt.submitted_at, Attempt.id)).all()
    counted = entered(ended)
    assert len(counted) > len(ended) / 2
    everything = graded.where(AttemptItem.attempt_id.in_(counted))
    assert sum(item.figures.count for item in measured("") if item.figures) == db.session.scalar(everything)


def test_the_same_seed_makes_the_same_region(app, time_machine):
    time_machine.move_to(now(), tick=False)
    first = _made(app)
    assert _made(app) == first
    assert _made(app, "another seed") != first


def _made(app, seed="a seed"):
    """Every row but what is secret; then the tables are made anew, and count from 1 again."""
    populate(30, seed)
    found = {}
    for table in Base.metadata.sorted_tables:
        told = [column for column in table.columns if column.name not in SECRETS and not column.foreign_keys]
        found[table.name] = sorted(map(repr, db.session.execute(select(*told)))) if told else []
    db.session.rollback()
    Base.metadata.drop_all(db.engine)
    Base.metadata.create_all(db.engine)
    return found


def test_a_region_of_any_size_is_made_once(app):
    made = region(app, 300)
    populate(300)
    assert len(members(db.session.get_one(Cohort, made.cohort))) == 300
    assert made.clients["coach"].get(f"/cohortes/{made.cohort}").status_code == 200
