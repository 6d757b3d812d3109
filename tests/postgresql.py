"""A PostgreSQL server of the suite's own: Debian's binaries, a temporary folder, a local socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

_NUMBERS = count()
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3


def _in_memory() -> Path | None:
    """A folder that is no disk, where there is room: a database made for each test is 300 files, and takes half."""
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy else None


class PostgreSQL:
    """Starts on entering, stops on leaving; run as `postgres` when we are root, since initdb refuses root."""

    def __enter__(self) -> "PostgreSQL":
        self.folder = Path(tempfile.mkdtemp(prefix="relais-pg-", dir=_in_memory()))
        self.binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
        assert self.binaries, "PostgreSQL is missing: run « make setup »"
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        making = ["-U", "relais", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", "-D", str(self.folder / "data"), *making)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Answer, from now on."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=90"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Vanish, as when the machine stops."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def address(self, database: str) -> str:
        """The address of one of its databases, through its socket."""
        return f"postgresql://relais@/{database}?host={self.folder}"

    @contextmanager
    def engine(self, database: str) -> Iterator[Engine]:
        """A short-lived engine outside any transaction."""
        address = self.address(database).replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(address, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        yield engine
        engine.dispose()

    @contextmanager
    def database(self) -> Iterator[str]:
        """A database copied from the template, dropped afterwards; its address."""
        name = f"test_{os.getpid()}_{next(_NUMBERS)}"
        with self.engine("postgres") as engine:
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template1"))
            yield self.address(name)
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def _run(self, program: str, *arguments: str) -> None:
        assert self.binaries
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
