"""PostgreSQL stopped, then frozen: a French page within seconds, never a blank one, and all is well when it is back."""

import signal
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from sqlalchemy import select

from course.app import create_app
from course.config import Settings
from course.db import Base, db, forget_connections
from course.people.models import Person
from tests.postgresql import PostgreSQL
from tests.serving import SECRET, free_port, serving, signed_in

pytestmark = pytest.mark.alone

WITHIN = 12
"""Seconds after which the test says that a page hangs: what is promised is five."""


@pytest.fixture(scope="module")
def database():
    with PostgreSQL() as server:
        with server.engine("template1") as engine:
            Base.metadata.create_all(engine)
        yield server


@pytest.fixture(scope="module")
def site(database, tmp_path_factory):
    """A server on PostgreSQL, and the cookie of somebody signed in."""
    instance = tmp_path_factory.mktemp("frozen")
    with database.database() as address:
        app = create_app(Settings(secret_key=SECRET, instance=instance, database_url=address))
        with app.app_context():
            db.session.add(Person(email="alice@example.org", name="Alice", session_key="k"))
            db.session.commit()
            person = db.session.scalars(select(Person)).one()
            cookie, token = signed_in(app, person.id, "k")
        forget_connections(app)
        port = free_port()
        with serving(instance, port, RELAIS_DATABASE_URL=address):
            yield Site(port, cookie, token)


class Site:
    def __init__(self, port, cookie, token):
        self.port, self.cookie, self.token = port, cookie, token

    def ask(self, path, data=None):
        """The status and the page; fails when nothing comes in time."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Cookie": self.cookie})
        try:
            with urllib.request.urlopen(request, timeout=WITHIN) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            assert error.headers["Content-Security-Policy"]
            return error.code, error.read().decode()

    def finish(self):
        return self.ask("/lecons/essai/ouvrir/terminer", f"csrf_token={self.token}".encode())


def freeze(folder, how):
    first = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))
    for process in [first, *first.children()]:
        process.send_signal(how)


def back(site):
    deadline = time.monotonic() + 20
    while site.ask("/")[0] != 200:
        assert time.monotonic() < deadline, "it never came back"
        time.sleep(0.1)


@pytest.mark.parametrize("path", ["/", "/aide", "/lecons/essai/ouvrir", "/compte"])
def test_a_database_that_is_stopped_gives_a_french_page(site, database, path):
    back(site)
    database.stop()
    try:
        status, page = site.ask(path)
        assert (status, "Service occupé" in page) == (503, True)
    finally:
        database.start()
    back(site)


def test_a_frozen_database_makes_nobody_wait_for_long(site, database):
    back(site)
    freeze(database.folder, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(12) as crowd:
            asked = [crowd.submit(site.ask, "/") for _ in range(8)] + [crowd.submit(site.finish) for _ in range(8)]
            told = [answer.result() for answer in asked]
        assert {status for status, _ in told} == {503}
        assert all("Service occupé" in page for _, page in told)
        assert site.ask("/connexion")[0] in (200, 303, 503)
        assert site.ask("/capsule")[0] == 503
    finally:
        freeze(database.folder, signal.SIGCONT)
    back(site)
    assert site.finish()[0] == 200


def test_what_needs_no_database_still_answers(site, database):
    back(site)
    stylesheet = site.ask("/connexion")[1].partition('href="/static/')[2].partition('"')[0]
    freeze(database.folder, signal.SIGSTOP)
    try:
        site.ask("/")
        for _ in range(6):
            assert site.ask(f"/static/{stylesheet}")[0] == 200
    finally:
        freeze(database.folder, signal.SIGCONT)
    back(site)
