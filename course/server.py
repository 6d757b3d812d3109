"""The production server: Granian's workers share the application loaded once; jobs run beside them."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def serve(app: Flask, host: str, port: int, workers: int, jobs: int) -> None:
    """Serve until told to stop; `jobs` is the number of background workers, 0 for none here.

    The workers are forked from this process: it must hold no open connection.
    One thread per worker: on two cores more threads cost more than they bring (docs/benchmarks.md).
    """
    gc.collect()
    gc.freeze()
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "relais",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    with _Jobs(jobs):
        server.serve(target_loader=lambda: app, wrap_loader=False)


class _Jobs:
    """The background workers' process, started again if it dies, stopped with the server."""

    def __init__(self, count: int) -> None:
        self._command = [sys.executable, "-m", "course.cli", "work", "--workers", str(count), "--child"]
        self._count = count
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def __enter__(self) -> None:
        if self._count:
            self._process = subprocess.Popen(self._command)
            threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._stopping.wait(1):
            if self._process and self._process.poll() is not None:
                self._process = subprocess.Popen(self._command)

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()


def stop_with_parent() -> None:
    """End this process when the one that started it is gone, even killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
