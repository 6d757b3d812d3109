"""A setting that would only fail on a page stops the start, with one French line."""

import subprocess
import sys

import pytest

from course.config import ConfigurationError, from_environment
from tests.serving import environment

WRONG = {
    "RELAIS_TIME_ZONE": "Mars/Olympus",
    "RELAIS_SESSION_DAYS": "0",
    "RELAIS_RESET_HOURS": "0",
    "RELAIS_INVITATION_DAYS": "0",
    "RELAIS_URL": "javascript:alert(1)",
    "RELAIS_DATABASE_URL": "oracle://u:motdepasse@h/d",
    "RELAIS_REDIS_URL": "http://u:motdepasse@h",
    "RELAIS_SMTP_URL": "mail.example.org",
}


@pytest.mark.parametrize(("name", "value"), WRONG.items())
def test_it_is_refused_by_name(name, value):
    with pytest.raises(ConfigurationError, match=name) as refused:
        from_environment({name: value})
    assert "motdepasse" not in str(refused.value)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "Pacific/Noumea", "America/Guadeloupe"])
def test_the_zones_of_france_are_known(zone):
    assert from_environment({"RELAIS_TIME_ZONE": zone}).time_zone == zone


def test_the_command_says_it_in_one_line(tmp_path):
    words = [sys.executable, "-m", "course.cli", "serve"]
    said = subprocess.run(
        words, env=environment(tmp_path, RELAIS_TIME_ZONE="Mars/Olympus"), capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 1
    assert said.stderr.startswith("Error: RELAIS_TIME_ZONE") or "RELAIS_TIME_ZONE" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    "address", ["postgresql://relais@127.0.0.1:1/relais", "postgresql://relais@nulle.invalid/relais"]
)
def test_a_database_that_cannot_be_reached_is_said_in_one_line(tmp_path, address):
    words = [sys.executable, "-m", "course.cli", "serve", "--jobs", "0"]
    said = subprocess.run(
        words, env=environment(tmp_path, RELAIS_DATABASE_URL=address), capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 1
    assert "La base de données ne répond pas" in said.stderr
    assert "Traceback" not in said.stderr
