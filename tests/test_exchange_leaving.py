"""What leaves for Moodle is what its readers understand."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from course.exchange.exporter import export
from course.exchange.gift_signs import hide
from course.exchange.importer import read_file
from course.exchange.schema import Status
from course.questions.schema import QUESTION
from course.quizzes.loader import load_quizzes
from tests import exchanging
from tests.conftest import ROOT

VERDICTS = {"right": "Oui.", "wrong": "Non."}
CHUNK = re.compile(r"<!\[CDATA\[(.*?)\]\]>|(&\w+;)|([\x00-\x7f]+?(?=[&<]|[^\x00-\x7f])|[^&<]+)", re.DOTALL)
PATIENT = settings(
    max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)


def short(text="Quel signe ?", accept=("oui",)):
    fields = {"id": "q", "type": "short", "text": text, "accept": accept, "feedback": VERDICTS}
    return QUESTION.validate_python(fields)


def gap(*options, right="Oui.", wrong="Non."):
    gaps = {"blanc-1": {"accept": ["geste"], "feedback": {"right": right, "wrong": wrong}}}
    if options:
        gaps = {
            "blanc-1": {"choices": [{"text": text, "right": text == options[0], "feedback": right} for text in options]}
        }
    return QUESTION.validate_python(
        {"id": "q", "type": "gap", "text": "Complétez.", "passage": "Le [[blanc-1]].", "gaps": gaps}
    )


def written(question, form="xml", category="Essai", images=None):
    data, items = export([question], category, form, images or {})
    return data.decode(), items[0]


def as_moodle_reads(xml):
    """The question's text as Moodle's xmlize gathers it: each chunk between two events, unless it is blank."""
    inner = xml.partition("<questiontext")[2].partition("<text>")[2].partition("</text>")[0]
    chunks = [
        data or {"&amp;": "&", "&lt;": "<", "&gt;": ">"}.get(entity, words)
        for data, entity, words in CHUNK.findall(inner)
    ]
    return "".join(chunk for chunk in chunks if chunk.strip())


@pytest.mark.parametrize("title", ["Évaluation : posture", "Oui ~ non = {#}", "Entrée/sortie", "C:\\notes"])
def test_a_gift_category_keeps_its_signs_in_moodle(title):
    text, _ = written(short(), "gift", title)
    line = text.partition("\n")[0].removeprefix("$CATEGORY: $course$/top/")
    assert hide(line) == title.replace("/", "//")
    assert read_file(text.encode()).items[0].category == title.replace("/", "//")


@pytest.mark.parametrize(
    "text",
    [
        "Questions & écoute",
        "Le cadre -> « contrat »",
        "> Un.\n>\n> Deux.",
        "a ]]> b",
        "< « a » > & « b »",
        "Sans signe « é »",
    ],
)
def test_moodle_xml_keeps_the_spaces_beside_signs(text):
    xml, _ = written(short(text))
    assert as_moodle_reads(xml) == text
    assert read_file(xml.encode()).questions[0].text == text


def test_a_feedback_of_a_gap_leaves_as_html():
    xml, item = written(gap(right="*Goal*, le **but**, a < b.\n\n- un\n- deux"))
    passage = fromstring(xml).findtext("question[@type='cloze']/questiontext/text")
    assert "&#60;em&#62;Goal" in passage and "*Goal*" not in passage
    assert (
        read_file(xml.encode()).questions[0].gaps["blanc-1"].feedback.right
        == "*Goal*, le **but**, a &lt; b.\n\n- un\n- deux"
    )
    assert item.remarks == ("Moodle ne pardonne que les majuscules : ni les accents, ni la ponctuation",)


def test_an_option_of_a_gap_is_no_markup_for_moodle():
    xml, _ = written(gap("a <b> c", "x & y"))
    passage = fromstring(xml).findtext("question[@type='cloze']/questiontext/text")
    assert "a &#38;lt;b&#38;gt; c" in passage
    assert [option.text for option in read_file(xml.encode()).questions[0].gaps["blanc-1"].choices] == [
        "a <b> c",
        "x & y",
    ]


def test_an_image_in_a_gap_is_said_and_told_in_words():
    xml, item = written(gap(right='Voyez ![le "cadre" > tout](img/cadre.png).'), images={"img/cadre.png": b"x"})
    assert "image dans le retour d'un blanc" in " ".join(item.remarks)
    back = read_file(xml.encode()).questions[0].gaps["blanc-1"].feedback.right
    assert back == 'Voyez \\[image : le "cadre" > tout\\].'


def test_an_arrow_to_type_stays_out_of_gift():
    question = short(accept=("a -> b", "a vers b"))
    _, item = written(question, "gift")
    assert item.status == Status.REFUSED and "Moodle XML" in item.remarks[0]
    xml, _ = written(question)
    assert read_file(xml.encode()).questions[0] == question


def test_the_gaps_of_the_real_banks_come_back_the_same():
    quizzes, _ = load_quizzes(ROOT / "quizzes")
    found = [item for quiz in quizzes.values() for item in quiz.questions if item.type == "gap"]
    data, _ = export(found, "Essai", "xml", {})
    assert list(read_file(data).questions) == found


@PATIENT
@given(exchanging.banks(exchanging.choices()))
def test_no_text_loses_a_space_on_its_way_to_moodle(questions):
    for question in questions:
        xml, _ = written(question)
        assert as_moodle_reads(xml) == question.text.strip(" \t\n\r") or as_moodle_reads(xml) == question.text
