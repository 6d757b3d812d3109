"""What grades in a package's browser gives the very scores of course/questions, for every type and any answer."""

import random
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from course.progress.catalog import load_catalog
from course.questions.amounts import amount
from course.questions.short import plain
from course.quizzes.rules import draw, result
from course.scorm.questions import asked, for_player
from tests.amounts import READ, UNREAD
from tests.answering import RAW, make, right, typed, wrong
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

PLAYER = ROOT / "course" / "scorm" / "player"
SPACES = " \u00a0\u202f\t\u2009\u3000"
WORDS = ["fermer", "Clôturer", "clo\u0302turer", "Œuvre", "ﬁn", "Straße", "SS", "İ", "ı", "ΣΊΣΥΦΟΣ", "²", "٣", "", "—"]
NUMBERS = ["60", "61.5", "61,5", "61.50000000000001", "58,5", "58.499", "6 0", "+60", "−60", "60 Minutes", "6e1", "٦٠"]
NUMBERS += ["60\u202fminutes", "minutes", "1" * 15, "1" * 16, "0." + "1" * 15, "\ufeff60", "60\x1c", ".5", "60.", "--6"]
NUMBERS += ["1 h", "1h00", "3600 s", "60 min.", "1 060", "6 060", "0,99 heure", "61 mn", "59 minute"]
ODD = [
    None,
    True,
    False,
    -1,
    99,
    1.5,
    "0",
    "",
    [],
    [None],
    [[0]],
    {},
    {"a": 1},
    [True],
    ["a", 0],
    [0, 0, 0],
    [3, 2, 1, 0],
]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page that holds what reads and grades."""
    with chromium.new_context() as context:
        found = context.new_page()
        for name in ("answers", "grading"):
            found.add_script_tag(path=PLAYER / f"{name}.js")
        found.add_script_tag(content=(PLAYER / "review.js").read_text() + (PLAYER / "assessment.js").read_text())
        yield found


def _questions():
    """One of each type, odd ones, and every question of the real course."""
    made = [make(kind) for kind in sorted(RAW)]
    made += [make("numeric", value=value, tolerance=near) for value in (0.1, 1e-7, -3.0, 1e12) for near in (0.0, 0.2)]
    made += [make("numeric", unit="€"), make("numeric", unit=""), make("short", accept=["Œuvre", "straße", "fin", "3"])]
    catalog, _ = load_catalog(ROOT)
    made += [item for module in catalog.course.modules for lesson in module.lessons for item in lesson.body.questions]
    return made + [item for quiz in catalog.quizzes.values() for item in quiz.questions]


def _answers(question, chance):
    """Right, wrong, in between and absurd."""
    total = max(3, question.presented())
    yield from (right(question), wrong(question), *ODD)
    for _ in range(12):
        size = chance.randrange(total + 2)
        yield [chance.choice([*range(total), None]) for _ in range(size)]
        yield chance.sample(range(total), total)
        yield chance.randrange(total)
        yield _text(question, chance)
        yield [chance.choice([_text(question, chance), chance.randrange(3), None]) for _ in range(size)]


def _text(question, chance):
    accepted = [
        *getattr(question, "accept", ()),
        *(word for gap in getattr(question, "places", ()) for word in gap.accept),
    ]
    text = chance.choice([*WORDS, *NUMBERS, *accepted, getattr(question, "unit", "")])
    text = chance.choice([text, text.upper(), text.title(), unicodedata.normalize("NFD", text), f"{text} !"])
    return "".join(sign + chance.choice(["", "", "", "", *SPACES]) for sign in text)


def _pairs():
    chance = random.Random(20261121)
    for item in asked(_unique(_questions()), mixed=True):
        for answer in _answers(item.question, chance):
            yield item, answer


def _unique(questions):
    return {item.fingerprint: item for item in questions}.values()


def test_every_answer_gets_the_same_score_in_the_browser(page):
    pairs = list(_pairs())
    assert len(pairs) > 10_000
    assert {item.question.type for item, _ in pairs} == RAW.keys()
    found = page.evaluate(
        "([questions, pairs]) => pairs.map(([key, answer]) => relais.grade(questions[key], answer))",
        [{item.key: for_player(item, "essai") for item, _ in pairs}, [[item.key, answer] for item, answer in pairs]],
    )
    wanted = [item.question.grade(answer) for item, answer in pairs]
    assert [
        (item, answer) for (item, answer), one, other in zip(pairs, wanted, found, strict=True) if one != other
    ] == []
    assert any(0 < score < 1 for score in wanted)


def test_every_number_is_read_the_same_way(page):
    written = [(text, unit) for text, unit, *_ in [*READ, *UNREAD]]
    written += [(text, other) for text, _ in written for other in ("minutes", "heures", "%", "")]
    questions = {
        item.question.unit: for_player(item, "essai")
        for item in asked(
            [make("numeric", unit=unit) for unit in dict.fromkeys(unit for _, unit in written)], mixed=True
        )
    }
    found = page.evaluate(
        """([questions, written]) => written.map(([text, unit]) => {
          const made = relais.amount(text, questions[unit]);
          return made && [made.digits.toString(), (10n ** BigInt(made.scale) * made.down).toString()];
        })""",
        [questions, written],
    )
    read = [None if made is None else Fraction(int(made[0]), int(made[1])) for made in found]
    assert read == [amount(text, unit) for text, unit in written]


def test_every_form_is_read_and_filled_the_same_way(page):
    chance, sent = random.Random(7), []
    for item in asked(_unique(_questions()), mixed=True):
        question = item.question
        blank = typed(question, right(question), "q-")
        values = [value for given in blank.values() for value in given]
        for _ in range(8):
            fields = {name: [chance.choice([*values, *WORDS, "1", "007", "9999", "vrai"])] for name in blank}
            sent.append((item, chance.choice([fields, blank, {}, {"q-a": values}])))
    found = page.evaluate(
        """([questions, sent]) => sent.map(([key, fields]) => {
          const answer = relais.read(questions[key], fields, "q-");
          const question = questions[key];
          const again = relais.read(question, relais.write(question, answer, "q-"), "q-");
          return [answer, relais.complete(question, answer), again];
        })""",
        [{item.key: for_player(item, "essai") for item, _ in sent}, [[item.key, fields] for item, fields in sent]],
    )
    for (item, fields), (answer, complete, again) in zip(sent, found, strict=True):
        assert answer == item.question.read(fields, "q-")
        assert complete == item.question.complete(answer), (item, answer)
        assert again == answer


def test_every_sign_is_made_plain_the_same_way(page):
    """But Cherokee, whose small letters Python folds to capitals: two answers are the same there as here."""
    signs = [sign for sign in map(chr, range(0x20, 0x20000)) if unicodedata.category(sign) not in ("Cn", "Cs", "Co")]
    signs = [sign for sign in signs if "CHEROKEE" not in unicodedata.name(sign, "")]
    found = page.evaluate("signs => signs.map((sign) => relais.plain(sign))", signs)
    assert [sign for sign, made in zip(signs, found, strict=True) if plain(sign) != made] == []


def test_a_result_and_a_draw_follow_the_same_rules(page):
    chance = random.Random(3)
    scores = [[chance.choice([0, 1, 1 / 3, 2 / 3, 0.5]) for _ in range(chance.randint(1, 14))] for _ in range(500)]
    found = page.evaluate("all => all.map((scores) => relais.result(scores))", scores)
    assert found == [result(one, 70).score for one in scores]
    catalog, _ = load_catalog(ROOT)
    for quiz in catalog.quizzes.values():
        lines = {
            item.id: [number for number, line in enumerate(quiz.draw) if line.wants(item)] for item in quiz.questions
        }
        bank = [{"key": item.id, "lines": lines[item.id]} for item in quiz.questions]
        given = {"counts": [line.count for line in quiz.draw], "bank": bank}
        seen = [item.id for item in draw(quiz, {}, random.Random(1))]
        drawn = page.evaluate("([quiz, seen]) => relais.draw(quiz, seen, Math.random)", [given, seen])
        assert len(set(drawn)) == quiz.drawn
        places = {item.id: place for place, item in enumerate(quiz.questions)}
        assert drawn == sorted(drawn, key=places.__getitem__)
        unseen = sum(item.id not in seen for item in draw(quiz, dict.fromkeys(seen, 1), random.Random(2)))
        assert sum(name not in seen for name in drawn) == unseen


def test_the_player_knows_every_type():
    known = (PLAYER / "answers.js").read_text()
    assert [kind for kind in RAW if f"    {kind}: " not in known] == []


def test_nothing_of_the_player_calls_a_host():
    assert [path.name for path in Path(PLAYER).glob("*.js") if "http" in path.read_text()] == []
