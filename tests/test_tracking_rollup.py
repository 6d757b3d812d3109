"""The row that coaches' lists sort on is what the one computation of progress says, whatever people do."""

import random
import re
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select

from course import jobs
from course.cli import relais
from course.clock import now
from course.cohorts.rules import begins
from course.db import db
from course.modules import operations as reading
from course.modules.models import LessonState
from course.people import facts
from course.people.facts import QUARTER
from course.people.models import Person
from course.practice.models import PracticeCard
from course.practice.queries import entries
from course.progress.queries import catalog, record
from course.progress.rules import next_step, path_steps, progress
from course.quizzes.models import DONE, OPEN, Attempt, AttemptItem
from course.tracking import operations
from course.tracking.models import RollUp
from course.waivers.models import Waiver
from tests.answering import right, typed, wrong
from tests.taking import asked, at_once, begin, complete, page_fields

LESSONS = ("ouvrir", "fermer")
SECTIONS = {"ouvrir": ["", "accueillir", "cadrer"], "fermer": [""]}
JSON = {"Accept": "application/json"}
COLUMNS = ("percent", "done", "settled", "step", "started", "failures", "failed", "failed_at", "advanced_at")

pytestmark = pytest.mark.at("2026-11-16 09:00 +0100")


def kept(person):
    """The row as the database has it now."""
    db.session.rollback()
    row = db.session.get(RollUp, person)
    found = {name: getattr(row, name) for name in (*COLUMNS, "active_at")} if row else None
    db.session.rollback()
    return found


def latest(*dates):
    return max((found for found in dates if found), default=None)


def computed(person):
    """What the row should say, from the facts, without any code of its own."""
    facts = record(person)
    every = tuple(step for module in catalog().course.modules for step in catalog().steps(module))
    counted, whole = progress(path_steps(catalog()), facts), progress(every, facts)
    following = next_step(whole, facts)
    states = db.session.scalars(select(LessonState).where(LessonState.person_id == person)).all()
    tries = db.session.scalars(select(Attempt).where(Attempt.person_id == person)).all()
    items = select(AttemptItem.answered_at).where(AttemptItem.attempt_id.in_([one.id for one in tries]))
    practised = db.session.scalar(select(func.max(PracticeCard.answered_on)).where(PracticeCard.person_id == person))
    failed = [one for one in tries if one.state == DONE and not any(other.passed for other in tries)]
    found = {
        "percent": counted.percent,
        "done": sum(item.followed for item in counted.standings),
        "settled": counted.steps_done,
        "step": following.step.slug if following else "",
        "started": bool(following and following.state == "started"),
        "failures": len(failed),
        "failed": "essai" if failed else "",
        "failed_at": latest(*(one.submitted_at for one in failed)),
        "advanced_at": latest(*(s.finished_at for s in states), *(one.submitted_at for one in tries if one.passed)),
        "active_at": latest(
            *(state.seen_at for state in states),
            *(moment for one in tries for moment in (one.started_at, one.submitted_at)),
            *db.session.scalars(items),
            begins(practised, "Europe/Paris") if practised else None,
        ),
    }
    db.session.rollback()
    return found


class Learner:
    """Somebody who does anything, in any order, as a browser does."""

    def __init__(self, cast, key, seed):
        self.client, self.person, self.chance = getattr(cast, key), cast.id(key), random.Random(seed)

    def act(self):
        acts = [self.read, self.read, self.finish, self.check, self.begin, self.reply, self.reply, self.save]
        self.chance.choice([*acts, self.hand_in, self.practise])()

    def read(self):
        lesson = self.chance.choice(LESSONS)
        section = self.chance.choice(SECTIONS[lesson])
        self.post(f"/lecons/essai/{lesson}/place", {"section": section})

    def finish(self):
        self.post(f"/lecons/essai/{self.chance.choice(LESSONS)}/terminer")

    def check(self):
        question = entries()["essai/ouvrir", "accueil"].question
        fields = self.chance.choice(
            [{"again": "1"}, typed(question, right(question)), typed(question, wrong(question))]
        )
        self.post("/lecons/essai/ouvrir/questions/accueil", fields)

    def begin(self):
        self.client.post("/evaluations/essai/essai")

    def opened(self):
        found = select(Attempt.id).where(Attempt.person_id == self.person, Attempt.state == OPEN)
        return db.session.scalar(found)

    def reply(self):
        if attempt := self.opened():
            item = self.chance.choice(asked(attempt))
            fields = typed(item.question, right(item.question), item.prefix)
            self.client.post(f"/essais/{attempt}/reponses/{item.position}", data=fields, headers=JSON)

    def save(self):
        if attempt := self.opened():
            self.post(f"/essais/{attempt}", page_fields(attempt, self.chance.choice([right, wrong])))

    def hand_in(self):
        if attempt := self.opened():
            self.post(f"/essais/{attempt}/terminer")

    def practise(self):
        due = select(PracticeCard).where(PracticeCard.person_id == self.person, PracticeCard.due <= now().date())
        card = db.session.scalars(due).first()
        if card:
            question = entries()[card.source, card.question].question
            fields = {"version": question.fingerprint, **typed(question, right(question))}
            self.post(f"/reviser/{card.id}", fields)

    def post(self, path, fields=None):
        assert self.client.post(path, data=fields or {}).status_code in (200, 303), path


def same(found, expected):
    late = expected["active_at"] - found["active_at"] if found["active_at"] else timedelta()
    assert timedelta() <= late < QUARTER
    assert {name: found[name] for name in COLUMNS} == {name: expected[name] for name in COLUMNS}


@pytest.mark.parametrize("seed", range(4))
def test_after_anything_that_people_do_each_row_says_what_progress_computes(cast, time_machine, seed):
    people = [Learner(cast, "alice", seed), Learner(cast, "bob", -seed)]
    chance = random.Random(seed)
    for _ in range(25):
        learner = chance.choice(people)
        learner.act()
        if found := kept(learner.person):
            same(found, computed(learner.person))
        else:
            assert computed(learner.person)["active_at"] is None
        time_machine.shift(timedelta(minutes=chance.choice([1, 5, 20, 60 * 30])))


@pytest.mark.parametrize("seed", range(2))
def test_counting_everybody_again_finds_the_rows_that_were_kept(app, cast, time_machine, seed):
    learner = Learner(cast, "alice", seed)
    for _ in range(25):
        learner.act()
        time_machine.shift(timedelta(minutes=20))
    before = kept(learner.person)
    db.session.execute(delete(RollUp))
    db.session.commit()
    operations.sum_up_all([learner.person, cast.id("bob")])
    assert kept(learner.person) == before == computed(learner.person)
    assert kept(cast.id("bob")) == computed(cast.id("bob"))


def test_the_command_counts_everybody_again(app, cast, settings, monkeypatch):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    before = kept(cast.id("alice"))
    db.session.execute(delete(RollUp))
    db.session.commit()
    monkeypatch.setattr("course.cli.create_app", lambda: app)
    outcome = CliRunner().invoke(relais, ["recount"])
    assert outcome.output == "Suivi refait pour 4 personnes.\n"
    assert kept(cast.id("alice")) == before


def test_what_is_refused_leaves_the_row_as_it_was(app, cast):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    before = kept(cast.id("alice"))
    reading.finish(cast.id("alice"), catalog().course.lesson("essai/fermer"), now())
    db.session.rollback()
    db.session.add(Person(email="z@example.org", name="Z", session_key="z"))
    db.session.commit()
    assert kept(cast.id("alice")) == before == computed(cast.id("alice"))


def test_many_things_at_once_are_all_counted(app, cast):
    acts = [
        lambda: cast.client(app, "alice").post("/lecons/essai/ouvrir/terminer"),
        lambda: cast.client(app, "alice").post("/lecons/essai/fermer/terminer"),
        lambda: cast.client(app, "alice").post("/lecons/essai/ouvrir/place", data={"section": ""}),
        lambda: cast.client(app, "alice").post("/lecons/essai/fermer/place", data={"section": ""}),
    ] * 3
    assert {response.status_code for response in at_once(app, acts)} == {303}
    assert kept(cast.id("alice"))["done"] == 2
    assert kept(cast.id("alice")) == computed(cast.id("alice"))


def test_answers_in_a_row_write_the_last_activity_once_a_quarter_of_an_hour(cast, time_machine):
    attempt = begin(cast.alice)
    started = kept(cast.id("alice"))["active_at"]
    item = asked(attempt)[0]

    def reply():
        fields = typed(item.question, right(item.question), item.prefix)
        cast.alice.post(f"/essais/{attempt}/reponses/{item.position}", data=fields, headers=JSON)
        return kept(cast.id("alice"))["active_at"] - started

    moments = []
    for _ in range(4):
        time_machine.shift(timedelta(minutes=8))
        moments.append(reply() // timedelta(minutes=1))
    assert moments == [8, 8, 24, 24]


def test_an_edited_course_has_everybody_counted_again(app, cast, content, reopened):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    assert kept(cast.id("alice"))["percent"] == 44
    lesson = content / "modules" / "essai" / "01-ouvrir.md"
    lesson.write_text(re.sub("minutes: 20", "minutes: 40", lesson.read_text(), count=1))
    with reopened().app_context():
        jobs.run_waiting()
        assert kept(cast.id("alice"))["percent"] == 61
        operations.notice_new_content()
        assert jobs.run_waiting() == 0


def test_whoever_leaves_for_good_leaves_no_row(app, cast):
    complete(cast.alice)
    person = Person(email="z@example.org", name="Z", session_key="z")
    db.session.add(person)
    db.session.commit()
    operations.sum_up_all([person.id])
    assert kept(person.id)["active_at"] is None
    db.session.delete(person)
    db.session.commit()
    assert kept(person.id) is None
    operations.sum_up_all([person.id])
    assert kept(person.id) is None


def test_what_one_is_exempted_from_is_settled_but_not_done(app, cast, time_machine):
    cast.alice.post("/lecons/essai/ouvrir/terminer")
    time_machine.shift(timedelta(days=1))
    person, at = cast.id("alice"), now()
    what = {"module": "essai", "lesson": "essai/fermer", "title": "Fermer", "reason": "test", "origin": "coach"}
    db.session.add(Waiver(person_id=person, state="accepted", proposed_at=at, decided_at=at, **what))
    facts.changed(person)
    db.session.commit()
    row = kept(person)
    assert (row["done"], row["settled"], row["step"], row["advanced_at"]) == (1, 2, "essai", at)
    assert (row["percent"], row["active_at"]) == (77, at - timedelta(days=1))


def test_a_day_of_practice_is_activity(cast, time_machine):
    learner = Learner(cast, "alice", 1)
    question = entries()["essai/ouvrir", "accueil"].question
    cast.alice.post("/lecons/essai/ouvrir/questions/accueil", data=typed(question, wrong(question)))
    time_machine.move_to("2026-11-20 09:00 +0100", tick=False)
    learner.practise()
    assert kept(cast.id("alice"))["active_at"] == begins(date(2026, 11, 20), "Europe/Paris")
    assert isinstance(computed(cast.id("alice"))["active_at"], datetime)
