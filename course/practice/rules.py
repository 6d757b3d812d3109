"""When a missed question comes back, and which ones fit in five minutes (docs/decisions/0014)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from course.questions.schema import AnyQuestion

INTERVALS = (1, 2, 4, 8, 16, 32)
"""Days before each return: doubled after each success (C. A. Mace, The Psychology of Study, 1932), and from the first
again after a miss (S. Leitner, So lernt man lernen, 1972). After the last success the question is known."""
SESSION = 300
"""Seconds of a day's practice."""
_WORDS_PER_SECOND = 195 / 60
"""Reading speed of French texts in the IReST standard (S. Trauzettel-Klosinski and K. Dietz, 2012)."""
_THINKING = 20

Key = tuple[str, str]
"""Where a question is asked (a quiz, or « module/lesson ») and its id there."""


@dataclass(frozen=True)
class Return:
    """What is known of a card after an answer: its box, and the day it comes back, None when it does not."""

    box: int
    due: date | None


@dataclass(frozen=True)
class Entry:
    """A question of today's content that may be practised; `lesson` is the slug of the one that teaches it."""

    question: AnyQuestion
    module: str
    lesson: str

    @cached_property
    def seconds(self) -> int:
        """The time to read the question and its choices, and to think."""
        words = sum(len(text.split()) for text in (self.question.text, *self.question.shown()))
        return _THINKING + round(words / _WORDS_PER_SECOND)


@dataclass(frozen=True)
class Card:
    """A question that a person missed: whether it is due today, and whether it was answered today."""

    id: int
    source: str
    name: str
    due: bool
    done: bool

    @property
    def key(self) -> Key:
        """What finds it in today's content."""
        return self.source, self.name


@dataclass(frozen=True)
class Plan:
    """The cards to ask now, in order, their time; how many were answered today, how many wait for another day."""

    cards: tuple[Card, ...]
    seconds: int
    done: int
    waiting: int

    @property
    def minutes(self) -> int:
        """The time of the cards to ask, rounded up."""
        return -(-self.seconds // 60)


def missed(today: date) -> Return:
    """A question just missed: it comes back the next day."""
    return Return(0, today + timedelta(days=INTERVALS[0]))


def after(box: int, right: bool, today: date) -> Return:
    """Where an answer sends a card of this box."""
    if not right:
        return missed(today)
    if box + 1 >= len(INTERVALS):
        return Return(box, None)
    return Return(box + 1, today + timedelta(days=INTERVALS[box + 1]))


def plan(cards: Sequence[Card], entries: Mapping[Key, Entry], budget: int | None = SESSION) -> Plan:
    """The cards of today's content that fit in the budget, the longest due first among the modules least seen today.

    `cards` come the longest due first; with no budget, all of them are asked.
    """
    known = [card for card in cards if card.key in entries]
    asked = Counter(entries[card.key].module for card in known if card.done)
    spent = already = sum(entries[card.key].seconds for card in known if card.done)
    left, chosen = [card for card in known if card.due], []
    while left:
        card = min(left, key=lambda item: asked[entries[item.key].module])
        cost = entries[card.key].seconds
        if budget is not None and spent and spent + cost > budget:
            break
        left.remove(card)
        chosen.append(card)
        asked[entries[card.key].module] += 1
        spent += cost
    return Plan(tuple(chosen), spent - already, sum(card.done for card in known), len(left))
