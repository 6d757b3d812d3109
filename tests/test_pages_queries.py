"""A page makes a constant number of queries, whatever the size of the cohort, and few of them."""

import json
from datetime import time, timedelta

import pytest
from sqlalchemy import event, insert, select, update

from course.agendas.models import Agenda
from course.certificates.models import Certificate
from course.clock import now
from course.coaching.models import Handled, Note
from course.cohorts.elections.models import Answer, Ballot, Election, Proposal
from course.cohorts.models import Cohort, Membership, Term
from course.db import db, lane
from course.jobs import Job
from course.mail import Message
from course.modules.models import LessonState
from course.people.models import Audit, Person
from course.quizzes.models import DONE, Attempt
from course.waivers.models import Waiver
from tests.access import TABLE, Scene

MOST = 12
HOT = {"/lecons/essai/ouvrir": 2, "/": 5}
SAVING = "/essais/{attempt}/reponses/{position}"


@pytest.fixture
def scene(app, cast):
    """Whoever is in a cohort has been there for long: who arrives has a test of their own."""
    found = Scene(app, cast)
    db.session.execute(update(Membership).values(starts_at=now() - timedelta(days=90)))
    db.session.commit()
    return found


@pytest.fixture
def queries(app, time_machine):
    """Runs a request, and tells how many statements it sent; what it warms is warmed first, and time stands still."""
    time_machine.move_to(now(), tick=False)
    sent = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    def count(request) -> int:
        request().close()
        sent.clear()
        before = lane().statements
        request().close()
        return len(sent) + lane().statements - before

    event.listen(db.engine, "before_cursor_execute", note)
    yield count
    event.remove(db.engine, "before_cursor_execute", note)


def add_learners(first, last):
    """Learners who did everything that leaves rows."""
    at, numbers = now(), range(first, last)
    people = [{"email": f"p{n}@example.org", "name": f"Personne {n}", "session_key": "k"} for n in numbers]
    ids = list(db.session.scalars(insert(Person).returning(Person.id), people))
    common = {"quiz": "essai", "title": "É", "module": "essai", "pass_mark": 70, "started_at": at, "submitted_at": at}
    letter = {"recipient_name": "", "subject": "Bonjour", "text": "", "html": "", "due_at": None, "last_error": "panne"}
    rows = {
        LessonState: [{"lesson": "essai/ouvrir", "seen_at": at, "finished_at": at}],
        Attempt: [{"number": number, "state": DONE, "score": 80.0, **common} for number in (1, 2)],
        Agenda: [{"title": "Séance", "starts": time(9), "planned": 60, "created_at": at, "updated_at": at}],
        Audit: [{"action": "signed-in"}] * 3,
        Job: [{"kind": "mail", "key": "", "payload": json.dumps({}), "state": "failed", "finished_at": at}],
    }
    for table, each in rows.items():
        db.session.execute(insert(table), [{"person_id": person, **row} for person in ids for row in each])
    cohort = db.session.scalars(select(Cohort.id)).first()
    db.session.execute(insert(Membership), [{"person_id": n, "cohort_id": cohort, "starts_at": at} for n in ids])
    ends = at + timedelta(days=100)
    common_term = {"cohort_id": cohort, "starts_at": at, "ends_at": ends, "told": 1, "note": ""}
    db.session.execute(insert(Term), [{"person_id": n, **common_term} for n in ids])
    for place in db.session.execute(select(Election.id, Election.cohort_id)).all():
        there = {"cohort_id": place.cohort_id, "starts_at": at}
        db.session.execute(insert(Membership), [{"person_id": n, **there} for n in ids])
        ballot = {"election_id": place.id, "reported": False, "choice_id": ids[0], "reason": "R", "at": at}
        db.session.execute(insert(Ballot), [{"person_id": n, **ballot} for n in ids])
        put = db.session.scalars(select(Proposal.id).where(Proposal.election_id == place.id)).first()
        answers = [{"person_id": n, "proposal_id": put, "objects": n % 2 == 0, "at": at} for n in ids if put]
        db.session.execute(insert(Answer), answers) if answers else None
    db.session.execute(insert(Cohort), [{"name": f"Cohorte {n}", "starts": at.date()} for n in numbers])
    codes = [{"person_id": n, "subject": "essai", "code": f"RL-{n}", "facts": "{}", "ready_at": at} for n in ids]
    db.session.execute(insert(Certificate), codes)
    letters = [{"recipient": f"p{n}@example.org", "message_id": str(n), "sent_at": None, **letter} for n in ids]
    db.session.execute(insert(Message), letters)
    alice = db.session.scalars(select(Person.id).where(Person.email == "alice@example.org")).one()
    here = [{"person_id": n, "cohort_id": cohort} for n in ids]
    done = {"kind": "silent", "how": "done", "at": at}
    db.session.execute(insert(Handled), [{**row, **done} for row in here])
    asked = {"module": "essai", "title": "Essai", "reason": "test", "origin": "person", "proposed_at": at}
    db.session.execute(insert(Waiver), [{"person_id": n, **asked} for n in ids])
    kept = {"author_id": ids[0], "visibility": "shared", "text": "Note"}
    about = [{**row, "person_id": alice, **kept, "token": str(row["person_id"])} for row in here]
    db.session.execute(insert(Note), about)
    db.session.commit()


def test_each_page_makes_as_many_queries_with_300_learners_as_with_3_and_never_many(scene, queries):
    def counted():
        pages = {
            line.path: (scene.client(line.open_to), scene.fill(line.path)) for line in TABLE if line.method == "GET"
        }
        return {path: queries(lambda: client.get(url)) for path, (client, url) in pages.items()}  # noqa: B023

    few = counted()
    add_learners(3, 300)
    assert counted() == few
    assert {path: number for path, number in few.items() if number > HOT.get(path, MOST)} == {}


def test_the_home_page_takes_one_more_for_who_arrives_and_none_for_anybody_else(cast, queries):
    cohort = db.session.get_one(Cohort, cast.cohort)
    cohort.starts = now().date() - timedelta(days=100)
    for key, days in (("alice", 3), ("bob", 90)):
        db.session.add(Membership(person_id=cast.id(key), cohort_id=cohort.id, starts_at=now() - timedelta(days=days)))
    db.session.commit()
    assert "Votre arrivée" in cast.alice.get("/").text
    assert queries(lambda: cast.bob.get("/")) == HOT["/"]
    assert queries(lambda: cast.alice.get("/")) == HOT["/"] + 1


def test_saving_an_answer_takes_three(scene, queries):
    client, path, fields = scene.client("owner"), scene.fill(SAVING), scene.fields(SAVING)
    assert queries(lambda: client.post(path, data=fields)) <= 3


def test_a_page_that_the_browser_already_holds_takes_one(scene, queries):
    client = scene.client("owner")
    tag = client.get("/lecons/essai/ouvrir").headers["ETag"]
    held = {"If-None-Match": tag}
    assert client.get("/lecons/essai/ouvrir", headers=held).status_code == 304
    assert queries(lambda: client.get("/lecons/essai/ouvrir", headers=held)) == 1
