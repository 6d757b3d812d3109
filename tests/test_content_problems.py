"""`relais check`: every fault of the content is located and comes with its cure, all at once."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.progress.catalog import load_catalog

LESSON = "modules/essai/01-ouvrir.md"
QUIZ = "quizzes/essai.yaml"


LINE = re.compile(r"ligne \d+, ")


def said(home: Path) -> list[str]:
    return [str(problem) for problem in load_catalog(home)[1]]


def problems(home: Path) -> list[str]:
    """What is said, the lines apart."""
    return [LINE.sub("", line) for line in said(home)]


def replace(home: Path, file: str, old: str, new: str) -> None:
    path = home / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_sample_has_no_problem(content):
    assert problems(content) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (LESSON, "minutes: 20", 'minutes: "vingt"', f"{LESSON}: en-tête › minutes: nombre entier attendu"),
        (LESSON, "minutes: 20\n", "", f"{LESSON}: en-tête › minutes: champ obligatoire absent"),
        (LESSON, "minutes: 20", "minutes: 20\nminuttes: 3", f"{LESSON}: en-tête › minuttes: champ inconnu"),
        (
            LESSON,
            "minutes: 20",
            "minutes: 20\nminutes: 30",
            f"{LESSON}: ligne 7: YAML illisible (« minutes » est écrit",
        ),
        (
            LESSON,
            "competences: [C1]",
            "competences: [Z9]",
            f"{LESSON}: en-tête › competences › élément 1: valeur inconnue",
        ),
        (LESSON, "img/cercle.svg", "img/absent.svg", f"{LESSON}: image img/absent.svg: absente"),
        (LESSON, "![Un cercle de chaises]", "![]", f"{LESSON}: image img/cercle.svg: sans alternative"),
        (LESSON, "[la suite](fermer)", "[la suite](finir)", f"{LESSON}: lien: « finir » ne mène nulle part"),
        (
            LESSON,
            '    right: true\n    feedback: "Retour-B',
            '    feedback: "Retour-B',
            f"{LESSON}: question 1: aucune réponse juste",
        ),
        (
            LESSON,
            '    feedback: "Retour-A : il vient ensuite."\n',
            "",
            f"{LESSON}: question 1 › choices › élément 1 › feedback: champ obligatoire",
        ),
        (LESSON, "id: regles", "id: accueil", f"{LESSON}: question 2: nom « accueil » déjà pris"),
        (LESSON, "/// sources", "/// source", f"{LESSON}: leçon: sans sources"),
        (LESSON, "## Cadrer", "## Accueillir", f"{LESSON}: section « Accueillir »: titre déjà employé"),
        (LESSON, "---\ntitle", "title", f"{LESSON}: ligne 1: en-tête absent"),
        (
            "modules/essai/02-fermer.md",
            "[ouvrir]",
            "[ouvrire]",
            "02-fermer.md: prerequisites: « ouvrire » n'est pas une leçon",
        ),
        (
            "modules/essai/02-fermer.md",
            "[ouvrir]",
            "[fermer]",
            "02-fermer.md: prerequisites: « fermer » ne vient pas avant",
        ),
        ("modules/essai/img/cercle.svg", "<desc>", "<title>", "SVG illisible"),
        ("modules/essai/img/cercle.svg", 'font-size="17"', 'font-size="9"', "texte de 9, trop petit"),
        ("modules/essai/img/cercle.svg", "<text", "<script>alert(1)</script><text", "élément <script> refusé"),
        ("modules/essai/img/cercle.svg", "<circle", '<circle onclick="x"', "attribut « onclick » refusé"),
        ("modules/essai/img/cercle.svg", "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg', "SVG illisible"),
        (
            "modules/essai/index.md",
            "quiz: essai",
            "quiz: absent",
            "modules/essai/index.md: quiz: « absent » n'existe pas",
        ),
        ("modules/course.yaml", "modules: [essai]", "modules: [absent]", "modules/absent/index.md: fichier: absent"),
        (QUIZ, 'text: "Écouter", right: true', 'text: "Écouter"', f"{QUIZ}: question 1: aucune réponse juste"),
        (QUIZ, "id: a-cases", "id: a-choix", f"{QUIZ}: question a-choix: nom donné deux fois"),
        (QUIZ, "lesson: fermer", "lesson: finir", f"{QUIZ}: question d-mot: leçon « finir » inconnue"),
        (QUIZ, "draw: {A: 2", "draw: {A: 3", f"{QUIZ}: quiz: tirage « A » : 3 demandées, 2 dans la banque"),
        (
            QUIZ,
            'lesson: ouvrir\n    text: "Premier',
            'text: "Premier',
            f"{QUIZ}: question a-choix: champ « lesson » absent",
        ),
        (QUIZ, "type: short", "type: court", f"{QUIZ}: question 5: type de question inconnu"),
        (QUIZ, "questions:", "questions: [", f"{QUIZ}: ligne"),
        (
            QUIZ,
            "Premier geste ?",
            "![Un plan](img/plan.png)",
            f"{QUIZ}: question a-choix: image « img/plan.png » absente",
        ),
        (QUIZ, "Trop tôt.", "![](img/plan.png)", f"{QUIZ}: question a-choix: image « img/plan.png » sans texte"),
        (QUIZ, "Trop tôt.", "![Un plan](plan.svg)", f"{QUIZ}: question a-choix: « plan.svg » n'est pas une image"),
        (LESSON, "Retour-B", "![Un plan](img/plan.png)", f"{LESSON}: question accueil: image « img/plan.png » absente"),
    ],
)
def test_a_fault_is_located(content, file, old, new, expected):
    replace(content, file, old, new)
    found = problems(content)
    assert any(expected in line for line in found), found


def test_two_lessons_with_the_same_name_are_refused(content):
    text = (content / LESSON).read_text()
    (content / "modules/essai/03-ouvrir.md").write_text(text)
    assert any("« ouvrir » déjà pris" in line for line in problems(content))


def test_a_file_with_a_wrong_name_is_said(content):
    (content / "modules/essai/Brouillon.md").write_text("x")
    assert any("modules/essai/Brouillon.md: nom du fichier: illisible" in line for line in problems(content))


def test_a_file_that_is_not_text_is_said(content):
    (content / LESSON).write_bytes(b"\xff\xfe\x00")
    assert any(f"{LESSON}: fichier: illisible" in line for line in problems(content))


def test_all_the_problems_are_said_at_once(content):
    replace(content, LESSON, "minutes: 20", "minutes: 900")
    replace(content, QUIZ, "lesson: fermer", "lesson: finir")
    replace(content, "modules/essai/02-fermer.md", "/// essai", "/// rien")
    assert {line.split(":")[0] for line in problems(content)} >= {LESSON, "modules/essai/02-fermer.md"}


def test_the_command_prints_the_problems_and_fails(content):
    replace(content, LESSON, "minutes: 20", "minutes: 900")
    result = subprocess.run([sys.executable, "-m", "course.cli", "check"], capture_output=True, text=True)
    assert result.returncode == 1
    assert f"{LESSON}: ligne 6, en-tête › minutes: nombre trop grand, 60 au plus" in result.stdout


def test_the_command_sums_up_when_all_is_well(content):
    result = subprocess.run([sys.executable, "-m", "course.cli", "check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "1 module, 2 leçons" in result.stdout
    assert "8 questions" in result.stdout
