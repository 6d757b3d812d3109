"""SQLite's lock, or our turn to write, held by another program: writers are told, readers notice nothing."""

import fcntl
import shutil
import sqlite3
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from course.app import create_app
from course.config import Settings
from course.db import db, forget_connections
from course.people.models import Person
from tests.serving import SECRET, free_port, serving, signed_in

pytestmark = pytest.mark.alone

WRITERS = 16
WITHIN = 12
"""Seconds after which the test says that a page hangs; five are promised, on a machine that does nothing else."""


@pytest.fixture(scope="module")
def site(tmp_path_factory, empty_sqlite):
    instance = tmp_path_factory.mktemp("locked")
    shutil.copy(empty_sqlite, instance / "relais.db")
    app = create_app(Settings(secret_key=SECRET, instance=instance))
    with app.app_context():
        db.session.add(Person(email="alice@example.org", name="Alice", session_key="k"))
        db.session.commit()
        cookie, token = signed_in(app, db.session.scalars(select(Person.id)).one(), "k")
    forget_connections(app)
    port = free_port()
    with serving(instance, port):
        yield instance, port, cookie, token


def ask(site, path, data=None):
    _, port, cookie, _ = site
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        assert "pas été enregistré" in error.read().decode()
        return error.code


def save(site):
    return ask(site, "/lecons/essai/ouvrir/place", f"csrf_token={site[3]}&section=cadrer".encode())


@contextmanager
def database_locked(instance):
    other = sqlite3.connect(instance / "relais.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def turn_held(instance):
    with (instance / "relais.db-turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@pytest.mark.parametrize("held", [database_locked, turn_held])
def test_writers_are_told_and_readers_notice_nothing(site, held):
    assert save(site) == 200
    with held(site[0]), ThreadPoolExecutor(WRITERS) as crowd:
        writing = [crowd.submit(save, site) for _ in range(WRITERS)]
        time.sleep(0.5)
        assert [ask(site, path) for path in ("/", "/connexion", "/lecons/essai/ouvrir") * 3] == [200] * 9
        assert {answer.result() for answer in writing} == {503}
    time.sleep(0.6)
    assert save(site) == 200
