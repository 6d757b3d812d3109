"""kill -9 in the middle of the saves: every answer that was acknowledged is there afterwards."""

import contextlib
import http.client
import json
import threading
import time
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from course.app import create_app
from course.clock import now
from course.db import db, forget_connections
from course.people.models import Person
from course.quizzes import operations
from course.quizzes.models import AttemptItem
from course.quizzes.queries import question_asked
from tests.serving import SECRET, free_port, kill, serving, signed_in

CLIENTS, SAVES, TIMES = 8, 25, 5


@dataclass
class Learner:
    """One client: what it sent and what was acknowledged, by position."""

    attempt: int
    positions: list[int]
    cookie: str
    token: str
    acknowledged: dict[int, str] = field(default_factory=dict)
    sent: dict[int, str] = field(default_factory=dict)
    count: int = 0

    def save(self, port: int) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            self._save(connection)

    def _save(self, connection: http.client.HTTPConnection) -> None:
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        for number in range(SAVES):
            position = self.positions[number % len(self.positions)]
            value = str(self.count + 1)
            self.sent[position] = value
            body = urlencode({"csrf_token": self.token, f"q{position}-a": value})
            try:
                connection.request("POST", f"/essais/{self.attempt}/reponses/{position}", body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return
            assert answer.status == 204, answer.status
            self.count += 1
            self.acknowledged[position] = value


@pytest.fixture
def learners(settings):
    """Eight people, each with an open attempt and two questions whose answer is typed."""
    app = create_app(replace(settings, secret_key=SECRET))
    with app.app_context():
        quiz = app.extensions["relais_quizzes"]["essai"]
        found = []
        for number in range(CLIENTS):
            person = Person(email=f"{number}@example.org", name=f"Personne {number}", session_key="k")
            db.session.add(person)
            db.session.flush()
            key = person.id
            attempt = operations.start(key, "essai", quiz, now(), "Europe/Paris").id
            db.session.commit()
            items = db.session.execute(
                select(AttemptItem.position, AttemptItem.fingerprint).where(AttemptItem.attempt_id == attempt)
            ).all()
            db.session.commit()
            typed = [place for place, mark in items if question_asked(mark).type in ("short", "numeric")]
            found.append(Learner(attempt, typed, *signed_in(app, key, "k")))
        forget_connections(app)
        yield found
        forget_connections(app)


def kept(learner):
    rows = db.session.execute(
        select(AttemptItem.position, AttemptItem.answer).where(AttemptItem.attempt_id == learner.attempt)
    ).all()
    db.session.rollback()
    return {position: json.loads(answer) for position, answer in rows if answer is not None}


@pytest.mark.alone
def test_what_was_acknowledged_survives_five_kills(settings, learners):
    port = free_port()
    killed_in_the_middle = 0
    for _ in range(TIMES):
        before = sum(learner.count for learner in learners)
        with serving(settings.instance, port) as server:
            threads = [threading.Thread(target=learner.save, args=(port,)) for learner in learners]
            for thread in threads:
                thread.start()
            while sum(learner.count for learner in learners) - before < CLIENTS * SAVES // 2:
                assert any(thread.is_alive() for thread in threads), "the clients stopped"
                time.sleep(0.002)
            kill(server)
            for thread in threads:
                thread.join()
        done = sum(learner.count for learner in learners) - before
        killed_in_the_middle += done < CLIENTS * SAVES
        for learner in learners:
            found = kept(learner)
            for position, value in learner.acknowledged.items():
                assert found[position] in (value, learner.sent[position])
    assert killed_in_the_middle == TIMES
    with serving(settings.instance, port):
        for learner in learners:
            for position, value in kept(learner).items():
                assert value in (learner.acknowledged[position], learner.sent[position])
