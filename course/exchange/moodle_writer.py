"""Moodle XML out: nothing but what MoodleDocs « Moodle XML format » and Moodle's own exporter write."""

import base64
from collections.abc import Callable, Iterable
from xml.sax.saxutils import quoteattr

from course.exchange.gift_writer import weight
from course.exchange.moodle import Answer, Asked, Rich

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
_FORMATS = {"markdown": "markdown", "plain": "plain_text", "html": "html", "moodle": "moodle_auto_format"}
_MEANT = frozenset("&<>")
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def write_moodle(questions: Iterable[Asked], category: str) -> str:
    """A whole Moodle XML file."""
    path = "$course$/top/" + " ".join(category.split()).replace("/", "//")
    head = f'<question type="category"><category>{_text(path)}</category></question>\n'
    return f"{_HEAD}{head}{''.join(map(_question, questions))}</quiz>\n"


def _question(asked: Asked) -> str:
    """The parts in the order of Moodle's exporter; what its importer supposes by itself is left unsaid."""
    parts = [
        f'<question type="{asked.kind}">',
        f"<name>{_text(asked.name)}</name>",
        _rich("questiontext", asked.text),
        _rich("generalfeedback", asked.general),
        "" if asked.kind == "cloze" else "<defaultgrade>1</defaultgrade>",
        f"<idnumber>{_escaped(asked.number)}</idnumber>",
        _KINDS[asked.kind](asked),
        _tags(asked.tags),
        "</question>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _escaped(text: str) -> str:
    """CDATA, as Moodle writes: its reader drops the spaces that an entity leaves alone, before or after it."""
    if not _MEANT & set(text):
        return text
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _inner(rich: Rich) -> str:
    files = "".join(
        f'<file name={quoteattr(name)} path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'
        for name, data in rich.files
    )
    return _text(rich.text) + files


def _rich(name: str, rich: Rich) -> str:
    return f'<{name} format="{_FORMATS[rich.format]}">{_inner(rich)}</{name}>'


def _answers(asked: Asked, more: Callable[[Answer], str] = lambda _answer: "") -> str:
    return "\n".join(
        f'<answer fraction="{weight(answer.percent)}" format="{_FORMATS[answer.text.format]}">'
        f"{_inner(answer.text)}{_rich('feedback', answer.feedback)}{more(answer)}</answer>"
        for answer in asked.answers
    )


def _multichoice(asked: Asked) -> str:
    single = str(asked.single).lower()
    head = f"<single>{single}</single>\n<shuffleanswers>true</shuffleanswers>\n<answernumbering>abc</answernumbering>"
    return f"{head}\n{_combined()}\n{_answers(asked)}"


def _combined() -> str:
    return "\n".join(_rich(name, Rich("", "markdown")) for name in _COMBINED)


def _shortanswer(asked: Asked) -> str:
    return f"<usecase>0</usecase>\n{_answers(asked)}"


def _numerical(asked: Asked) -> str:
    """With a unit, Moodle lets it be typed or not."""
    answers = _answers(asked, lambda answer: f"<tolerance>{_escaped(answer.tolerance)}</tolerance>")
    if not asked.unit:
        return answers
    unit = f"<unit><multiplier>1</multiplier><unit_name>{_escaped(asked.unit)}</unit_name></unit>"
    return f"{answers}\n<units>{unit}</units>\n<unitgradingtype>0</unitgradingtype>\n<showunits>0</showunits>"


def _matching(asked: Asked) -> str:
    pairs = "\n".join(
        f'<subquestion format="{_FORMATS[pair.left.format]}">{_inner(pair.left)}'
        f"<answer>{_text(pair.right)}</answer></subquestion>"
        for pair in asked.pairs
    )
    return f"<shuffleanswers>true</shuffleanswers>\n{_combined()}\n{pairs}"


def _ordering(asked: Asked) -> str:
    """Every step is shown; the score is the share of the steps followed by the right one."""
    options = (
        f"<layouttype>VERTICAL</layouttype>\n<selecttype>ALL</selecttype>\n<selectcount>{len(asked.answers)}</selectcount>\n"
        "<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>\n<showgrading>SHOW</showgrading>\n"
        "<numberingstyle>none</numberingstyle>"
    )
    return f"{options}\n{_combined()}\n{_answers(asked)}"


def _tags(tags: tuple[str, ...]) -> str:
    return f"<tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in tags)}</tags>" if tags else ""


_KINDS: dict[str, Callable[[Asked], str]] = {
    "multichoice": _multichoice,
    "truefalse": _answers,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": lambda _asked: "",
}
