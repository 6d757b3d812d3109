"""What every question has in common; each type adds its own file."""

import hashlib
import random
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from course.problems import FIELDS

COMPETENCES = {
    "A1": "Construire un partenariat de travail",
    "A2": "Concevoir pour le besoin du commanditaire",
    "A3": "Conduire un événement en plusieurs séances",
    "B1": "Choisir méthodes et processus",
    "B2": "Préparer le temps et l’espace",
    "C1": "Communiquer de façon participative",
    "C2": "Inclure chacun",
    "C3": "Accueillir et traverser les conflits",
    "C4": "Susciter la créativité",
    "D1": "Guider par des méthodes claires",
    "D2": "Développer la conscience que le groupe a de lui-même",
    "D3": "Conduire au consensus et aux résultats",
    "E1": "Tenir une base de connaissances",
    "E2": "Disposer d’un éventail de méthodes",
    "E3": "Tenir sa place dans la profession",
    "F1": "Pratiquer l’auto-évaluation",
    "F2": "Agir avec intégrité",
    "F3": "Faire confiance au groupe et rester neutre",
}

Competence = Literal[
    "A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "D1", "D2", "D3", "E1", "E2", "E3", "F1", "F2", "F3"
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Answer = object
"""A JSON value whose shape the type decides; None is a blank."""
Fields = Mapping[str, Sequence[str]]


class Part(NamedTuple):
    """One thing that an answer holds: what is given, at which place of the question, and whether it is right there.

    Places whose parts exclude each other share a name; a typed part is the person's own words.
    """

    place: str
    text: str
    right: bool
    typed: bool = False


class Value(BaseModel):
    """Frozen content; an unknown or mistyped field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: object) -> None:
        FIELDS[cls.__name__] = frozenset(cls.model_fields)


class Verdicts(Value):
    """What a person reads after an answer that is right, or not."""

    right: Text
    wrong: Text


class Question(Value):
    """A question as its author wrote it."""

    id: Slug
    text: Text
    competence: Competence | None = None
    difficulty: Annotated[int, Field(ge=1, le=3)] = 2
    situation: bool = False
    lesson: Slug | None = None
    tags: Annotated[tuple[Slug, ...], Field(max_length=10, strict=False)] = ()
    explanation: Text | None = None
    """Shown after the answer, whatever it was."""

    label: ClassVar[str] = ""
    """The type's name, in French."""
    hint: ClassVar[str] = ""
    """How to answer and how it counts, shown above the choices."""
    unfolds: ClassVar[bool] = False
    """True when each part of the answer decides what is shown next."""

    def grade(self, answer: Answer) -> float:
        """From 0 to 1; a blank or an answer of any other shape gets 0 and never raises."""
        raise NotImplementedError

    def read(self, fields: Fields, prefix: str = "") -> Answer:
        """The answer held by a submitted form, or None when nothing was given.

        Choices, steps and options are named by their token: an index would tell the right order.
        """
        raise NotImplementedError

    def values(self) -> Mapping[str, Collection[str]]:
        """What each field of its form may send, where the page offers a choice."""
        return {}

    def strange(self, fields: Fields, prefix: str = "") -> bool:
        """True when a form sends what the page never offered: it cannot be read, and it is no blank."""
        return any(
            value not in offered
            for name, offered in self.values().items()
            for value in fields.get(prefix + name, ())
            if value
        )

    def solution(self) -> Answer:
        """An answer that gets every point."""
        raise NotImplementedError

    def complete(self, answer: Answer) -> bool:
        """False while a part of the answer is missing."""
        return answer is not None

    def doubt(self, answer: Answer) -> str:
        """Why a given answer cannot be read, to ask for it again rather than grade it; nothing when it can."""
        return ""

    def parts(self, answer: Answer) -> tuple[Part, ...]:
        """What an answer is made of, for statistics; nothing for a blank or any other shape, and it never raises."""
        return ()

    def offered(self) -> tuple[Part, ...]:
        """The parts that the question proposes, and that a useful question sees taken."""
        return ()

    def shown(self) -> tuple[str, ...]:
        """The choices, steps or options that the page shows in an order, as the file gives them."""
        return ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """The form's name for each of them."""
        return tuple(token(text) for text in self.shown())

    def shuffled(self, chance: random.Random) -> list[int]:
        """An order in which to present them: indexes."""
        order = list(range(self.presented()))
        chance.shuffle(order)
        return order

    def presented(self) -> int:
        """How many there are to show."""
        return len(self.shown())

    @property
    def fingerprint(self) -> str:
        """Changes whenever the question does: 32 hexadecimal digits.

        A field that came later does not count while it is empty: the answers kept before it stay those of today.
        """
        later = {name for name in ("tags", "explanation") if not getattr(self, name)}
        return hashlib.sha256(self.model_dump_json(exclude=later).encode()).hexdigest()[:32]


@lru_cache(maxsize=8192)
def token(text: str) -> str:
    """A name that tells nothing of a text's place in its file: 8 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def all_distinct(texts: Sequence[str]) -> bool:
    """True when every text has a token of its own."""
    return len(set(map(token, texts))) == len(texts)


def portion(layout: Sequence[int], start: int, count: int) -> list[int]:
    """Among indexes of a whole, those of a part that begins at `start`, counted from there, in the same order."""
    return [index - start for index in layout if start <= index < start + count]


def integers(answer: Answer, limit: int) -> list[int]:
    """The distinct indexes below `limit` found in an answer of any shape, in order of appearance."""
    found = answer if isinstance(answer, list) else []
    return list(dict.fromkeys(item for item in found if is_index(item, limit)))


def is_index(item: object, limit: int) -> bool:
    """True for an integer (not a boolean) from 0 to `limit` - 1."""
    return type(item) is int and 0 <= item < limit


def typed(fields: Fields, name: str, limit: int) -> str | None:
    """What was typed in one form field, at most `limit` characters, or None when it is empty."""
    return next(iter(fields.get(name, ())), "").strip()[:limit] or None


def same_words(text: str) -> str:
    """What a person typed, without what two equal answers may differ by: capitals and spaces."""
    return " ".join(text.casefold().split())


def index_in(fields: Fields, name: str, limit: int) -> int | None:
    """The index typed in one form field, or None."""
    raw = next(iter(fields.get(name, ())), "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 4 and int(raw) < limit else None
