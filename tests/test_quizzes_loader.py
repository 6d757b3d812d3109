"""What is wrong in /quizzes is said with its file, its place and its cure; all at once."""

import re
from pathlib import Path

import pytest
import yaml

from course.quizzes.loader import load_quizzes

LINE = re.compile(r"ligne \d+, ")
SAMPLE = Path(__file__).parent / "sample" / "quizzes" / "essai.yaml"


def problems(folder, change):
    """The lines printed for the sample quiz once `change` has been made to it."""
    value = yaml.safe_load(SAMPLE.read_text())
    change(value)
    (folder / "essai.yaml").write_text(yaml.safe_dump(value, allow_unicode=True))
    quizzes, found = load_quizzes(folder)
    return quizzes, [LINE.sub("", str(problem)) for problem in found]


def test_a_good_file_is_a_quiz_named_after_it(tmp_path):
    quizzes, found = problems(tmp_path, lambda quiz: None)
    assert found == []
    assert quizzes["essai"].drawn == 6
    assert (quizzes["essai"].pass_mark, quizzes["essai"].attempts, quizzes["essai"].pause_hours) == (70, 3, 24)


def put(*path, value):
    def change(quiz):
        for step in path[:-1]:
            quiz = quiz[step]
        quiz[path[-1]] = value

    return change


def drop(*path):
    def change(quiz):
        for step in path[:-1]:
            quiz = quiz[step]
        del quiz[path[-1]]

    return change


Q = "quizzes/essai.yaml: question"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (drop("title"), "quizzes/essai.yaml: quiz › title: champ obligatoire absent, ajoutez-le"),
        (
            put("minutes", value="dix"),
            "quizzes/essai.yaml: quiz › minutes: nombre entier attendu, écrivez un nombre en chiffres",
        ),
        (put("pass_mark", value=101), "quizzes/essai.yaml: quiz › pass_mark: nombre trop grand, 100 au plus"),
        (
            put("colour", value="red"),
            "quizzes/essai.yaml: quiz › colour: champ inconnu, corrigez son nom ou retirez-le",
        ),
        (
            put("draw", value={"Z": 1}),
            "quizzes/essai.yaml: quiz: tirage « Z » : compétence inconnue, donnez une lettre ou un code",
        ),
        (
            put("draw", value={"": 1}),
            "quizzes/essai.yaml: quiz: tirage «  » : compétence inconnue, donnez une lettre ou un code",
        ),
        (
            put("draw", value={"A": 3}),
            "quizzes/essai.yaml: quiz: tirage « A » : 3 demandées, 2 dans la banque, écrivez-en",
        ),
        (
            put("draw", value={"C": 2, "C1": 1}),
            "quizzes/essai.yaml: quiz: tirage « C » + « C1 » : 3 demandées, 2 dans la banque, écrivez-en",
        ),
        (
            put("draw", value=[{"count": 2, "difficulty": 3, "situation": True}]),
            "quizzes/essai.yaml: quiz: tirage « difficulté 3, en situation » : 2 demandées, 0 dans la banque",
        ),
        (
            put("draw", value=[{"count": 6}, {"competence": "A1", "count": 1}]),
            "quizzes/essai.yaml: quiz: tirage « toute question » + « A1 » : 7 demandées, 6 dans la banque, écrivez-en",
        ),
        (
            put("draw", value=[{"competence": "A1"}]),
            "quizzes/essai.yaml: quiz › draw › élément 1 › count: champ obligatoire absent, ajoutez-le",
        ),
        (put("draw", value={"A": "2"}), "quizzes/essai.yaml: quiz › draw › élément 1 › count: nombre entier attendu"),
        (put("draw", value="A"), "quizzes/essai.yaml: quiz › draw: liste attendue"),
        (put("draw", value=[]), "quizzes/essai.yaml: quiz › draw: pas assez d'éléments (1 au moins)"),
        (
            drop("questions", 0, "choices", 0, "right"),
            f"{Q} 1: aucune réponse juste, mettez « right: true » à la bonne",
        ),
        (
            put("questions", 0, "choices", 1, "right", value=True),
            f"{Q} 1: plusieurs réponses justes, n'en gardez qu'une ou passez en « multiple »",
        ),
        (
            drop("questions", 0, "choices", 2, "feedback"),
            f"{Q} 1 › choices › élément 3 › feedback: champ obligatoire absent, ajoutez-le",
        ),
        (
            put("questions", 0, "choices", 2, "feedback", value=" "),
            f"{Q} 1 › choices › élément 3 › feedback: texte vide, écrivez-le",
        ),
        (
            put("questions", 0, "choices", 2, "text", value="Écouter"),
            f"{Q} 1: deux réponses identiques, distinguez-les",
        ),
        (
            drop("questions", 1, "choices", 2, "right"),
            f"{Q} 2: une seule réponse juste, ajoutez-en une ou passez en « single »",
        ),
        (
            put("questions", 1, "choices", 1, "right", value=True),
            f"{Q} 2: aucune réponse fausse, ajoutez-en une",
        ),
        (
            drop("questions", 2, "steps", 0),
            f"{Q} 3 › steps: pas assez d'éléments (3 au moins), complétez la liste",
        ),
        (
            put("questions", 3, "distractors", 0, "text", value="Merci"),
            f"{Q} 4: deux éléments identiques, distinguez-les",
        ),
        (
            put("questions", 4, "accept", value=[]),
            f"{Q} 5 › accept: pas assez d'éléments (1 au moins), complétez la liste",
        ),
        (
            put("questions", 4, "accept", value=["…"]),
            f"{Q} 5: une réponse acceptée ne contient ni lettre ni chiffre, récrivez-la",
        ),
        (drop("questions", 5, "feedback", "wrong"), f"{Q} 6 › feedback › wrong: champ obligatoire absent, ajoutez-le"),
        (
            put("questions", 5, "value", value="soixante"),
            f"{Q} 6 › value: nombre attendu, écrivez un nombre en chiffres",
        ),
        (put("questions", 5, "value", value=float("nan")), f"{Q} 6 › value: nombre trop grand"),
        (put("questions", 1, "id", value="a-choix"), f"{Q} a-choix: nom donné deux fois, donnez-en un autre"),
        (drop("questions", 0, "lesson"), f"{Q} a-choix: champ « lesson » absent, ajoutez-le"),
        (put("questions", 0, "competence", value="Z9"), f"{Q} 1 › competence: valeur inconnue, choisissez parmi"),
        (put("questions", 0, "type", value="essay"), f"{Q} 1: type de question inconnu, choisissez parmi"),
    ],
)
def test_each_fault_is_located_and_has_a_cure(tmp_path, change, line):
    _, found = problems(tmp_path, change)
    assert len(found) == 1, found
    assert found[0].startswith(line)


def test_every_fault_is_told_at_once(tmp_path):
    def change(quiz):
        drop("title")(quiz)
        drop("questions", 0, "choices", 0, "right")(quiz)
        put("questions", 5, "tolerance", value=-1)(quiz)

    _, found = problems(tmp_path, change)
    assert [line.split(": ")[1] for line in found] == ["quiz › title", "question 1", "question 6 › tolerance"]


def test_files_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "un.yaml").write_text("title: [")
    (tmp_path / "deux.yaml").write_text("title: a\ntitle: b")
    (tmp_path / "trois.yaml").write_text("- une liste")
    (tmp_path / "quatre.yaml").write_bytes(b"title: \xff")
    quizzes, found = load_quizzes(tmp_path)
    assert quizzes == {}
    assert {problem.file for problem in found} == {f"quizzes/{name}.yaml" for name in ("un", "deux", "trois", "quatre")}
    assert len(found) == 4
