"""A copy made while people write is put back as the manual says, whatever a killed server left behind (H2)."""

import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.conftest import ROOT
from tests.serving import environment, free_port, kill, serving

MANUAL = (ROOT / "docs/administration.md").read_text().partition("## Sauvegarder et restaurer")[2].partition("\n## ")[0]
FOLDER = "/var/backups/relais/2026-12-01"


def said(kind):
    """The line of the manual that gives this command."""
    (line,) = re.findall(rf"^relais {kind} .*$", MANUAL, re.MULTILINE)
    return line


def do(line, instance, folder):
    """What the manual says, with this test's folder in place of its example."""
    words = shlex.split(line.replace(FOLDER, str(folder)))
    command = [sys.executable, "-m", "course.cli", *words[1:]]
    return subprocess.run(command, env=environment(instance), capture_output=True, text=True)


@pytest.fixture
def instance(tmp_path, empty_sqlite):
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    (folder / "documents").mkdir()
    (folder / "documents" / "RL.pdf").write_bytes(b"%PDF-1.7 attestation")
    (folder / "relais.db").write_bytes(empty_sqlite.read_bytes())
    return folder


def write(instance, many):
    with closing(sqlite3.connect(instance / "relais.db", timeout=20)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for _ in range(many):
            connection.execute(
                "INSERT INTO audit (at, action, detail) VALUES ('2026-12-01 00:00:00', 'written', ?)", ("x" * 2000,)
            )
            connection.commit()


def rows(database: Path):
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT count(*) FROM audit").fetchone()[0]


@pytest.mark.alone
@pytest.mark.parametrize("more", [40, 300])
def test_what_the_manual_says_puts_the_copy_back(instance, tmp_path, more):
    folder, port, stop = tmp_path / "copy", free_port(), Event()
    write(instance, 100)
    with serving(instance, port) as server:
        writer = Thread(target=lambda: [write(instance, 5) for _ in iter(stop.is_set, True)])
        writer.start()
        made = do(said("backup"), instance, folder)
        stop.set()
        writer.join()
        assert made.returncode == 0, made.stderr
        copied = rows(folder / "relais.db")
        write(instance, more)
        refused = do(said("restore"), instance, folder)
        assert (refused.returncode, "Le service est en marche" in refused.stderr) == (1, True)
        assert rows(instance / "relais.db") >= copied + more
        kill(server)
    back = do(said("restore"), instance, folder)
    assert back.returncode == 0, back.stderr
    assert rows(instance / "relais.db") == copied
    assert (instance / "documents" / "RL.pdf").read_bytes() == b"%PDF-1.7 attestation"
    (kept,) = instance.glob("avant-restauration-*")
    assert rows(kept / "relais.db") >= copied + more
    with serving(instance, port):
        assert rows(instance / "relais.db") == copied


def test_a_spoilt_copy_is_refused_and_touches_nothing(instance, tmp_path):
    folder = tmp_path / "copy"
    assert do(said("backup"), instance, folder).returncode == 0
    (folder / "relais.db").write_bytes((folder / "relais.db").read_bytes()[:5000] + b"\xff" * 4000)
    before = sorted(path.name for path in instance.iterdir())
    refused = do(said("restore"), instance, folder)
    assert refused.returncode == 1 and "Rien n'a été touché" in refused.stderr
    assert sorted(path.name for path in instance.iterdir()) == before


def test_a_second_copy_never_writes_over_the_first(instance, tmp_path):
    folder = tmp_path / "copy"
    assert do(said("backup"), instance, folder).returncode == 0
    again = do(said("backup"), instance, folder)
    assert again.returncode == 1 and "n'est pas vide" in again.stderr
