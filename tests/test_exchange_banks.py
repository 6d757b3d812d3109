"""Imported questions as YAML: what is read back is what was written, and a bank keeps the rest of its file."""

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings

from course.exchange.bank import BankError, Defaults, join, names_in, new_bank, write_question
from course.exchange.schema import Item, Status
from course.files import parse_yaml
from course.questions.schema import QUESTION
from course.quizzes.loader import load_quizzes
from course.quizzes.schema import Quiz
from tests import exchanging
from tests.conftest import ROOT

PATIENT = settings(
    max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
BANK = """# Notre banque, écrite à la main
title: "Évaluation"   # un titre
module: essai
minutes: 5
draw: {A: 1}
questions:

  # Leçon 1

  - id: premiere   # la première
    type: numeric
    text: >-
      Combien
      font deux et deux ?
    competence: A1
    lesson: ouvrir
    value: 4
    feedback: {right: "Oui.", wrong: "Non."}

  # la suite viendra
"""


def question(name="ajoutee", text="Vrai ?"):
    fields = {"id": name, "type": "truefalse", "text": text, "competence": "A1", "lesson": "ouvrir", "right": True}
    return QUESTION.validate_python(fields | {"feedback": {"right": "Oui.", "wrong": "Non."}})


@PATIENT
@given(exchanging.everywhere | exchanging.gaps())
def test_any_question_is_written_as_it_will_be_read(asked):
    value, problems = parse_yaml("questions:\n" + write_question(asked), "essai")
    assert not problems
    assert QUESTION.validate_python(value["questions"][0]) == asked


@pytest.mark.parametrize("value", [1e-7, 5e-34, -2e-9, 1.5e-8, 1e12, 0.0, -0.1])
def test_any_number_is_read_as_a_number(value):
    fields = {"id": "n", "type": "numeric", "text": "?", "value": value, "feedback": {"right": "a", "wrong": "b"}}
    asked = QUESTION.validate_python(fields)
    assert parse_yaml(write_question(asked), "essai")[0][0]["value"] == value


def test_a_bank_keeps_its_comments_and_everything_else_to_the_byte():
    joined = join(BANK, [question(), question("encore")])
    own, added = BANK.partition("\n  # la suite viendra")[0], joined
    assert added.startswith(own)
    assert added.endswith("\n  # la suite viendra\n")
    assert joined.replace(joined[len(own) : -len("\n  # la suite viendra\n")], "", 1) == BANK
    assert [item["id"] for item in yaml.safe_load(joined)["questions"]] == ["premiere", "ajoutee", "encore"]


@pytest.mark.parametrize(
    "bank",
    [
        BANK.replace("\n", "\r\n"),
        "\ufeff" + BANK,
        BANK.rstrip("\n"),
        BANK.partition("\n\n  # la suite")[0],
        BANK + "pass_mark: 60   # une clé après la liste\n",
        BANK.replace("\n  ", "\n").replace("text: >-\n    Combien\n    font", "text: >-\n      Combien\n      font"),
        BANK.replace(
            '  feedback: {right: "Oui.", wrong: "Non."}',
            "  feedback:\n      right: Oui.\n      wrong: |\n        Non.\n",
        ),
        BANK.replace("Combien", "Combien 😀 « é »"),
    ],
    ids=["windows", "mark", "no end", "list last", "key after", "no indent", "block text", "not ascii"],
)
def test_a_bank_is_joined_whatever_its_layout(bank):
    joined = join(bank, [question()])
    assert [item["id"] for item in yaml.safe_load(joined)["questions"]] == ["premiere", "ajoutee"]
    assert len(joined) > len(bank)
    assert "\r" not in joined.replace("\r\n", "") and ("\r\n" in bank) == ("\r\n" in joined)
    before = 0
    while bank[before : before + 1] == joined[before : before + 1] and before < len(bank):
        before += 1
    assert joined.endswith(bank[before:])


@pytest.mark.parametrize(
    ("bank", "reason"),
    [
        ("title: a", "pas de liste"),
        ("questions: []", "pas de liste"),
        ("questions: [{id: a}]", "entre crochets"),
        ("a: [", "ne se lit pas"),
        ("- a", "pas de liste"),
        ("questions: &q\n  - id: a\nautre: *q\n", ""),
    ],
)
def test_a_bank_that_cannot_be_joined_says_why(bank, reason):
    try:
        joined = join(bank, [question()])
    except BankError as error:
        assert reason in str(error)
    else:
        assert not reason
        assert yaml.safe_load(joined)["questions"][1]["id"] == "ajoutee"


def test_the_real_banks_can_all_be_joined():
    for path in sorted((ROOT / "quizzes").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        names = names_in(text)
        joined = join(text, [question("ajoutee-a-la-fin")])
        assert names_in(joined) == names | {"ajoutee-a-la-fin"}


def test_a_new_bank_can_be_loaded_once_its_module_is_named(tmp_path):
    item = Item(1, "Vrai ?", Status.ADAPTED, ("une remarque\n- id: piège",), question(), "Catégorie")
    text = new_bank("ma banque # 1\n.txt", (item,), [question()], "1 question")
    assert "  # catégorie : Catégorie\n  # une remarque - id: piège\n  - id: ajoutee\n" in text
    value, problems = parse_yaml(text, "essai")
    assert not problems
    assert Quiz.model_validate(value).questions == (question(),)
    (tmp_path / "nouvelle.yaml").write_text(text, encoding="utf-8")
    quizzes, problems = load_quizzes(tmp_path)
    assert (list(quizzes), problems) == (["nouvelle"], [])


def test_what_a_question_does_not_say_is_given_and_what_it_says_stays():
    bare = QUESTION.validate_python(question().model_dump() | {"competence": None, "lesson": None})
    assert Defaults("B2", "role").applied(bare).competence == "B2"
    assert Defaults("B2", "role").applied(bare).lesson == "role"
    assert Defaults("B2", "role").applied(question()) == question()
