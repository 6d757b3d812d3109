"""Remarks on the writing: what can be measured, none of which stops the server."""

import subprocess
import sys

import pytest
import yaml

from course.progress.catalog import load_catalog
from course.progress.quality import remarks
from course.questions.unwritten import TO_WRITE
from tests.answering import RAW

LESSON = "modules/essai/01-ouvrir.md"
QUIZ = "quizzes/essai.yaml"
LONG = "Cette phrase " + "très " * 40 + "longue ne finit pas."


def found(content):
    catalog, problems = load_catalog(content)
    assert catalog, problems
    return [str(remark) for remark in remarks(catalog)]


def replace(content, file, old, new):
    path = content / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (LESSON, "Poser trois règles.", LONG, "phrase de 46 mots"),
        ("modules/essai/index.md", "[A1, C1, D2]", "[A1, C1, D2, F3]", "F3 n'est jamais évaluée"),
        (QUIZ, '"Écouter", right', '"Écouter longuement chaque personne", right', "la plus longue 1 fois sur 1"),
        (QUIZ, 'text: "Écouter"', 'text: "Oui"', "1 sur 1 en position 1"),
        (QUIZ, '"On salue."', f'"{TO_WRITE}"', "un retour reste à écrire"),
    ],
)
def test_what_is_measured_is_said(content, file, old, new, expected):
    replace(content, file, old, new)
    assert any(expected in line for line in found(content))


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (["truefalse"] * 3, "vrai ou faux: toujours « Faux »"),
        (["gap"], "la plus longue 1 fois sur 2"),
        (["scenario"], "la plus longue 2 fois sur 4"),
    ],
)
def test_every_type_with_one_right_choice_is_measured(content, questions, expected):
    path = content / QUIZ
    quiz = yaml.safe_load(path.read_text())
    for number, kind in enumerate(questions):
        question = {"id": f"q-{number}", "type": kind, "text": "Que faire ?", "competence": "A1", "lesson": "ouvrir"}
        quiz["questions"].append({**question, **RAW[kind]})
    path.write_text(yaml.safe_dump(quiz, allow_unicode=True))
    assert any(expected in line for line in found(content))


def test_a_lesson_too_short_is_said(content):
    assert any("leçon essai/ouvrir: texte" in line and "visez de 600 à 1200" in line for line in found(content))


def test_a_sentence_in_two_lessons_is_said_once(content):
    sentence = "On termine toujours par un mot de chacun."
    replace(content, LESSON, "Poser trois règles.", sentence)
    replace(content, "modules/essai/02-fermer.md", "Un mot chacun.", sentence)
    lines = [line for line in found(content) if "déjà dans" in line]
    assert len(lines) == 1
    assert "leçon essai/fermer" in lines[0] and "essai/ouvrir" in lines[0]


def test_remarks_do_not_fail_unless_asked(content):
    command = [sys.executable, "-m", "course.cli", "check"]
    usual = subprocess.run(command, capture_output=True, text=True)
    strict = subprocess.run([*command, "--strict"], capture_output=True, text=True)
    assert (usual.returncode, strict.returncode) == (0, 1)
    assert "remarque : " in usual.stdout
