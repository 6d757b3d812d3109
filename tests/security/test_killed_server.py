"""kill -9 of any process of the server: nothing of it goes on serving, and nothing of it stays for ever."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from tests.serving import environment, free_port, serving

pytestmark = pytest.mark.alone


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def descendants(process):
    return psutil.Process(process.pid).children(recursive=True)


@pytest.fixture
def instance(tmp_path, empty_sqlite):
    shutil.copy(empty_sqlite, tmp_path / "relais.db")
    return tmp_path


def test_nothing_serves_after_the_main_process_is_killed(instance):
    port = free_port()
    with serving(instance, port, jobs=1) as server:
        wait_for(lambda: len(descendants(server)) >= 4)
        family = descendants(server)
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        wait_for(lambda: not any(one.is_running() for one in family))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_no_worker_outlives_the_jobs_process(instance):
    with serving(instance, free_port(), jobs=1) as server:
        wait_for(lambda: any(one.children() for one in psutil.Process(server.pid).children()))
        jobs = next(one for one in psutil.Process(server.pid).children() if one.children())
        workers = jobs.children()
        jobs.kill()
        wait_for(lambda: not any(one.is_running() for one in workers))
        wait_for(lambda: any(one.children() for one in psutil.Process(server.pid).children()))


def test_a_second_server_on_the_same_port_is_refused_in_french(instance):
    port = free_port()
    with serving(instance, port):
        command = [sys.executable, "-m", "course.cli", "serve", "--port", str(port), "--jobs", "0"]
        second = subprocess.run(command, env=environment(instance), capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert f"Le port {port} est déjà pris" in second.stderr
    assert "Traceback" not in second.stderr
