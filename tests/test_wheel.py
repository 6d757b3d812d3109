"""The wheel carries the content inside course/, and puts only course into site-packages."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTENT = ("modules", "quizzes", "templates", "certificates")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel of this checkout, unpacked as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_only_course_is_installed(installed):
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} == {"course"}


def test_the_installed_command_reads_the_content_it_carries(installed, tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "COURSE_HOME"}
    command = [sys.executable, "-c", "from course.cli import main; main()", "check"]
    result = subprocess.run(
        command, cwd=tmp_path, env={**environment, "PYTHONPATH": str(installed)}, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert "Contenu en ordre" in result.stdout
    assert (installed / "course/content/certificates/attestation.html").is_file()
    assert (installed / "course/static/relais.css").is_file()
    assert (installed / "course/scorm/player/player.js").is_file()


@pytest.mark.parametrize("folder", CONTENT)
def test_there_is_no_code_in_the_content(folder):
    assert list((ROOT / folder).rglob("*.py")) == []
