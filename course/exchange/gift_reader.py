"""GIFT in: questions apart by blank lines, as MoodleDocs « GIFT format » defines and Moodle's own importer reads."""

import re
from collections.abc import Iterator

from course.exchange.bounds import QUESTION_CHARACTERS
from course.exchange.gift_signs import SPACE, blocks, hide, shown
from course.exchange.moodle import NOTHING, Answer, Asked, Format, Pair, Rich

_FORMATS: dict[str, Format] = {"html": "html", "moodle": "moodle", "plain": "plain", "markdown": "markdown"}
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,7})?)%")
_TOKEN = re.compile(r"\[(id|tag):((?:\\\]|[^\]\x00-\x1f\x7f]){1,200})\]")
_CATEGORY = "$CATEGORY:"
_ORDERING = re.compile(r">[ \t]*\d*[ \t]*([A-Za-z_0-9 \t]*)(?:\n|$)")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read_gift(text: str) -> Iterator[Asked]:
    """The questions of a GIFT text with Unix line ends, in order, each with the line where it begins."""
    category = ""
    for line, block in blocks(text):
        comments = "\n".join(row for row in block if row.startswith("//"))
        rows = [" " if row.startswith("//") else row for row in block]
        body = "\n".join(rows).strip(SPACE)
        while body.startswith(_CATEGORY):
            head, _, body = body.partition("\n")
            category, body = head.removeprefix(_CATEGORY).replace("\\\\", "\\").strip(SPACE), body.strip(SPACE)
        if len(body) > QUESTION_CHARACTERS:
            yield Asked("", line, problem=f"texte de plus de {QUESTION_CHARACTERS} signes ; coupez-le")
        elif body:
            yield _Reader(line, category, comments).read(body)


class _Reader:
    """Reads one question."""

    def __init__(self, line: int, category: str, comments: str) -> None:
        tokens = [(kind, value.replace("\\]", "]").strip()) for kind, value in _TOKEN.findall(comments)]
        self._line, self._category = line, category
        self._number = next((value for kind, value in tokens if kind == "id"), "")
        self._tags = tuple(value for kind, value in tokens if kind == "tag")
        self._format: Format = "moodle"
        self._name = ""
        self._text = self._general = NOTHING

    def read(self, body: str) -> Asked:
        """The question that a block without its comments holds."""
        text = hide(body)
        if text.startswith("::") and "::" in text[2:]:
            name, _, text = text[2:].partition("::")
            self._name, text = shown(name), text.strip(SPACE)
        self._text = Rich(shown(text)[:200], "plain")
        start, end = text.find("{"), text.find("}")
        if (start < 0) != (end < 0) or end < start:
            return self._asked("", problem="accolade seule ; fermez-la, ou écrivez \\{ et \\} dans un texte")
        if start < 0:
            self._text = self._rich(text, "moodle")
            return self._asked("description")
        return self._with_answers(text[:start], text[start + 1 : end].strip(SPACE), text[end + 1 :])

    def _with_answers(self, before: str, answers: str, after: str) -> Asked:
        """The text, where « _____ » stands for answers given in its middle, then what they are."""
        if "{" in after or "}" in after:
            return self._asked("", problem="plusieurs groupes d'accolades ; séparez les questions par une ligne vide")
        self._text = self._rich(f"{before}_____{after}" if after else before, "moodle")
        self._format = self._text.format
        answers, mark, general = answers.rpartition("####")
        if not mark:
            answers, general = general, ""
        self._general = self._rich(general, self._format)
        answers = answers.strip(SPACE)
        kind = self._kind(answers)
        try:
            return _KINDS[kind](self, answers)
        except ValueError as error:
            return self._asked(kind, problem=str(error))

    def _kind(self, answers: str) -> str:
        """Moodle's own order of guesses."""
        if answers.startswith(">"):
            return "ordering"
        if not answers:
            return "essay"
        if answers.startswith("#"):
            return "numerical"
        if "~" in answers:
            return "multichoice"
        if "=" in answers and "->" in answers:
            return "matching"
        return "truefalse" if answers.partition("#")[0].strip(SPACE) in _TRUTH else "shortanswer"

    def _rich(self, text: str, default: Format) -> Rich:
        text = text.strip(SPACE)
        if text.startswith("["):
            name, mark, rest = text[1:].partition("]")
            if mark and name in _FORMATS:
                return Rich(shown(rest), _FORMATS[name])
        return Rich(shown(text), default)

    def _answer(self, written: str, usual: float, weighed: bool = True) -> Answer:
        """An answer with its weight and its comment, where it has them."""
        written = written.strip(SPACE)
        weight = _WEIGHT.match(written) if weighed else None
        if weight:
            written = written[weight.end() :]
        text, _, comment = written.partition("#")
        percent = float(weight[1]) if weight else usual
        return Answer(self._rich(text, self._format), percent, self._rich(comment, self._format))

    def _essay(self, _answers: str) -> Asked:
        return self._asked("essay")

    def _multichoice(self, answers: str) -> Asked:
        written = [item.strip(SPACE) for item in answers.replace("=", "~=").split("~")]
        found = tuple(
            self._answer(item[1:], 100.0, weighed=False) if item.startswith("=") else self._answer(item, 0.0)
            for item in written
            if item
        )
        return self._asked("multichoice", answers=found, single="=" in answers)

    def _matching(self, answers: str) -> Asked:
        pairs = []
        for item in filter(None, (item.strip(SPACE) for item in answers.split("="))):
            left, mark, right = item.partition("->")
            if not mark:
                raise ValueError(f"« {shown(item)[:60]} » n'a pas de flèche -> ; ajoutez-la")
            pairs.append(Pair(self._rich(left, self._format), shown(right)))
        return self._asked("matching", pairs=tuple(pairs))

    def _truefalse(self, answers: str) -> Asked:
        """The first comment is for a wrong answer, the second for a right one."""
        word, *comments = answers.split("#", 2)
        wrong, right = [*(self._rich(item, self._format) for item in comments), NOTHING, NOTHING][:2]
        true = _TRUTH[word.strip(SPACE)]
        given = {True: right if true else wrong, False: wrong if true else right}
        found = tuple(
            Answer(Rich(str(value).lower(), "plain"), 100.0 * (value is true), given[value]) for value in (True, False)
        )
        return self._asked("truefalse", answers=found)

    def _shortanswer(self, answers: str) -> Asked:
        written = [item for item in answers.split("=") if item.strip(SPACE)]
        return self._asked("shortanswer", answers=tuple(self._answer(item, 100.0) for item in written))

    def _numerical(self, answers: str) -> Asked:
        """« value:tolerance » or « least..most », and « ~#comment » for any other answer."""
        rights, mark, wrong = answers[1:].partition("~")
        written = [item for item in rights.split("=") if item.strip(SPACE)]
        found = [_interval(self._answer(item, 100.0)) for item in written]
        if mark:
            comment = self._rich(wrong.partition("#")[2], self._format)
            found.append(Answer(Rich("*", "plain"), 0.0, comment))
        return self._asked("numerical", answers=tuple(found))

    def _ordering(self, answers: str) -> Asked:
        """The notation of Moodle's ordering type: a line of options, then one item a line."""
        head = _ORDERING.match(answers)
        items = [row for row in answers[head.end() :].split("\n") if row.strip(SPACE)] if head else []
        found = tuple(Answer(self._rich(row, "moodle")) for row in items)
        words = head[1].upper() if head else ""
        return self._asked("ordering", answers=found, lost=ordering_options(words))

    def _asked(self, kind: str, **fields: object) -> Asked:
        return Asked(
            kind=kind,
            line=self._line,
            name=self._name,
            text=self._text,
            general=self._general,
            number=self._number,
            tags=self._tags,
            category=self._category,
            **fields,  # type: ignore[arg-type]
        )


def ordering_options(words: str) -> tuple[str, ...]:
    """What Moodle's ordering options ask for and Relais does not do."""
    lost = []
    if "RANDOM" in words or "CONTIG" in words:
        lost.append("Moodle n'en montre qu'une partie ; Relais montre toutes les étapes")
    if any(word in words for word in ("ALL_OR", "ABSOLUTE", "INCLUDE_LAST", "PREVIOUS", "LONGEST", "TO_CORRECT")):
        lost.append("autre barème ; Relais compte la part des enchaînements justes")
    return tuple(lost)


def _interval(answer: Answer) -> Answer:
    """The same answer, its tolerance apart from its value."""
    written = answer.text.text
    for mark in ("..", ":"):
        if mark in written[1:]:
            first, _, second = written.partition(mark)
            value = Rich(first.strip(SPACE), "plain")
            tolerance = second.strip(SPACE)
            return Answer(value, answer.percent, answer.feedback, f"{mark}{tolerance}" if mark == ".." else tolerance)
    return answer


_KINDS = {
    "essay": _Reader._essay,
    "multichoice": _Reader._multichoice,
    "matching": _Reader._matching,
    "truefalse": _Reader._truefalse,
    "shortanswer": _Reader._shortanswer,
    "numerical": _Reader._numerical,
    "ordering": _Reader._ordering,
}
