"""The instance is its owner's: no other account of the machine reads the database, a letter or a document."""

import os
import stat
import subprocess
import sys

import pytest

from tests.serving import environment

COMMANDS = (["upgrade"], ["create-admin", "diane@example.org", "--name", "Diane"])


@pytest.fixture
def instance(tmp_path):
    """An instance as an installer leaves it: made by hand, open to all, under an ordinary umask."""
    folder = tmp_path / "instance"
    folder.mkdir()
    folder.chmod(0o755)
    before = os.umask(0o022)
    for command in COMMANDS:
        words = [sys.executable, "-m", "course.cli", *command]
        said = "quatre chevaux en été\n" * 2
        subprocess.run(words, env=environment(folder), input=said, text=True, check=True, capture_output=True)
    os.umask(before)
    return folder


def test_nothing_in_it_is_open_to_others(instance):
    seen = [instance, *instance.rglob("*")]
    assert [path for path in seen if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    assert any(path.name == "relais.db" for path in seen)
