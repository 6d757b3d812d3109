"""Generated questions with texts made to break notations."""

import re
from html import unescape

import nh3
from hypothesis import strategies as st

from course.questions.base import COMPETENCES, all_distinct
from course.questions.choice import Multiple, Single
from course.questions.gap import Gap
from course.questions.matching import Matching
from course.questions.numeric import Numeric
from course.questions.ordering import Ordering
from course.questions.short import ShortAnswer, plain
from course.questions.truefalse import TrueFalse
from course.richtext import plain_html

PIECES = [
    *"~=#{}:\\%[]()<>&*_`\"'|$@!-+/. \n\t",
    "//",
    "\n// ligne",
    "\n\n",
    "::",
    "####",
    "->",
    "=>",
    "$CATEGORY: x",
    "]]>",
    "<![CDATA[",
    "%50%",
    "%100%",
    "[html]",
    "[markdown]",
    "[plain]a",
    "{1:SHORTANSWER:=a}",
    "~*#",
    "\\n",
    "\\=",
    "&#125;",
    "&amp;",
    "&&058;",
    "@@PLUGINFILE@@/a.png",
    "![a](img/a.png)",
    "### Retours\n\n1. a",
    "1. ",
    "ANSWER: A",
    "A) ",
    "$$x^2$$",
    "<script>",
    "<b>gras</b>",
    "\u00a0",
    "\u202f",
    "\u2028",
    "\x85",
    "\ufeff",
    "\x1c",
    "😀",
    "𝔘",
    "é",
    "mot",
    "0",
    "«",
]
raw = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=8).map("".join)
UNSAYABLE = {*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF}


def said(most):
    """A text that an author could write: no control sign, no lone surrogate, something to read."""
    clean = raw.map(lambda text: "".join(sign for sign in text if sign_allowed(sign)))
    return clean.filter(lambda text: len(text.strip()) > 0 and len(text) <= most)


def sign_allowed(sign):
    return ord(sign) not in UNSAYABLE and not 0xD800 <= ord(sign) <= 0xDFFF


texts = said(4000)
shorts = said(300)
readable = shorts.filter(plain)
slugs = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}\Z")


def distinct(strategy, least, most):
    return st.lists(strategy, min_size=least, max_size=most).filter(
        lambda found: (
            all_distinct([text.strip() for text in found]) and len({text.strip() for text in found}) == len(found)
        )
    )


verdicts = st.fixed_dictionaries({"right": texts, "wrong": texts})
common = st.fixed_dictionaries(
    {"id": slugs, "text": texts},
    optional={
        "competence": st.sampled_from(sorted(COMPETENCES)),
        "difficulty": st.integers(1, 3),
        "situation": st.booleans(),
        "lesson": slugs,
        "tags": st.lists(slugs, max_size=3, unique=True),
        "explanation": texts,
    },
)


@st.composite
def choices(draw):
    found = draw(distinct(texts, 3, 5))
    rights = draw(st.integers(1, len(found) - 1))
    items = [{"text": text, "right": index < rights, "feedback": draw(texts)} for index, text in enumerate(found)]
    kind, model = ("single", Single) if rights == 1 else ("multiple", Multiple)
    return model.model_validate({**draw(common), "type": kind, "choices": draw(st.permutations(items))})


@st.composite
def truths(draw):
    fields = {"type": "truefalse", "right": draw(st.booleans()), "feedback": draw(verdicts)}
    return TrueFalse.model_validate({**draw(common), **fields})


@st.composite
def short_answers(draw):
    fields = {"type": "short", "accept": draw(distinct(readable, 1, 4)), "feedback": draw(verdicts)}
    return ShortAnswer.model_validate({**draw(common), **fields})


@st.composite
def numbers(draw):
    value = draw(st.floats(-1e12, 1e12).filter(lambda number: number == 0 or abs(number) > 1e-12))
    tolerance = draw(st.sampled_from([0.0, 0.1, 0.5, 3.0, 1e-3]))
    unit = draw(st.sampled_from(["", "minutes", "m²", "€", "% de l'effectif", "km/h", "a]b", "[x]"]))
    fields = {"type": "numeric", "value": value, "tolerance": tolerance, "unit": unit, "feedback": draw(verdicts)}
    return Numeric.model_validate({**draw(common), **fields})


@st.composite
def matchings(draw):
    lefts = draw(distinct(shorts, 2, 4))
    rights = draw(distinct(shorts, len(lefts), len(lefts) + 2))
    pairs = [
        {"left": left, "right": right, "feedback": draw(texts)} for left, right in zip(lefts, rights, strict=False)
    ]
    more = [{"text": right, "feedback": draw(texts)} for right in rights[len(lefts) :]]
    return Matching.model_validate({**draw(common), "type": "matching", "pairs": pairs, "distractors": more})


@st.composite
def orderings(draw):
    steps = [{"text": text, "feedback": draw(texts)} for text in draw(distinct(texts, 3, 5))]
    return Ordering.model_validate({**draw(common), "type": "ordering", "steps": steps})


@st.composite
def gaps(draw):
    told = texts.filter(lambda text: shown(text.strip()))
    names = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    found = {}
    for name in names:
        if draw(st.booleans()):
            found[name] = {
                "accept": draw(distinct(readable, 1, 3)),
                "feedback": {"right": draw(told), "wrong": draw(told)},
            }
        else:
            options = draw(distinct(shorts, 2, 4))
            found[name] = {
                "choices": [
                    {"text": text, "right": rank == 0, "feedback": draw(told)} for rank, text in enumerate(options)
                ]
            }
    words = st.sampled_from(
        ["Le ", "vote, ", "{", "}", "{1:SHORTANSWER:=a}", "é ", "\n\n", "~ ", "= ", "fin. ", "&#125;"]
    )
    passage = "".join(draw(words) + f"[[{name}]]" for name in names) + draw(words) + "."
    return Gap.model_validate({**draw(common), "type": "gap", "passage": passage, "gaps": found})


everywhere = choices() | truths() | short_answers() | numbers() | matchings() | orderings()
"""What both formats carry."""


def shown(markdown):
    """The signs that a reader sees, an image told in words as the export does."""
    html = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r"[image : \1]", plain_html(markdown))
    return "".join(unescape(nh3.clean(html, tags=set())).split())


def has_arrow_to_type(question):
    """What GIFT has no sign for."""
    return question.type == "short" and any("->" in text for text in question.accept)


def banks(strategy):
    """Some questions, each with its own name."""
    return st.lists(strategy, min_size=1, max_size=4, unique_by=lambda question: question.id)
