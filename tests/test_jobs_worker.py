"""Jobs with the real worker processes, killed, stopped and locked out."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import psycopg
import pytest
from sqlalchemy import update

from course import jobs
from course.clock import now
from course.db import db
from course.jobs import Job
from tests.earning import finish


@pytest.fixture
def worker(app, settings):
    """Starts the workers; stops what is left of them at the end."""
    started = []

    def start():
        command = [sys.executable, "-m", "tests.job_worker", str(settings.instance), settings.database_url]
        process = subprocess.Popen(command, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
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
    """State and tries of the job; no lock is kept between two looks."""
    job = jobs.latest(key)
    found = job.state, job.tries
    db.session.rollback()
    return found


def state(key):
    return seen(key)[0]


def wait_for_state(key, wanted):
    wait_for(lambda: state(key) == wanted)


def test_the_workers_do_what_was_ordered_before_and_after_they_start(app, worker, tmp_path):
    order("write", "before", path=str(tmp_path / "before"), text="œuvre")
    worker()
    wait_for_state("before", "done")
    order("write", "after", path=str(tmp_path / "after"), text="N’Guyên")
    wait_for_state("after", "done")
    assert (tmp_path / "before").read_text().endswith(" œuvre")
    assert (tmp_path / "after").read_text().endswith(" N’Guyên")


def test_the_workers_make_an_attestation(app, worker, cast):
    worker()
    finish(cast.alice)
    cast.alice.post("/attestations/essai")
    wait_for(lambda: "Votre attestation est prête" in cast.alice.get("/attestations/essai").text)
    assert cast.alice.get("/attestations/essai/pdf", buffered=True).data.startswith(b"%PDF")


def test_two_jobs_of_one_order_run_at_the_same_time_in_two_processes(app, worker, tmp_path):
    worker()
    for key in ("a", "b"):
        jobs.order("meet", key, {"folder": str(tmp_path)})
    db.session.commit()
    wait_for_state("a", "done")
    wait_for_state("b", "done")


def test_a_job_that_fails_three_times_is_shown_failed(app, worker, tmp_path):
    worker()
    order("fail", "a", path=str(tmp_path / "trace"))
    for tries in (1, 2):
        wait_for(lambda tries=tries: seen("a") == ("queued", tries))
        db.session.execute(update(Job).values(due_at=now()))
        db.session.commit()
        jobs.wake()
    wait_for_state("a", "failed")
    assert (tmp_path / "trace").read_text() == "raté\n" * 3
    assert jobs.latest("a").error.endswith("ValueError : l'imprimante est vide")


def test_a_killed_worker_is_replaced_and_its_job_taken_again(app, worker, tmp_path):
    worker()
    order("hang", "a", path=str(tmp_path / "marker"))
    pid = int(wait_for(lambda: (tmp_path / "marker").exists() and (tmp_path / "marker").read_text()))
    os.kill(pid, signal.SIGKILL)
    db.session.execute(update(Job).values(alive_at=now() - 2 * jobs.LEASE))
    db.session.commit()
    jobs.wake()
    wait_for_state("a", "done")
    assert seen("a") == ("done", 2)


def test_a_stop_lets_the_job_at_hand_finish_and_keeps_the_others(app, worker, tmp_path):
    process = worker()
    for key in ("a", "b"):
        order("write", key, started=str(tmp_path / f"started-{key}"), path=str(tmp_path / key), text=key, seconds=1)
    wait_for(lambda: (tmp_path / "started-a").exists() and (tmp_path / "started-b").exists())
    order("write", "c", path=str(tmp_path / "c"), text="c")
    children = psutil.Process(process.pid).children()
    process.terminate()
    assert process.wait(20) == 0
    assert [state(key) for key in "abc"] == ["done", "done", "queued"]
    assert not any(child.is_running() for child in children)


@contextmanager
def locked(settings):
    """Nobody else can write: the whole SQLite file, or the table of jobs, is taken."""
    if settings.database_url:
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("LOCK TABLE job IN ACCESS EXCLUSIVE MODE")
            yield
        return
    connection = sqlite3.connect(settings.instance / "relais.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def test_a_database_locked_for_ten_seconds_loses_nothing(app, worker, settings, tmp_path):
    order("write", "waiting", path=str(tmp_path / "waiting"), text="x")
    with locked(settings):
        worker()
        time.sleep(10)
        assert not (tmp_path / "waiting").exists()
    wait_for_state("waiting", "done")


def test_a_database_locked_while_a_job_runs_loses_nothing(app, worker, settings, tmp_path):
    worker()
    order("write", "a", started=str(tmp_path / "started"), path=str(tmp_path / "out"), text="x", seconds=1)
    wait_for((tmp_path / "started").exists)
    with locked(settings):
        time.sleep(7)
    wait_for_state("a", "done")
    assert (tmp_path / "out").read_text().endswith(" x")
