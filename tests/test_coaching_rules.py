"""Who needs their coach, and why: each rule, its sentence, its threshold, and what hides it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.coaching.letters import _PARAGRAPHS, _SUBJECTS, Both, letter
from course.coaching.rules import open_signals, signals
from course.coaching.schema import Facts, Kind, Overtaken, Prerequisite, Settled, Thresholds
from course.coaching.week import Week, turning_day
from course.cohorts.rules import Calendar

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""A Monday morning."""
EVERY_DAY = Calendar(frozenset(), (), holidays=False)
LONG_AGO = AT - timedelta(days=400)


def ago(days):
    return AT - timedelta(days=days)


def week(at=AT, calendar=EVERY_DAY, **thresholds):
    return Week(at, "Europe/Paris", calendar, Thresholds(**thresholds))


def learner(**facts):
    """Somebody who is doing well."""
    usual = {"joined_at": LONG_AGO, "active_at": ago(1), "step": "Ouvrir une séance", "step_at": ago(2)}
    return Facts(**usual | facts)


def reasons(facts, at=None, **thresholds):
    return [signal.reason.replace("\u00a0", " ") for signal in signals(facts, at or week(**thresholds))]


def test_somebody_who_is_doing_well_needs_nothing():
    assert signals(learner(), week()) == ()


def test_silence_is_said_in_days():
    assert reasons(learner(active_at=ago(19))) == ["Sans activité depuis 19 jours"]


def test_silence_says_how_many_days_were_worked_when_some_were_not():
    assert reasons(learner(active_at=ago(19)), week(calendar=Calendar())) == [
        "Sans activité depuis 19 jours, dont 11 de travail"
    ]


def test_days_off_do_not_count_as_silence():
    closed = Calendar(frozenset({6, 7}), ((date(2026, 11, 9), date(2026, 11, 20)),))
    assert reasons(learner(active_at=ago(18)), week(calendar=closed)) == []


def test_a_latecomer_is_not_silent_on_day_one():
    new = learner(joined_at=ago(3), active_at=None)
    assert reasons(new) == []
    assert reasons(new, silent_days=2) == ["Aucune activité depuis son arrivée, il y a 3 jours"]


def test_an_invitation_that_was_never_opened_is_said():
    new = learner(joined_at=ago(19), active_at=None, invited=True)
    assert reasons(new) == ["N'a pas encore ouvert son invitation : dans la cohorte depuis 19 jours"]


def test_an_absence_is_no_silence_and_the_count_starts_again_at_the_return():
    away = learner(active_at=ago(40), absences=((date(2026, 10, 14), date(2026, 11, 20)),))
    assert reasons(away) == []
    assert reasons(away, silent_days=2) == ["Sans activité depuis son retour d'absence, il y a 3 jours"]


def test_an_absence_to_come_excuses_nothing_yet():
    later = learner(active_at=ago(19), absences=((date(2026, 12, 1), date(2026, 12, 31)),))
    assert reasons(later) == ["Sans activité depuis 19 jours"]


def test_whoever_finished_is_never_silent_nor_stuck():
    assert signals(learner(step="", active_at=ago(300), step_at=ago(300)), week()) == ()


def test_two_failures_are_said_with_the_assessment_and_the_last_day():
    failed = learner(failures=2, failed_at=ago(11), failed="Évaluation : posture")
    assert reasons(failed) == ["Deux essais manqués à « Évaluation : posture », le dernier le 12 novembre"]
    assert reasons(failed, failures=3) == []


def test_three_weeks_on_a_step_are_said_of_somebody_who_still_comes():
    stuck = learner(step_at=ago(24))
    assert reasons(stuck) == ["Sur la même étape, « Ouvrir une séance », depuis 24 jours"]
    silent = learner(step_at=ago(24), active_at=ago(24))
    assert [signal.kind for signal in signals(silent, week())] == [Kind.SILENT]


def test_a_workshop_that_is_near_asks_for_its_prerequisites():
    def prepared(days, *missing):
        return learner(workshops=(Prerequisite(7, "Cahors", AT + timedelta(days=days), missing),))

    [signal] = signals(prepared(5, "Construire un déroulé", "Ouvrir", "Fermer"), week())
    assert (
        signal.reason == "Atelier « Cahors » dans 5 jours : reste à faire « Construire un déroulé » et 2 autres étapes"
    )
    assert signal.subject == "7"
    assert signals(prepared(5), week()) == ()
    assert signals(prepared(8, "Ouvrir"), week()) == ()
    assert signals(prepared(-1, "Ouvrir"), week()) == ()
    assert reasons(prepared(1, "Ouvrir")) == ["Atelier « Cahors » demain : reste à faire « Ouvrir »"]


def test_a_waiver_and_an_overtaken_plan_are_said():
    waiting = learner(
        waiver="Intelligence collective",
        waiver_at=ago(1),
        overtaken=Overtaken(ago(2), 80, "l'atelier du 8 décembre"),
    )
    assert reasons(waiting) == [
        "Demande une dispense : Intelligence collective, depuis le 22 novembre",
        "Son plan ne tient plus : il manque 1 h 20 avant l'atelier du 8 décembre",
    ]


OFF = {"silent_days": None, "failures": None, "stuck_days": None, "workshop_days": None, "plan": False}
WORST = learner(
    active_at=ago(90),
    step_at=ago(90),
    failures=5,
    failed_at=ago(30),
    failed="É",
    workshops=(Prerequisite(1, "A", AT + timedelta(days=1), ("Ouvrir",)),),
    overtaken=Overtaken(ago(4)),
)


def test_each_rule_can_be_switched_off():
    assert {signal.kind for signal in signals(WORST, week())} == {Kind.SILENT, Kind.FAILED, Kind.WORKSHOP, Kind.PLAN}
    assert signals(WORST, week(**OFF)) == ()


def test_the_most_urgent_reason_comes_first():
    found = [signal.kind.rank for signal in signals(WORST, week())]
    assert found == sorted(found)


def test_what_is_done_leaves_until_a_further_failure():
    failed = learner(failures=2, failed_at=ago(3), failed="É")
    done = [Settled(Kind.FAILED, "", ago(2))]
    assert open_signals(signals(failed, week()), done, week()) == ()
    again = learner(failures=3, failed_at=ago(1), failed="É")
    assert [signal.kind for signal in open_signals(signals(again, week()), done, week())] == [Kind.FAILED]


def test_what_is_put_off_comes_back_by_itself_on_its_day():
    found = signals(learner(active_at=ago(20)), week())
    later = [Settled(Kind.SILENT, "", ago(1), until=date(2026, 11, 24))]
    assert open_signals(found, later, week()) == ()
    assert open_signals(found, later, week(AT + timedelta(days=1))) == found


def test_silence_settled_is_counted_again_from_there():
    silent, done = learner(active_at=ago(60)), [Settled(Kind.SILENT, "", AT)]
    for days, shown in ((9, 0), (10, 0), (11, 1)):
        later = week(AT + timedelta(days=days))
        assert len(open_signals(signals(silent, later), done, later)) == shown, days


def test_a_waiver_that_nobody_decided_comes_back_after_a_week():
    waiting, written = learner(waiver="Posture", waiver_at=ago(3)), [Settled(Kind.WAIVER, "", AT)]
    for days, shown in ((0, 0), (7, 0), (8, 1)):
        later = week(AT + timedelta(days=days), silent_days=None, stuck_days=None)
        assert len(open_signals(signals(waiting, later), written, later)) == shown, days


def test_settling_one_workshop_does_not_settle_the_next():
    both = tuple(Prerequisite(n, "A", AT + timedelta(days=n), ("Ouvrir",)) for n in (1, 2))
    found = signals(learner(workshops=both), week())
    done = [Settled(Kind.WORKSHOP, "1", AT)]
    assert [signal.subject for signal in open_signals(found, done, week())] == ["2"]


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(1, 7), max_size=6),
    st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=4).map(
        lambda ranges: tuple((first, first + timedelta(days=length)) for first, length in ranges)
    ),
    st.booleans(),
)


def worked(calendar, after, before):
    """The worked days strictly between two days, one by one."""
    return sum(not calendar.is_off(after + timedelta(days=n)) for n in range(1, (before - after).days))


@given(CALENDARS, st.lists(st.integers(-3, 300), min_size=1, max_size=5))
def test_worked_days_are_those_between_whatever_was_asked_before(calendar, backs):
    shown = week(calendar=calendar)
    for back in backs:
        day = shown.today - timedelta(days=back)
        assert shown.worked_since(day) == worked(calendar, day, shown.today)


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_the_turning_day_is_the_last_one_with_enough_worked_days_since(calendar, today, days):
    day = turning_day(calendar, today, days)
    if day is None:
        return
    assert worked(calendar, day, today) == days
    assert worked(calendar, day + timedelta(days=1), today) < days


@given(CALENDARS, st.integers(0, 200), st.integers(0, 200), st.integers(1, 60))
def test_whoever_was_active_later_is_never_silent_before_another(calendar, early, late, days):
    early, late = max(early, late), min(early, late)
    shown = week(calendar=calendar, silent_days=days)
    quiet = {n: bool(signals(learner(active_at=ago(n), step_at=None), shown)) for n in (early, late)}
    assert quiet[early] >= quiet[late]


@given(CALENDARS, st.integers(0, 200), st.integers(1, 60), st.integers(0, 200), st.integers(0, 60))
def test_an_absence_never_makes_anybody_more_silent(calendar, active, days, back, length):
    shown = week(calendar=calendar, silent_days=days)
    first = shown.today - timedelta(days=back)
    away = ((first, first + timedelta(days=length)),)
    usual, excused = (learner(active_at=ago(active), step_at=None, absences=each) for each in ((), away))
    assert len(signals(excused, shown)) <= len(signals(usual, shown))
    if first <= shown.today <= away[0][1]:
        assert signals(excused, shown) == ()


@given(CALENDARS, st.integers(0, 100), st.integers(1, 40), st.integers(0, 40))
def test_a_day_off_never_makes_anybody_silent_sooner(calendar, active, days, back):
    facts, today = learner(active_at=ago(active), step_at=None), week().today
    off = today - timedelta(days=back)
    rested = Calendar(calendar.weekdays, (*calendar.ranges, (off, off)), calendar.holidays)
    with_, without = (week(calendar=each, silent_days=days) for each in (rested, calendar))
    assert len(signals(facts, with_)) <= len(signals(facts, without))


@given(st.sampled_from(list(Kind)), st.integers(0, 30), st.integers(-5, 40))
def test_nothing_put_off_stays_hidden_past_its_day(kind, settled, until):
    found = [signal for signal in signals(WORST, week()) if signal.kind is kind]
    acts = [
        Settled(signal.kind, signal.subject, ago(settled), week().today + timedelta(days=until)) for signal in found
    ]
    if until <= 0:
        assert list(open_signals(found, acts, week())) == found


@pytest.mark.parametrize("kind", Kind)
def test_each_reason_has_a_letter_ready(kind):
    assert kind in _SUBJECTS
    assert kind in _PARAGRAPHS


def test_a_letter_greets_speaks_of_the_facts_asks_and_signs():
    failed = learner(failures=2, failed_at=ago(11), failed="Posture")
    found = signals(failed, week())
    ready = letter(found, Both("Zoé Œuvrard", "Bruno Maillet", "Ouvrir une séance", "Posture"))
    assert ready.subject == "Votre évaluation, reprenons-la ensemble"
    assert ready.text.startswith("Bonjour Zoé Œuvrard,\n\n")
    assert "« Posture »" in ready.text
    assert "prochaine étape : « Ouvrir une séance »" in ready.text
    assert ready.text.endswith("Bruno Maillet")


def test_a_letter_does_not_pile_up_reproaches():
    found = signals(WORST, week())
    assert len(found) == 4
    text = letter(found, Both("Zoé", "Bruno", "Ouvrir", "É")).text
    assert sum(_PARAGRAPHS[kind][:20] in text for kind in Kind) == 2


def test_a_name_with_braces_is_only_a_name():
    assert "{step} {0}" in letter((), Both("{step} {0}", "Bruno")).text
