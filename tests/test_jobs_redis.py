"""The queue on a real Redis server: jobs done, a worker killed, Redis gone and back; nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from sqlalchemy import update

from course import jobs
from course.clock import now
from course.db import db
from course.jobs import Job
from tests import job_worker  # noqa: F401  # its handlers
from tests.redis_server import RedisServer


@pytest.fixture
def server():
    with RedisServer() as running:
        yield running


@pytest.fixture
def settings(settings, server):
    """The instance wakes its workers through Redis."""
    return replace(settings, redis_url=server.url)


@pytest.fixture
def worker(app, settings):
    """Two real workers."""
    command = [sys.executable, "-m", "tests.job_worker", str(settings.instance)]
    process = subprocess.Popen([*command, settings.database_url, settings.redis_url], start_new_session=True)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def order(kind, key, **payload):
    jobs.order(kind, key, payload)
    db.session.commit()


def wait_for(condition):
    deadline = time.monotonic() + 40
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)
    return found


def seen(key):
    job = jobs.latest(key)
    found = job.state, job.tries
    db.session.rollback()
    return found


def test_jobs_are_done_and_nothing_is_written_beside(app, settings, worker, tmp_path):
    for key in ("a", "b", "c"):
        order("write", key, path=str(tmp_path / key), text="N’Guyên")
    wait_for(lambda: all(seen(key)[0] == "done" for key in "abc"))
    assert (tmp_path / "c").read_text().endswith(" N’Guyên")
    assert not (settings.instance / "queue.db").exists()


def test_two_jobs_of_one_order_run_in_two_processes(app, worker, tmp_path):
    for key in ("a", "b"):
        jobs.order("meet", key, {"folder": str(tmp_path)})
    db.session.commit()
    wait_for(lambda: seen("a")[0] == seen("b")[0] == "done")


def test_a_killed_worker_is_replaced_and_its_job_taken_again(app, worker, tmp_path):
    order("hang", "a", path=str(tmp_path / "marker"))
    pid = int(wait_for(lambda: (tmp_path / "marker").exists() and (tmp_path / "marker").read_text()))
    os.kill(pid, signal.SIGKILL)
    db.session.execute(update(Job).values(alive_at=now() - 2 * jobs.LEASE))
    db.session.commit()
    jobs.wake()
    wait_for(lambda: seen("a") == ("done", 2))


def test_an_order_made_while_redis_is_down_is_kept_and_found_by_the_sweep(app, server, tmp_path):
    server.kill()
    order("write", "a", path=str(tmp_path / "a"), text="x")
    assert seen("a") == ("queued", 0)
    assert jobs.run_waiting() == 1
    assert seen("a") == ("done", 1)


def test_a_failure_while_redis_is_down_is_noted_and_the_others_are_done(app, server, tmp_path):
    jobs.order("fail", "a", {"path": str(tmp_path / "trace")})
    for key in ("b", "c"):
        jobs.order("write", key, {"path": str(tmp_path / key), "text": "x"})
    db.session.commit()
    server.kill()
    assert jobs.run_waiting() == 3
    assert [seen(key) for key in "abc"] == [("queued", 1), ("done", 1), ("done", 1)]


def test_the_workers_outlive_a_redis_that_vanishes_and_comes_back_empty(app, server, worker, tmp_path):
    order("write", "before", path=str(tmp_path / "before"), text="x")
    wait_for(lambda: seen("before")[0] == "done")
    server.kill()
    order("write", "meanwhile", path=str(tmp_path / "meanwhile"), text="x")
    server.start()
    assert worker.poll() is None
    order("write", "after", path=str(tmp_path / "after"), text="x")
    wait_for(lambda: seen("meanwhile")[0] == seen("after")[0] == "done")


def test_a_click_is_kept_while_redis_is_down(cast, server):
    server.kill()
    answer = cast.alice.post("/documents/fiche/tour-d-essai")
    assert answer.status_code == 303
    assert jobs.latest(answer.headers["Location"].removeprefix("/documents/").replace("/", "-")).state == "queued"
