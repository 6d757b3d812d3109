"""The production server in a process group of its own, to talk to, and to kill."""

import contextlib
import contextvars
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, has_app_context, session
from flask_wtf.csrf import generate_csrf

from course.db import db
from tests.signing_in import session_of

SECRET = "un secret pour les essais, assez long"


def environment(instance: Path, **more: str) -> dict[str, str]:
    """What the server's processes read."""
    return {**os.environ, "RELAIS_SECRET_KEY": SECRET, "RELAIS_INSTANCE": str(instance), **more}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(instance: Path, port: int, jobs: int = 0, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """`relais serve` with two workers, once it answers."""
    command = [sys.executable, "-m", "course.cli", "serve", "--port", str(port), "--workers", "2", "--jobs", str(jobs)]
    process = subprocess.Popen(command, env=environment(instance, **more), start_new_session=True)
    try:
        _wait(process, port)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 on every process of the server."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server stopped"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/capsule", timeout=5).read()
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def signed_in(app: Flask, person: int, key: str) -> tuple[str, str]:
    """The cookie header of a person's session, and its CSRF token. What the caller did not commit is forgotten."""
    if has_app_context():
        db.session.rollback()
    return contextvars.Context().run(_signed_in, app, person, key)


def _signed_in(app: Flask, person: int, key: str) -> tuple[str, str]:
    with app.test_request_context():
        session.update({"_user_id": session_of(app, person, key), "_fresh": True})
        token: str = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)
        return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", token
