"""Every setting of a quiz file that the authors' guide shows is accepted, and none is left out of it."""

import yaml

from course.quizzes.blueprint import Line
from course.quizzes.schema import Quiz
from tests.answering import RAW
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "auteurs.md").read_text()
SECTION = GUIDE.partition("## Le fichier d'évaluation\n")[2].partition("\n## ")[0]
BANK = [
    {
        "id": f"q-{number}",
        "type": "short",
        "text": "?",
        "competence": code,
        "difficulty": 1 + number % 3,
        **RAW["short"],
    }
    | {"situation": number % 2 == 0, "tags": ["cadre"] if number % 5 else []}
    for number, code in enumerate(["A1", "B1", "C1", "D1", "F1"] * 6)
]


def examples():
    blocks = SECTION.split("```yaml\n")[1:]
    return [yaml.safe_load(block.partition("```")[0]) for block in blocks]


def test_each_example_is_a_quiz_file_once_it_has_its_bank():
    first, *others = examples()
    for example in (first, *others):
        assert Quiz.model_validate({**first, **example, "questions": BANK})


def test_every_setting_is_shown():
    shown = {name for example in examples() for name in example}
    assert shown == set(Quiz.model_fields) - {"questions"}
    lines = [line for example in examples() for line in example.get("draw", []) if isinstance(line, dict)]
    assert {name for line in lines for name in line} == set(Line.model_fields)
