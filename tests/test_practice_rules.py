"""When a missed question comes back: never in the past, later after each success, sooner after a miss."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.practice.rules import INTERVALS, SESSION, Card, Entry, after, missed, plan
from tests.answering import RAW, make

DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
BOXES = st.integers(0, len(INTERVALS) - 1)


@given(BOXES, st.booleans(), DAYS)
def test_it_never_comes_back_in_the_past_nor_on_the_same_day(box, right, today):
    due = after(box, right, today).due
    assert due is None or due > today


@given(BOXES, DAYS)
def test_a_success_takes_it_further_than_the_last_interval_or_ends_it(box, today):
    found = after(box, True, today)
    if found.due is None:
        assert box == len(INTERVALS) - 1
    else:
        assert (found.due - today).days > INTERVALS[box]
        assert found.box == box + 1


@given(BOXES, DAYS)
def test_a_miss_brings_it_back_the_next_day_whatever_it_was(box, today):
    found = after(box, False, today)
    assert found == missed(today)
    assert (found.box, found.due) == (0, today + timedelta(days=1))
    assert box == 0 or (found.due - today).days < INTERVALS[box]


@given(st.lists(st.booleans(), max_size=30), DAYS)
def test_the_same_answers_give_the_same_days_and_six_successes_in_a_row_end_it(answers, start):
    def follow():
        state, today, days = missed(start), start, []
        for right in answers:
            if state.due is None:
                break
            today = state.due
            state = after(state.box, right, today)
            days.append(state.due)
        return days

    days = follow()
    assert days == follow()
    assert all(later is None or earlier < later for earlier, later in pairwise(days))
    assert (None in days) == any(all(answers[i : i + 6]) for i in range(len(answers) - 5))


KINDS = sorted(RAW)


def entry(number, module):
    return Entry(make(KINDS[number % len(KINDS)], id=f"q{number}"), module, f"{module}/lecon")


@st.composite
def hands(draw):
    entries, cards = {}, []
    for number in range(draw(st.integers(0, 25))):
        key = (draw(st.sampled_from("abc")), f"q{number}")
        if draw(st.booleans()) or draw(st.booleans()):
            entries[key] = entry(number, key[0])
        due = draw(st.booleans())
        cards.append(Card(number, *key, due=due, done=not due))
    return entries, cards


@given(hands())
def test_a_session_fits_in_five_minutes_and_asks_only_what_is_due_once(hand):
    entries, cards = hand
    found = plan(cards, entries)
    spent = sum(entries[card.key].seconds for card in cards if card.done and card.key in entries)
    assert len({card.id for card in found.cards}) == len(found.cards)
    assert all(card.due and card.key in entries for card in found.cards)
    assert found.seconds == sum(entries[card.key].seconds for card in found.cards)
    assert spent + found.seconds <= SESSION or len(found.cards) <= (spent == 0)
    known = [card for card in cards if card.key in entries]
    assert len(found.cards) + found.waiting == sum(card.due for card in known)
    assert found.done == sum(card.done for card in known)
    assert found.cards or spent or not found.waiting


@given(hands())
def test_answering_the_first_card_leaves_the_rest_of_the_plan_as_it_was(hand):
    entries, cards = hand
    found = plan(cards, entries)
    if found.cards:
        first = found.cards[0]
        done = [Card(card.id, card.source, card.name, False, True) if card == first else card for card in cards]
        assert plan(done, entries).cards == found.cards[1:]


@given(hands())
def test_with_no_budget_everything_due_is_asked(hand):
    entries, cards = hand
    assert plan(cards, entries, None).waiting == 0


def test_modules_are_mixed():
    entries = {(source, f"q{n}"): entry(0, source) for source in "ab" for n in range(3)}
    cards = [Card(n, *key, due=True, done=False) for n, key in enumerate(sorted(entries))]
    assert [card.source for card in plan(cards, entries).cards] == list("ababab")


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_takes_from_twenty_seconds_to_a_minute_or_so(kind):
    assert 20 <= Entry(make(kind), "m", "m/l").seconds <= 60
