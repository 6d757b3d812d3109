"""The production server: Granian's workers share the application loaded once; jobs run beside them."""

import errno
import gc
import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from functools import partial

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from course.config import ConfigurationError
from course.db import forget_connections
from course.front.door import Door
from course.orphans import stop_with

CONNECTIONS = 4096
"""How many a process keeps open at once: who is silent holds one, and a little memory, nothing else."""
HEADERS_MS = 10_000
HEADERS_BYTES = 65_536


def serve(app: Flask, host: str, port: int, workers: int, jobs: int) -> None:
    """Serve until told to stop; `jobs` is the number of background workers, 0 for none here.

    The workers are forked from this process: it must hold no open connection. Raises ConfigurationError where another
    program listens already: two servers that share a port take turns, and nobody knows which one answered.
    """
    refuse_taken(host, port)
    _open_many()
    door = Door(app, partial(_started, app, os.getpid()), partial(forget_connections, app))
    gc.collect()
    gc.freeze()
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "relais",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS, max_buffer_size=HEADERS_BYTES),
        websockets=False,
        workers=workers,
        backlog=2 * CONNECTIONS,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    os.register_at_fork(after_in_child=_leave_ctrl_c_to_the_parent)
    with _Jobs(jobs):
        server.serve(target_loader=lambda: door, wrap_loader=False)


def refuse_taken(host: str, port: int) -> None:
    """Raise ConfigurationError where another program listens already, or where we may not listen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ConfigurationError(f"Le port {port} est déjà pris ; donnez-en un autre avec --port.") from error
            raise ConfigurationError(f"Impossible d'écouter sur {host}:{port} ({error.strerror}).") from error


def _started(app: Flask, parent: int) -> None:
    """A process begins to serve."""
    stop_with(parent)
    if "relais_patience" in app.extensions:
        app.extensions["relais_patience"].hurry()


def _open_many() -> None:
    """Let each process hold its connections: the usual limit of a shell, 1,024 files, is an attacker's afternoon."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _leave_ctrl_c_to_the_parent() -> None:
    """A terminal sends it to all: a process that also hears it from its parent could stop twice, and hang there."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


class _Jobs:
    """The background workers' process, started again if it dies, stopped with the server."""

    def __init__(self, count: int) -> None:
        self._command = [sys.executable, "-m", "course.cli", "work", "--workers", str(count)]
        self._command += ["--parent", str(os.getpid())]
        self._count = count
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def __enter__(self) -> None:
        if self._count:
            self._start()
            threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._stopping.wait(1):
            if self._process and self._process.poll() is not None:
                self._start()

    def _start(self) -> None:
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process = subprocess.Popen(self._command)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
