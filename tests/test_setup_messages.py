"""The two commands on a machine that lacks something: one French sentence, and the line to run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTHING_INSTALLED = {"dpkg-query": "exit 1"}
NOT_ROOT = {"id": "echo 1000"}
NO_PASSWORDLESS_SUDO = {"sudo": "exit 1"}
TALKATIVE_AND_OFFLINE = """
seq 200
echo "Temporary failure resolving a name" >&2
exit 100
"""


@pytest.fixture
def setup(tmp_path):
    """Run a copy of tools/setup.sh where these commands are replaced: each name by a line of shell."""
    for name in ("tools/setup.sh", "requirements/base.txt", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    commands = tmp_path / "commands"
    commands.mkdir()
    for name in ("sh", "dirname", "mkdir", "tail", "grep", "cat", "sha256sum", "id", "seq", "cmp", "chmod"):
        (commands / name).symlink_to(Path(shutil.which(name) or "").resolve())

    def run(kind: str, replaced: dict[str, str], **environment: str) -> subprocess.CompletedProcess[str]:
        for name, line in {"python3": f'exec {sys.executable} "$@"', **replaced}.items():
            (commands / name).unlink(missing_ok=True)
            (commands / name).write_text(f"#!/bin/sh\n{line}\n")
            (commands / name).chmod(0o755)
        command = [str(commands / "sh"), "tools/setup.sh", kind]
        return subprocess.run(
            command, cwd=tmp_path, env={"PATH": str(commands), **environment}, capture_output=True, text=True
        )

    return run


def test_who_may_not_install_gets_the_line_for_whoever_may(setup):
    done = setup("run", NOTHING_INSTALLED | NOT_ROOT | {"apt-get": "exit 1"})
    assert done.returncode == 1
    sentence, line = done.stderr.splitlines()
    assert sentence.endswith("Lancez, puis relancez « make run » :")
    assert line.startswith("  su -c 'apt-get update && ")
    assert "libpango-1.0-0" in line


def test_who_has_sudo_with_a_password_gets_the_line_with_sudo(setup):
    done = setup("test", NOTHING_INSTALLED | NOT_ROOT | NO_PASSWORDLESS_SUDO | {"apt-get": "exit 1"})
    assert "relancez « make test »" in done.stderr
    assert done.stderr.splitlines()[1].startswith("  sudo sh -c 'apt-get update && ")
    assert "chromium" in done.stderr


def test_a_machine_without_network_is_told_in_one_sentence(setup):
    as_root = {"id": "echo 0"}
    done = setup("run", NOTHING_INSTALLED | as_root | {"apt-get": TALKATIVE_AND_OFFLINE})
    assert done.returncode == 1
    assert done.stdout == "Paquets Debian… échec\n"
    assert done.stderr.startswith("Cette étape a besoin d'Internet, et cette machine ne l'atteint pas")
    assert done.stderr.endswith("puis relancez « make run ».\n")


def test_a_stage_that_fails_otherwise_shows_the_end_of_what_it_said_and_where_the_rest_is(setup):
    as_root = {"id": "echo 0"}
    done = setup("run", NOTHING_INSTALLED | as_root | {"apt-get": "seq 200; exit 1"})
    assert done.stderr.splitlines()[:2] == ["186", "187"]
    assert ".venv/setup.log" in done.stderr.splitlines()[-1]


def test_another_system_is_told_what_to_install_its_own_way(setup):
    done = setup("run", NOTHING_INSTALLED)
    assert done.stderr.startswith("Ce système n'a pas apt-get")
    assert "libpango-1.0-0" in done.stderr


def test_an_old_python_is_named_with_the_line_that_names_another(setup):
    done = setup("run", {"oldpython": "exit 1"}, PYTHON="oldpython")
    assert done.stderr.strip().endswith("make run PYTHON=/chemin/de/python3.11")


def test_pip_that_talks_says_nothing_and_a_stage_is_a_line(setup):
    everything_installed = {"dpkg-query": "echo install ok installed"}
    pip = 'echo "WARNING: an index of this machine" >&2'
    done = setup("run", everything_installed | {"python3": _PYTHON_WITH_PIP.format(pip=pip)})
    stages = ["Python de la plateforme… fait", "Bibliothèques Python… fait", "Relais lui-même… fait"]
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, stages, "")


_PYTHON_WITH_PIP = """
case "$*" in
*venv*) mkdir -p .venv/bin; cat "$0" >.venv/bin/python; chmod +x .venv/bin/python ;;
*pip*) {pip} ;;
esac
"""
