"""Any valid question of a type, and any form that a page of it could send."""

from typing import Any

from hypothesis import strategies as st

from course.questions.base import Fields
from course.questions.schema import QUESTION, AnyQuestion

WORDS = st.text("abcdéœ ", min_size=1, max_size=6).map(str.strip).filter(bool)
FEEDBACK = st.fixed_dictionaries({"right": WORDS, "wrong": WORDS})
Raw = dict[str, Any]


def _distinct(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(WORDS, min_size=low, max_size=high, unique=True)


@st.composite
def _choices(draw: st.DrawFn, rights: int | None) -> list[Raw]:
    texts = draw(_distinct(2 if rights else 3, 5))
    right = rights or draw(st.integers(2, len(texts) - 1))
    made = [{"text": text, "right": rank < right, "feedback": "f"} for rank, text in enumerate(texts)]
    return draw(st.permutations(made))


@st.composite
def _matching(draw: st.DrawFn) -> Raw:
    count = draw(st.integers(2, 4))
    lefts, options = draw(_distinct(count, count)), draw(_distinct(count, count + 2))
    pairs = [{"left": left, "right": right, "feedback": "f"} for left, right in zip(lefts, options, strict=False)]
    return {"pairs": pairs, "distractors": [{"text": text, "feedback": "f"} for text in options[count:]]}


@st.composite
def _gap(draw: st.DrawFn) -> Raw:
    names = draw(st.permutations(["un", "deux", "trois"][: draw(st.integers(1, 3))]))
    typed = st.fixed_dictionaries({"accept": st.lists(WORDS, min_size=1, max_size=3), "feedback": FEEDBACK})
    listed = st.fixed_dictionaries({"choices": _choices(1)})
    gaps = {name: draw(typed | listed) for name in sorted(names)}
    return {"passage": "D'abord " + ", puis ".join(f"[[{name}]]" for name in names) + ".", "gaps": gaps}


@st.composite
def _scenario(draw: st.DrawFn) -> Raw:
    """A best way through every step, and other choices that go anywhere further down."""
    count = draw(st.integers(2, 4))
    steps = []
    for rank in range(count):
        texts = draw(_distinct(2, 4))
        later = [f"e{number}" for number in range(rank + 1, count)]
        best = {"text": texts[0], "points": 1, "feedback": "f", "next": next(iter(later), None)}
        others = [
            {
                "text": text,
                "points": draw(st.floats(0, 1)),
                "feedback": "f",
                "next": draw(st.sampled_from([None, *later])),
            }
            for text in texts[1:]
        ]
        steps.append({"id": f"e{rank}", "text": "Que faire ?", "choices": draw(st.permutations([best, *others]))})
    return {"steps": steps}


RAWS: dict[str, st.SearchStrategy[Raw]] = {
    "single": st.fixed_dictionaries({"choices": _choices(1)}),
    "multiple": st.fixed_dictionaries({"choices": _choices(None)}),
    "truefalse": st.fixed_dictionaries({"right": st.booleans(), "feedback": FEEDBACK}),
    "ordering": _distinct(3, 6).map(lambda texts: {"steps": [{"text": text, "feedback": "f"} for text in texts]}),
    "matching": _matching(),
    "short": st.fixed_dictionaries({"accept": st.lists(WORDS, min_size=1, max_size=4), "feedback": FEEDBACK}),
    "numeric": st.fixed_dictionaries(
        {
            "value": st.floats(-1e6, 1e6).map(lambda value: round(value, 3)),
            "tolerance": st.floats(0, 100).map(lambda value: round(value, 3)),
            "unit": st.sampled_from(["", "minutes", "%", "m 2"]),
            "feedback": FEEDBACK,
        }
    ),
    "gap": _gap(),
    "scenario": _scenario(),
}


def raw(kind: str) -> st.SearchStrategy[Raw]:
    """What an author could have written, for a question of this type."""
    return RAWS[kind].map(lambda held: {"id": "q", "type": kind, "text": "Que faire ?", **held})


def question(kind: str) -> st.SearchStrategy[AnyQuestion]:
    """Any valid question of this type."""
    return raw(kind).map(QUESTION.validate_python)


def form(asked: AnyQuestion) -> st.SearchStrategy[Fields]:
    """Any form that its page could send, blanks included."""
    tokens = st.sampled_from(["", *asked.tokens])
    match asked.type:
        case "single" | "multiple":
            return st.fixed_dictionaries({"a": st.lists(tokens, max_size=4)})
        case "truefalse":
            return st.fixed_dictionaries({"a": st.lists(st.sampled_from(["vrai", "faux", ""]), max_size=2)})
        case "ordering":
            rank = st.integers(0, len(asked.steps)).map(lambda number: [str(number)])
            return st.fixed_dictionaries({f"o{name}": rank for name in asked.tokens})
        case "matching":
            return st.fixed_dictionaries(
                {f"m{pair}": tokens.map(lambda name: [name]) for pair in range(len(asked.pairs))}
            )
        case "gap":
            words = [word for gap in asked.places for word in gap.accept]
            given = (tokens | st.sampled_from(words)).map(lambda name: [name])
            return st.fixed_dictionaries({f"g{place}": given for place in range(len(asked.places))})
        case "scenario":
            return st.fixed_dictionaries({f"s{step.token}": tokens.map(lambda name: [name]) for step in asked.steps})
        case "short":
            return st.sampled_from([*asked.accept, "autre"]).map(lambda text: {"a": [text]})
        case "numeric":
            near = st.floats(-200, 200).map(lambda gap: f"{asked.value + gap:.3f} {asked.unit}")
            return near.map(lambda text: {"a": [text]})
