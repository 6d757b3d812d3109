"""A server that is told to stop leaves its database as one file: what is copied, or put back, is all of it."""

import os
import signal
import urllib.request
from dataclasses import replace

import pytest

from course.app import create_app
from course.db import forget_connections
from tests.cast import Cast
from tests.serving import SECRET, free_port, serving, signed_in

pytestmark = pytest.mark.alone


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_no_journal_beside_the_database(settings, told):
    app = create_app(replace(settings, secret_key=SECRET))
    with app.app_context():
        cast = Cast(app)
        cookie, _token = signed_in(app, cast.id("alice"), cast.person("alice").session_key)
    forget_connections(app)
    port = free_port()
    with serving(settings.instance, port, jobs=1) as server:
        for _ in range(20):
            assert "Alice" in read(port, "/compte", cookie)
            assert "atelier" in read(port, "/recherche?q=atelier", cookie)
        assert (settings.instance / "relais.db-wal").exists()
        stop(server, told)
    assert server.returncode in (0, -told)
    assert [path.name for path in settings.instance.glob("*.db-*") if not path.name.endswith("-turn")] == []


def read(port, path, cookie):
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    return urllib.request.urlopen(asked, timeout=10).read().decode()


def stop(server, told):
    """As a service manager does, to the server alone; or as Ctrl+C does, to all of its group."""
    if told == signal.SIGINT:
        os.killpg(server.pid, told)
    else:
        os.kill(server.pid, told)
    server.wait(30)
