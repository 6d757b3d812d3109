"""`relais questions import` and `export`, run as a person runs them."""

import shutil
import subprocess
import sys

import pytest
import yaml

from tests.conftest import ROOT
from tests.test_exchange_reading import CORPUS

GIFT = "// [id:nouvelle]\n[markdown]Vrai ? {T#Relisez.#Oui.}\n"


def relais(*words, home=None):
    environment = {"PATH": "/usr/bin", "COURSE_HOME": str(home or ROOT)}
    command = [sys.executable, "-m", "course.cli", "questions", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def bank(tmp_path):
    return shutil.copy(ROOT / "quizzes" / "vivre.yaml", tmp_path / "vivre.yaml")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(GIFT, encoding="utf-8")
    return path


def test_questions_join_a_bank(bank, source):
    before = bank.read_text(encoding="utf-8")
    done = relais("import", source, "--into", bank, "--competence", "A1", "--lesson", "essaimer")
    assert (done.returncode, done.stdout) == (0, "")
    assert "ligne 2, « Vrai ? » reprise" in done.stderr
    assert "redémarrez le serveur" in done.stderr
    after = bank.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert yaml.safe_load(after)["questions"][-1]["lesson"] == "essaimer"


def test_questions_that_lack_something_are_not_written(bank, source):
    before = bank.read_bytes()
    done = relais("import", source, "--into", bank)
    assert done.returncode == 1
    assert "--competence" in done.stderr and "Rien n'est écrit" in done.stderr
    assert bank.read_bytes() == before


def test_a_new_bank_and_its_images_are_written(tmp_path):
    output = tmp_path / "nouveau" / "banque.yaml"
    done = relais("import", CORPUS / "kinds.xml", "--output", output)
    assert done.returncode == 0
    assert "Moodle XML, 10 questions : 1 reprise, 6 adaptées, 3 refusées." in done.stderr
    assert len(yaml.safe_load(output.read_text(encoding="utf-8"))["questions"]) == 7
    assert (tmp_path / "nouveau" / "img" / "schema.png").is_file()


def test_a_hostile_file_is_refused_with_a_sentence():
    done = relais("import", CORPUS / "bomb.xml")
    assert (done.returncode, done.stdout) == (1, "")
    assert "DTD" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["gift", "xml"])
def test_a_bank_leaves_and_comes_back_the_same(tmp_path, form):
    file, output = tmp_path / f"vivre.{form}", tmp_path / "retour.yaml"
    assert relais("export", "vivre", "--format", form, "--output", file).returncode == 0
    assert relais("import", file, "--output", output).returncode == 0
    own = yaml.safe_load((ROOT / "quizzes" / "vivre.yaml").read_text(encoding="utf-8"))["questions"]
    back = yaml.safe_load(output.read_text(encoding="utf-8"))["questions"]
    assert [item["id"] for item in back] == [item["id"] for item in own]
    assert [item["text"] for item in back] == [item["text"] for item in own]


def test_a_bank_as_it_is(tmp_path):
    assert relais("export", "vivre", "--format", "yaml").stdout == (ROOT / "quizzes" / "vivre.yaml").read_text("utf-8")


def test_an_unknown_bank_is_said():
    done = relais("export", "inconnue")
    assert (done.returncode, "choisissez parmi" in done.stderr) == (1, True)
