"""What trainers' files hold, and what becomes of it."""

import base64
from html import unescape
from pathlib import Path

import nh3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.exchange.album import Album
from course.exchange.bounds import RefusedFileError
from course.exchange.importer import read_file
from course.exchange.moodle import Rich
from course.exchange.schema import Status, summary
from course.exchange.texts import Texts
from course.questions.unwritten import TO_WRITE, unwritten
from course.richtext import to_html

CORPUS = Path(__file__).parent / "exchange_corpus"


def read(text, encoding="utf-8"):
    return read_file(text.encode(encoding))


def only(text):
    items = read(text).items
    assert len(items) == 1
    return items[0]


def gift(answers, text="Texte"):
    return only(f"{text} {{{answers}}}")


def xml(inner, kind="multichoice", text="Texte", form="html"):
    head = f'<question type="{kind}"><name><text>n</text></name><questiontext format="{form}"><text>{text}</text>'
    return f"<quiz>{head}</questiontext>{inner}</question></quiz>"


CHOICES = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("kinds.gift", "14 questions : 1 reprise, 9 adaptées, 4 refusées"),
        ("kinds.xml", "10 questions : 1 reprise, 6 adaptées, 3 refusées"),
        ("aiken-errors.txt", "5 questions : 1 adaptée, 4 refusées"),
    ],
)
def test_every_question_of_a_file_is_listed(name, counts):
    items = read_file((CORPUS / name).read_bytes()).items
    assert summary(items) == counts
    assert all(item.remarks for item in items if item.status != Status.TAKEN)
    assert [item.line for item in items] == sorted(item.line for item in items)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_editor_will_do(encoding, end):
    text = "L'été à Nîmes {=chaud#Très. ~froid#Non, voyons.}\n\nEt l'hiver ? {=doux#Oui. ~glacial#Non.}\n"
    items = read(text.replace("\n", end), encoding).items
    assert [item.question.text for item in items] == ["L'été à Nîmes", "Et l'hiver ?"]


def test_latin_1_declared_in_xml_is_read():
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + xml(CHOICES, text="Été")
    assert read(text, "latin-1").items[0].question.text == "Été"


def test_a_guessed_encoding_is_said():
    assert "Windows-1252" in read("Été {T#a#b}", "cp1252").remarks[0]


def test_no_feedback_is_ever_invented():
    item = gift("=a ~b#Non.")
    assert [choice.feedback for choice in item.question.choices] == [TO_WRITE, "Non."]
    assert unwritten(item.question)
    assert TO_WRITE in str(item)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ("=a#a ~%50%b#b", "« b » valait 50 % ; elle ne rapporte rien ici"),
        ("=a#a ~%-50%b#b", "points négatifs retirés"),
        ("~%50%a#a ~%50%b#b ~c#c", "barème remplacé"),
        ("~%100%a#a ~c#c", "question à choix unique"),
        ("=a#a =b*#b", "variante « b* » retirée"),
        ("=a#a =%50%b#b", "« b » valait 50 %"),
        ("=a#a =b#autre", "retour propre à « b » retiré : « autre »"),
        (">3 ALL VERTICAL ALL_OR_NOTHING SHOW none\na\nb\nc\n", "autre barème"),
    ],
)
def test_what_changes_is_said(answers, reason):
    item = gift(answers)
    assert item.status == Status.ADAPTED
    assert reason in str(item)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ("~a ~b", "aucune réponse juste"),
        ("=a ~a", "deux réponses identiques"),
        ("=a =b ~c", "plusieurs réponses justes"),
        ("~%50%a ~%50%b", "aucune réponse fausse"),
        ("=a " + " ".join(f"~{n}" for n in range(9)), "trop d'éléments (8 au plus)"),
        ("=a->b =c", "« c » n'a pas de flèche"),
        ("=a->b", "pas assez d'éléments"),
        ("#", "aucune réponse à 100 %"),
        ("#abc", "« abc » n'est pas un nombre"),
        ("#1e999", "n'est pas un nombre"),
        ("#nan:1", "n'est pas un nombre"),
        ("#=1 =2", "plusieurs valeurs à 100 %"),
        ("=*", "joker"),
        ("=%50%a", "aucune réponse à 100 %"),
        ("", "réponse libre"),
        ("=a ~" + "[" * 400, "crochets"),
        ("=a ~" + "mot " * 2000, "trop long"),
    ],
)
def test_what_is_refused_says_why_and_where(answers, reason):
    item = read(f"// un commentaire\n\nTexte {{{answers}}}").items[0]
    assert item.status == Status.REFUSED
    assert reason in str(item)
    assert "ligne 3" in str(item)


@pytest.mark.parametrize(
    ("answers", "value", "tolerance"),
    [
        ("#1822", 1822, 0),
        ("#1822:5", 1822, 5),
        ("#3.141..3.142", 3.1415, 0.0005),
        ("#-5..-1", -3, 2),
        ("#3,5:0,5", 3.5, 0.5),
    ],
)
def test_numbers_and_intervals(answers, value, tolerance):
    question = gift(answers).question
    assert (question.value, question.tolerance) == (value, tolerance)


def test_html_becomes_markdown_and_nothing_active_stays():
    hostile = (
        "<p onclick=alert(1)>Un <b>gras</b>, <i>it</i></p><ul><li>a</li><li>b</li></ul><script>alert(2)</script>"
        "<a href=javascript:alert(3)>lien</a><iframe src=x></iframe>"
    )
    item = only(xml(CHOICES, text=f"<![CDATA[{hostile}]]>"))
    assert item.question.text == "Un **gras**, *it*\n\n- a\n- b\n\nlien"
    assert "balise « script » retirée" in item.remarks
    assert "balise « iframe » retirée" in item.remarks


def test_plain_text_is_shown_as_it_was_written():
    assert only(xml(CHOICES, text="2*3*4 et a_b", form="plain_text")).question.text == "2\\*3\\*4 et a\\_b"
    assert only(xml(CHOICES, text="2*3 = 6", form="plain_text")).question.text == "2*3 = 6"


PIECES = "<b> </b> <i> </i> <p> </p> <ul> <li> </ul> <ol> </ol> <br> <table><tr><td> </table> <pre> </pre> <code>"
PIECES += " </code> <blockquote> </blockquote> <h2> </h2> <sup> </sup> a * _ ` [x] # 1. - + &lt;b&gt; &amp; /// |"
PIECES += " : $$x$$ \\ = ---"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from([*PIECES.split(), " ", "\n", "mot "]), max_size=14).map("".join))
def test_no_word_is_lost_from_html_to_markdown(html):
    shown = to_html(Texts(Album({}, {})).markdown(Rich(html, "html")))
    assert words(nh3.clean(shown, tags=set())) == words(nh3.clean(html, tags=set()))


def words(html):
    return "".join(unescape(html).split())


def test_a_gift_text_may_begin_with_a_tag():
    assert only("<b>Vrai</b> ? {T#a#b}").question.text == "**Vrai** ?"


def test_a_formula_is_kept_and_said():
    item = only(xml(CHOICES, text="Soit \\(x^2\\) et $$y_1$$."))
    assert item.question.text == "Soit `\\(x^2\\)` et `$$y_1$$`."
    assert any("formule TeX" in remark for remark in item.remarks)


def test_an_image_comes_with_its_question():
    reading = read_file((CORPUS / "kinds.xml").read_bytes())
    assert reading.items[0].question.text.endswith("![Un point](img/schema.png)")
    assert list(reading.images) == ["img/schema.png"]
    assert reading.images["img/schema.png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg onload=alert(1)>", "SVG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\xff\xff" * 2, "65535 × 65535 pixels"),
        (b"\x89PNG\r\n\x1a\n", "abîmé"),
        (b"\xff\xd8\xff\xe0\0\x02", "abîmé"),
        (b"GIF89a\0\0\0\0", "0 × 0"),
        (b"\x89PNG\r\n\x1a\n" + b"a" * 2_000_001, "plus de 2 Mo"),
    ],
    ids=["svg", "bomb", "cut png", "cut jpeg", "no size", "heavy"],
)
def test_a_bad_image_is_refused_and_its_question_taken(data, reason):
    file = f'<file name="a.png" encoding="base64">{base64.b64encode(data).decode()}</file>'
    text = '&lt;img src="@@PLUGINFILE@@/a.png" alt="x"&gt;</text>' + file + "<text>"
    item = only(xml(CHOICES, text=text))
    assert reason in str(item)
    assert item.question.text == "\\[image : x\\]"


def test_a_text_to_complete_comes_from_cloze():
    question = only(xml("", "cloze", "Le {1:MC:~vote#Non.~%100%geste#Oui.} et {:SA:=écoute#Oui.~*#Non.}")).question
    assert question.passage == "Le [[blanc-1]] et [[blanc-2]]"
    assert question.gaps["blanc-1"].expected == "geste"
    assert question.gaps["blanc-2"].feedback.wrong == "Non."


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        ("{1:MULTIRESPONSE:=a~=b}", "plusieurs réponses"),
        ("{1:NM:=18:2}", "avec une marge"),
        ("{1:SA:~a}", "sans réponse à 100 %"),
        ("{1:SA:=a", "pas fermé"),
        ("Rien", "pas assez d'éléments"),
        ("{1:SA:=a}" * 9, "9 blancs ; 8 au plus"),
    ],
)
def test_a_text_to_complete_that_cannot_be_says_why(passage, reason):
    item = only(xml("", "cloze", passage))
    assert (item.status, reason in str(item)) == (Status.REFUSED, True), str(item)


def test_names_are_never_given_twice():
    items = read_file(
        b"::Nom::a {T#a#b}\n\n::Nom::b {T#a#b}\n\n::d\xc3\xa9j\xc3\xa0 l\xc3\xa0::c {T#a#b}", {"nom", "deja-la"}
    ).items
    assert [item.question.id for item in items] == ["nom-2", "nom-3", "deja-la-2"]


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"\xef\xbb\xbf", b"// rien\n", b"%PDF-1.7", b"<html></html>", b"<quiz/>", b"<quiz>"]
)
def test_what_holds_no_question_is_refused_with_a_sentence(data):
    with pytest.raises(RefusedFileError, match=r"\.$"):
        read_file(data)
