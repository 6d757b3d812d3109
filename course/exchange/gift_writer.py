"""GIFT out: nothing but what MoodleDocs « GIFT format » defines; one part of a question on each line."""

from collections.abc import Callable, Iterable

from course.exchange.moodle import NOTHING, Answer, Asked, Rich

_MEANT = {**{ord(sign): f"\\{sign}" for sign in "\\#=~{}:"}, ord("\n"): "\\n", ord("\r"): None}


def write_gift(questions: Iterable[Asked], category: str) -> str:
    """A whole GIFT file."""
    head = f"$CATEGORY: $course$/top/{_category(category)}\n"
    return "\n".join([head, *map(_question, questions)])


def _category(name: str) -> str:
    """Nothing else is escaped: Moodle takes the signs of this line as they are, but for doubled backslashes."""
    return " ".join(name.split()).replace("/", "//").replace("\\", "\\\\")


def _question(asked: Asked) -> str:
    tags = [f"[id:{asked.number}]", *(f"[tag:{tag.replace(']', chr(92) + ']')}]" for tag in asked.tags)]
    head = f"// {' '.join(tags)}\n::{_escaped(asked.name)}::[markdown]{_escaped(asked.text.text)}"
    general = f"\t####{_rich(asked.general)}\n" if asked.general.text else ""
    return f"{head}{{{_KINDS[asked.kind](asked)}{general}}}\n"


def _escaped(text: str) -> str:
    return text.translate(_MEANT)


def _rich(text: Rich) -> str:
    """A text that begins like a format says its own first."""
    mark = "[markdown]" if text.text.startswith("[") else ""
    return mark + _escaped(text.text)


def _without_arrow(text: Rich) -> str:
    """An arrow would make a matching of any answer: Moodle leaves « \\> », which Markdown reads as « > »."""
    return _rich(text).replace("->", "-\\>")


def _multichoice(asked: Asked) -> str:
    lines = []
    for answer in asked.answers:
        mark = "=" if asked.single and answer.percent == 100 else f"~{_weight(answer)}"
        lines.append(f"\t{mark}{_rich(answer.text)}#{_rich(answer.feedback)}\n")
    return "\n" + "".join(lines)


def _weight(answer: Answer) -> str:
    """Said when it counts, or when the text would be taken for one."""
    return f"%{weight(answer.percent)}%" if answer.percent or answer.text.text.startswith("%") else ""


def weight(percent: float) -> str:
    """As in Moodle's list of grades: five decimals at most."""
    return f"{percent:.5f}".rstrip("0").rstrip(".")


def _truefalse(asked: Asked) -> str:
    true, false = asked.answers
    right, wrong = (true, false) if true.percent else (false, true)
    word = "TRUE" if true.percent else "FALSE"
    return f"{word}#{_rich(wrong.feedback)}#{_rich(right.feedback)}\n"


def _shortanswer(asked: Asked) -> str:
    lines = [
        f"\t=%{weight(answer.percent)}%{_rich(answer.text)}#{_without_arrow(answer.feedback)}\n"
        for answer in asked.answers
    ]
    return "\n" + "".join(lines)


def _numerical(asked: Asked) -> str:
    right, wrong = asked.answers
    value = f"\t=%100%{right.text.text}:{right.tolerance}#{_rich(right.feedback)}\n"
    return f"#\n{value}\t~#{_rich(wrong.feedback)}\n"


def _matching(asked: Asked) -> str:
    lines = []
    for pair in asked.pairs:
        left = "" if pair.left is NOTHING else _without_arrow(pair.left)
        lines.append(f"\t={left} -> {_escaped(pair.right)}\n")
    return "\n" + "".join(lines)


_KINDS: dict[str, Callable[[Asked], str]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
}
