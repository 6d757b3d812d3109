"""The demonstration started beside a real instance: it reads nothing of it, and sends nothing."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from course.demo import server
from course.instance import OTHERS
from tests.serving import free_port

REAL = {
    "RELAIS_DATABASE_URL": "postgresql://relais:secret@192.0.2.1/vraie",
    "RELAIS_SMTP_URL": "smtps://relais:secret@192.0.2.1",
    "RELAIS_REDIS_URL": "redis://192.0.2.1",
    "RELAIS_NAME": "Vraie plateforme",
    "RELAIS_SECRET_KEY": "r" * 32,
}


def test_nothing_of_the_environment_is_left_but_where_it_may_write(tmp_path, monkeypatch):
    for name, value in {**REAL, "RELAIS_INSTANCE": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "relais.db").write_bytes(b"real")
    found = server._alone(8123)
    assert not [name for name in os.environ if name.startswith("RELAIS_")]
    assert found["RELAIS_INSTANCE"] == str(tmp_path / "demonstration")
    assert found.keys() == {"RELAIS_INSTANCE", "RELAIS_URL", "RELAIS_BANNER", "RELAIS_SECRET_KEY"}
    assert found["RELAIS_SECRET_KEY"] != REAL["RELAIS_SECRET_KEY"]
    assert not (tmp_path / "demonstration").stat().st_mode & OTHERS


@pytest.mark.alone
def test_started_as_people_start_it_it_serves_its_own_people(tmp_path):
    port, real = free_port(), tmp_path / "vraie.db"
    variables = {**os.environ, **REAL, "RELAIS_DATABASE_URL": f"sqlite:///{real}", "RELAIS_INSTANCE": str(tmp_path)}
    command = [sys.executable, "-m", "course.cli", "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        page = _page(process, f"http://127.0.0.1:{port}/connexion")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
    assert "Vraie plateforme" not in page
    assert not real.exists()
    assert (tmp_path / "demonstration" / "relais.db").stat().st_size > 100_000


def _page(process: subprocess.Popen[bytes], address: str) -> str:
    for _ in range(1200):
        assert process.poll() is None, "the demonstration stopped"
        try:
            return urllib.request.urlopen(address, timeout=5).read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the demonstration does not answer")
