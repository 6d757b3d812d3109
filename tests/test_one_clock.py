"""Everything that the suite compares is on one clock, whatever the day it is made to believe."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import redis
from sqlalchemy import text

from course.db import db
from tests.clock import believing, instant
from tests.redis_server import RedisServer

TRAVELLER = """
import json, os, pathlib, subprocess, sys, threading, time
file = pathlib.Path(sys.argv[1])
file.write_text("")
written = file.stat().st_mtime - time.time()
os.utime(file, (1e9, 1e9))
with file.open() as held:
    opened = os.fstat(held.fileno()).st_mtime
dated = [opened, file.stat().st_mtime, next(os.scandir(file.parent)).stat().st_mtime]
begun = time.monotonic()
time.sleep(0.1)
lock = threading.Lock()
lock.acquire()
lock.acquire(timeout=0.1)
lasted = time.monotonic() - begun
child = float(subprocess.run(["date", "+%s"], capture_output=True, text=True).stdout) - time.time()
print(json.dumps([time.time(), written, dated, lasted, child]))
"""
DAYS = ("2027-03-28T01:40", "2028-02-29T10:00", "2031-08-17T10:00", "2020-01-01")


@pytest.mark.parametrize("day", DAYS)
def test_a_process_and_its_children_believe_the_day_and_durations_stay_true(tmp_path, day):
    with believing(day) as environment:
        command = [sys.executable, "-c", TRAVELLER, str(tmp_path / "file")]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    believed, written, dated, lasted, child = json.loads(said)
    assert believed == pytest.approx(instant(day).timestamp(), abs=60)
    assert written == pytest.approx(0, abs=1)
    assert dated == [1e9] * 3
    assert 0.2 <= lasted < 20
    assert child == pytest.approx(0, abs=5)


def test_a_day_is_said_in_the_platforms_time_unless_it_says_its_own():
    assert instant("2027-03-28T01:40") == datetime(2027, 3, 28, 0, 40, tzinfo=UTC)
    assert instant("2027-10-31T02:30+01:00") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_the_files_and_the_processes_of_the_suite_are_on_its_clock(tmp_path):
    (tmp_path / "file").touch()
    assert (tmp_path / "file").stat().st_mtime == pytest.approx(time.time(), abs=60)
    for command in (
        "date +%s000",
        "node --print 'Date.now()'",
        f"{sys.executable} -c 'import time; print(time.time()*1000)'",
    ):
        said = subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout
        assert float(said) / 1000 == pytest.approx(time.time(), abs=60), command


def test_the_database_is_on_the_clock_of_the_suite(app, postgresql):
    asked = "SELECT extract(epoch FROM clock_timestamp())" if postgresql else "SELECT unixepoch()"
    assert float(db.session.scalar(text(asked))) == pytest.approx(time.time(), abs=60)


def test_redis_is_on_the_clock_of_the_suite():
    with RedisServer() as server:
        assert redis.Redis.from_url(server.url).time()[0] == pytest.approx(time.time(), abs=60)
