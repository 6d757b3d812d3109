"""`relais check` names the field, its line and the form expected, in French, and never a consequence."""

import pytest

from tests.test_content_problems import LESSON, QUIZ, replace, said


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (LESSON, 'short: "Ouvrir"\n', "", f"{LESSON}: ligne 2, en-tête › short: champ obligatoire absent, ajoutez-le"),
        (
            LESSON,
            "minutes: 20",
            "minutes: 20 min",
            f"{LESSON}: ligne 6, en-tête › minutes: nombre entier attendu, écrivez 20, sans unité ni guillemets",
        ),
        (
            LESSON,
            "minutes: 20",
            "minuttes: 20",
            "en-tête › minuttes: champ inconnu, vouliez-vous dire « minutes » ?",
        ),
        (LESSON, "competences: [C1]", "competences: [c1]", "valeur inconnue, vouliez-vous dire « C1 » ?"),
        (LESSON, "type: single", "type: singel", "type de question inconnu, vouliez-vous dire « single » ?"),
        (LESSON, "right: true", "right: vrai", "true ou false attendu, écrivez true, sans guillemets"),
        (LESSON, '"Retour-B : oui."', "", "feedback: champ vide, écrivez sa valeur ou retirez-le"),
        (LESSON, 'title: "Ouvrir une séance"', "title: Ouvrir : une séance", "deux-points inattendus"),
        (LESSON, 'title: "Ouvrir une séance"', 'title: "Ouvrir une séance', "YAML illisible ("),
        (QUIZ, "value: 60", "value: 7,5", "nombre attendu, écrivez 7.5, sans unité ni guillemets"),
        (QUIZ, "draw:", "pass_mark: 70 %\ndraw:", "nombre entier attendu, écrivez 70, sans unité ni guillemets"),
    ],
)
def test_the_cure_fits_the_fault(content, file, old, new, expected):
    replace(content, file, old, new)
    found = said(content)
    assert any(expected in line for line in found), found


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (QUIZ, "value: 60", "value: soixante"),
        (QUIZ, "draw:", "draww:"),
        (LESSON, "minutes: 20", "minutes: vingt"),
    ],
)
def test_a_consequence_is_not_a_fault(content, file, old, new):
    replace(content, file, old, new)
    assert {line.partition(":")[0] for line in said(content)} == {file}


def test_a_lesson_whose_file_has_a_wrong_name_is_one_fault(content):
    (content / LESSON).rename(content / "modules/essai/1_ouvrir.md")
    assert [line.partition(":")[0] for line in said(content)] == ["modules/essai/1_ouvrir.md"]


def test_what_the_modules_say_wrong_is_said_though_the_course_cannot_be_read(content):
    replace(content, "modules/course.yaml", "capsule: capsule\n", "")
    replace(content, LESSON, "minutes: 20", "minutes: 900")
    found = said(content)
    assert any("course › capsule: champ obligatoire absent" in line for line in found)
    assert any(line.startswith(f"{LESSON}: ligne 6, en-tête › minutes") for line in found)
