"""The plan: never in the past, nothing lost, no week too full, and what a workshop asks for before it when it fits."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from course.cohorts.rules import Calendar
from course.onboarding.plan.rules import LEAST, OFFERED, plan
from course.onboarding.plan.schema import Deadline, Line, Pace, Shortage, Task
from course.onboarding.plan.timeline import Timeline, Weeks

MONDAY = date(2026, 11, 2)
PLAIN = Pace(60, Calendar(holidays=False))

days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def ranges(draw, today):
    """Some days, from a little before today to a year after."""
    first = today + timedelta(days=draw(st.integers(-20, 200)))
    return first, first + timedelta(days=draw(st.integers(0, 40)))


@st.composite
def cases(draw):
    today = draw(days)
    tasks = [Task(f"s{n}", minutes) for n, minutes in enumerate(draw(st.lists(st.integers(1, 60), max_size=14)))]
    keys = [task.key for task in tasks]
    deadlines = [
        Deadline(
            f"d{n}",
            today + timedelta(days=draw(st.integers(-10, 120))),
            frozenset(draw(st.lists(st.sampled_from(keys), max_size=6))) if keys else frozenset(),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    calendar = Calendar(
        draw(st.sets(st.integers(1, 7), max_size=6).map(frozenset)),
        tuple(draw(st.lists(ranges(today), max_size=2))),
        draw(st.booleans()),
    )
    absences = tuple(draw(st.lists(ranges(today), max_size=2)))
    return tasks, deadlines, Pace(draw(st.integers(10, 300)), calendar, absences, draw(st.integers(0, 400))), today


def available(pace, today, before):
    """The minutes that a person gives before a day begins."""
    return Timeline(Weeks(pace, today), pace.minutes, pace.spent).before(before)


def by_hand(pace, today, before):
    """The same counted day by day, for a five-day week whose budget divides by five and nothing spent."""
    count = (before - today).days
    return sum(
        pace.minutes // 5
        for number in range(max(count, 0))
        if not pace.calendar.is_off(day := today + timedelta(days=number))
        and not any(first <= day <= last for first, last in pace.absences)
    )


@given(cases())
def test_no_line_is_in_the_past_nor_on_a_day_off(case):
    _, _, pace, today = case
    for line in plan(*case).lines:
        assert line.first >= today
        assert line.week <= line.first <= line.last < line.week + timedelta(days=7)
        for day in (line.first, line.last):
            assert not pace.calendar.is_off(day)
            assert not any(first <= day <= last for first, last in pace.absences)


@given(cases())
def test_every_minute_is_planned_once(case):
    found = plan(*case)
    placed = Counter()
    for line in found.lines:
        placed[line.key] += line.minutes
        assert line.minutes > 0
        assert line.left == next(task.minutes for task in case[0] if task.key == line.key) - placed[line.key]
    assert all(placed[task.key] <= task.minutes for task in case[0])
    assert placed.total() + found.beyond == sum(task.minutes for task in case[0])


@given(cases())
def test_no_week_holds_more_than_a_few_minutes_above_its_budget_what_is_done_since_monday_included(case):
    _, _, pace, today = case
    weeks = Counter()
    for line in plan(*case).lines:
        weeks[line.week] += line.minutes
    this = today - timedelta(days=today.weekday())
    assert all(minutes < pace.minutes + 2 * LEAST for minutes in weeks.values())
    assert weeks[this] < max(0, pace.minutes - pace.spent) + 2 * LEAST


@given(cases())
def test_nothing_is_cut_in_tiny_pieces(case):
    whole = {task.key: task.minutes for task in case[0]}
    assert all(line.minutes >= min(LEAST, whole[line.key]) for line in plan(*case).lines)


@given(cases())
def test_what_is_asked_for_is_done_before_the_date_but_for_what_is_said_to_be_missing(case):
    _, deadlines, _, today = case
    found = plan(*case)
    missing = {shortage.deadline: shortage.of for shortage in found.shortages}
    for deadline in deadlines:
        late = Counter()
        for line in found.lines:
            if line.key in deadline.needs and line.last >= deadline.before >= today:
                late[line.key] += line.minutes * (line.first >= deadline.before)
        said = missing.get(deadline.key, {})
        assert sum((late - Counter(said)).values()) < LEAST


@given(cases())
def test_a_date_of_the_past_asks_for_nothing(case):
    tasks, deadlines, pace, today = case
    coming = [deadline for deadline in deadlines if deadline.before >= today]
    assert plan(tasks, coming, pace, today) == plan(*case)


@given(cases())
def test_the_first_date_misses_what_exceeds_the_time_before_it_within_a_few_minutes(case):
    tasks, deadlines, pace, today = case
    coming = sorted((item for item in deadlines if item.before >= today), key=lambda item: (item.before, item.key))
    if not coming:
        return
    first = coming[0]
    asked = sum(task.minutes for task in tasks if task.key in first.needs)
    said = sum(item.minutes for item in plan(*case).shortages if item.deadline == first.key)
    gap = max(0, asked - available(pace, today, first.before))
    assert abs(said - gap) < LEAST
    assert said == 0 or gap > 0


@given(cases())
def test_the_budget_that_is_said_to_be_enough_is(case):
    tasks, deadlines, pace, today = case
    found = plan(*case)
    if found.enough is not None:
        assert found.enough > pace.minutes and found.enough % OFFERED == 0
        again = plan(tasks, deadlines, replace(pace, minutes=found.enough), today)
        possible = {item.deadline for item in found.shortages if item.possible}
        assert possible.isdisjoint(item.deadline for item in again.shortages)
        assert plan(*case, later=possible).enough is None


@given(cases(), st.randoms())
def test_the_same_facts_make_the_same_plan_in_whatever_order_the_dates_come(case, random):
    tasks, deadlines, pace, today = case
    mixed = random.sample(deadlines, len(deadlines))
    assert plan(tasks, mixed, pace, today) == plan(*case)


@given(cases(), st.integers(1, 60))
def test_everything_some_weeks_later_makes_the_same_plan_some_weeks_later(case, weeks):
    tasks, deadlines, pace, today = case
    by = timedelta(weeks=weeks)

    def moved(ranges):
        return tuple((first + by, last + by) for first, last in ranges)

    pace = replace(pace, calendar=replace(pace.calendar, holidays=False))
    calendar = replace(pace.calendar, ranges=moved(pace.calendar.ranges))
    later = replace(pace, calendar=calendar, absences=moved(pace.absences))
    dates = [replace(item, before=item.before + by) for item in deadlines]
    now, then = plan(tasks, deadlines, pace, today), plan(tasks, dates, later, today + by)
    shifted = [replace(line, week=line.week + by, first=line.first + by, last=line.last + by) for line in now.lines]
    assert (list(then.lines), then.shortages, then.beyond) == (shifted, now.shortages, now.beyond)


@given(st.integers(2, 60).map(lambda number: 5 * number), days, st.integers(0, 90), st.lists(ranges(MONDAY)))
def test_the_time_before_a_date_is_that_of_the_days_worked(minutes, today, ahead, absences):
    pace = Pace(minutes, Calendar(holidays=True), tuple(absences))
    before = today + timedelta(days=ahead)
    assert available(pace, today, before) == by_hand(pace, today, before)


def test_steps_follow_the_path_and_stay_whole_when_no_date_presses():
    tasks = [Task("un", 25), Task("deux", 20), Task("trois", 25), Task("quatre", 15)]
    found = plan(tasks, [], PLAIN, MONDAY)
    assert [(line.week, line.key, line.minutes) for line in found.lines] == [
        (MONDAY, "un", 25),
        (MONDAY, "deux", 20),
        (MONDAY + timedelta(weeks=1), "trois", 25),
        (MONDAY + timedelta(weeks=1), "quatre", 15),
    ]


def test_a_step_longer_than_a_week_is_cut():
    found = plan([Task("long", 50)], [], replace(PLAIN, minutes=20), MONDAY)
    assert [(line.minutes, line.left) for line in found.lines] == [(20, 30), (20, 10), (10, 0)]


def test_a_step_is_cut_when_a_date_presses():
    tasks = [Task("un", 25), Task("deux", 20), Task("trois", 25), Task("quatre", 50)]
    everything = frozenset(task.key for task in tasks)
    found = plan(tasks, [Deadline("atelier", MONDAY + timedelta(weeks=2), everything)], PLAIN, MONDAY)
    assert found.shortages == ()
    assert [(line.key, line.minutes) for line in found.lines] == [
        ("un", 25),
        ("deux", 20),
        ("trois", 15),
        ("trois", 10),
        ("quatre", 50),
    ]


def test_what_a_near_workshop_asks_for_comes_first_then_the_path_again():
    tasks = [Task("un", 30), Task("deux", 30), Task("demandé", 30), Task("après", 30)]
    workshop = Deadline("atelier", MONDAY + timedelta(weeks=1), frozenset({"demandé"}))
    assert [line.key for line in plan(tasks, [workshop], PLAIN, MONDAY).lines] == ["demandé", "un", "deux", "après"]


def test_a_far_workshop_leaves_the_path_in_its_order_with_a_week_in_hand():
    tasks = [Task("un", 60), Task("deux", 60), Task("trois", 60), Task("demandé", 30)]
    workshop = Deadline("atelier", MONDAY + timedelta(weeks=4), frozenset({"demandé"}))
    found = plan(tasks, [workshop], PLAIN, MONDAY)
    assert [line.key for line in found.lines] == ["un", "deux", "demandé", "trois", "trois"]
    done = next(line for line in found.lines if line.key == "demandé")
    assert done.last < workshop.before - timedelta(weeks=1)


def test_among_what_dates_ask_for_the_path_s_order_holds_as_long_as_the_nearest_can_wait():
    tasks = [Task("libre", 30), Task("un", 60), Task("deux", 60), Task("trois", 30)]
    near = Deadline("atelier", MONDAY + timedelta(weeks=3), frozenset({"trois"}))
    far = Deadline("module", MONDAY + timedelta(weeks=3, days=1), frozenset({"un", "deux", "trois"}))
    found = plan(tasks, [near, far], PLAIN, MONDAY)
    assert [line.key for line in found.lines if line.key != "libre"][:2] == ["un", "trois"]
    assert found.shortages == ()


def test_what_is_missing_is_said_with_its_steps_and_with_what_would_do():
    tasks = [Task("un", 60), Task("deux", 60), Task("trois", 20)]
    workshop = Deadline("atelier", MONDAY + timedelta(weeks=1), frozenset({"un", "deux", "trois"}))
    found = plan(tasks, [workshop], PLAIN, MONDAY)
    assert found.shortages == (Shortage("atelier", 80, {"deux": 60, "trois": 20}, True),)
    assert found.enough == 140
    assert found.lines[1] == Line(MONDAY + timedelta(weeks=1), date(2026, 11, 9), date(2026, 11, 13), "deux", 60, 0)


def test_no_budget_is_offered_when_no_day_is_left():
    away = replace(PLAIN, absences=((MONDAY, MONDAY + timedelta(days=6)),))
    workshop = Deadline("atelier", MONDAY + timedelta(weeks=1), frozenset({"un"}))
    assert plan([Task("un", 10)], [workshop], away, MONDAY).shortages == (Shortage("atelier", 10, {"un": 10}, False),)


def test_fewer_than_five_minutes_alarm_nobody():
    workshop = Deadline("atelier", MONDAY + timedelta(weeks=1), frozenset({"un", "deux"}))
    found = plan([Task("un", 40), Task("deux", 24)], [workshop], PLAIN, MONDAY)
    assert (found.shortages, found.enough) == ((), None)
    assert [(line.week, line.minutes) for line in found.lines] == [(MONDAY, 40), (MONDAY, 24)]


def test_one_remedy_does_for_every_date_that_some_time_would_save():
    near = Deadline("demain", MONDAY + timedelta(days=1), frozenset({"un"}))
    far = Deadline("après", MONDAY + timedelta(weeks=1), frozenset({"un", "deux"}))
    found = plan([Task("un", 20), Task("deux", 90)], [near, far], PLAIN, MONDAY)
    assert [item.deadline for item in found.shortages] == ["demain", "après"]
    assert found.enough == 110


def test_a_workshop_that_cannot_be_prepared_does_not_make_the_next_one_missed():
    tasks = [Task("un", 200), Task("deux", 60)]
    first = Deadline("demain", MONDAY + timedelta(days=1), frozenset({"un"}))
    second = Deadline("dans une semaine", MONDAY + timedelta(weeks=1), frozenset({"deux"}))
    found = plan(tasks, [first, second], replace(PLAIN, minutes=100), MONDAY)
    assert [item.deadline for item in found.shortages] == ["demain"]
    assert next(line for line in found.lines if line.key == "deux").last < second.before


def test_a_week_of_absence_is_empty():
    away = replace(PLAIN, absences=((date(2026, 11, 9), date(2026, 11, 15)),))
    found = plan([Task(str(n), 60) for n in range(3)], [], away, MONDAY)
    assert [line.week.day for line in found.lines] == [2, 16, 23]


def test_what_exceeds_two_years_is_said():
    found = plan([Task("énorme", 2000)], [], replace(PLAIN, minutes=10), MONDAY)
    assert found.beyond == 2000 - 104 * 10
