"""Who needs their coach this week, and why: pure rules over dated facts, each with the sentence that says so.

Days off of the cohort never count, nor does the time before somebody joined or came back from an absence.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from course.coaching.schema import Facts, Kind, Prerequisite, Settled, Signal
from course.coaching.week import Week, window
from course.cohorts.rules import ends, first_day
from course.typography import duration, long_date


def sign_of_life(facts: Facts, week: Week) -> datetime:
    """When they last did something, joined, or came back from an absence that has begun."""
    known = [facts.joined_at, *([facts.active_at] if facts.active_at else [])]
    return max([*known, *_returns(facts, week)])


def _returns(facts: Facts, week: Week) -> list[datetime]:
    """The last instants of the absences that have begun."""
    tick = timedelta(microseconds=1)
    return [ends(last, week.zone) - tick for first, last in facts.absences if first <= week.today]


def signals(facts: Facts, week: Week) -> tuple[Signal, ...]:
    """Every reason why this person needs their coach, the most urgent first."""
    found = [_waiver(facts, week), *_workshops(facts, week), _plan(facts, week), _failed(facts, week)]
    return tuple(signal for signal in [*found, _silent(facts, week) or _stuck(facts, week)] if signal)


def open_signals(found: Iterable[Signal], settled: Sequence[Settled], week: Week) -> tuple[Signal, ...]:
    """Those that no coach settled or put off, or that came again since."""
    return tuple(signal for signal in found if not any(_covers(act, signal, week) for act in settled))


def _covers(act: Settled, signal: Signal, week: Week) -> bool:
    """True while an act hides a signal: what comes after it is new, and silence settled counts again from there."""
    if (act.kind, act.subject) != (signal.kind, signal.subject) or act.at < signal.since:
        return False
    if act.until:
        return week.today < act.until
    again = {Kind.WAIVER: week.asked_before, Kind.SILENT: week.silent_before, Kind.STUCK: week.stuck_before}.get(
        signal.kind
    )
    return again is None or act.at >= again


def _waiver(facts: Facts, week: Week) -> Signal | None:
    if facts.waiver_at is None:
        return None
    reason = f"Demande une dispense : {facts.waiver}, depuis le {_day(facts.waiver_at, week)}"
    return Signal(Kind.WAIVER, reason, facts.waiver_at)


def _workshops(facts: Facts, week: Week) -> list[Signal]:
    limit = week.workshops_until
    soon = [item for item in facts.workshops if item.missing and limit and week.at < item.starts_at < limit]
    return [
        Signal(Kind.WORKSHOP, _unprepared(item, week), window(item.starts_at, week), str(item.workshop_id))
        for item in sorted(soon, key=lambda item: (item.starts_at, item.workshop_id))
    ]


def _unprepared(item: Prerequisite, week: Week) -> str:
    first, others = item.missing[0], len(item.missing) - 1
    more = f" et {others} autre{'s' if others > 1 else ''} étape{'s' if others > 1 else ''}" if others else ""
    left = (first_day(item.starts_at, week.zone) - week.today).days
    when = {0: "aujourd'hui", 1: "demain"}.get(left, f"dans {left} jours")
    return f"Atelier « {item.title} » {when} : reste à faire « {first} »{more}"


def _plan(facts: Facts, week: Week) -> Signal | None:
    plan = facts.overtaken
    if plan is None or not week.thresholds.plan:
        return None
    short = f" : il manque {duration(plan.minutes)}{f' avant {plan.before}' if plan.before else ''}"
    return Signal(Kind.PLAN, f"Son plan ne tient plus{short if plan.minutes else ''}", plan.since)


def _failed(facts: Facts, week: Week) -> Signal | None:
    least = week.thresholds.failures
    if least is None or facts.failed_at is None or facts.failures < max(1, least):
        return None
    times = _COUNTS.get(facts.failures, str(facts.failures))
    plural = "s" if facts.failures > 1 else ""
    last = "le dernier " if plural else ""
    reason = f"{times} essai{plural} manqué{plural} à « {facts.failed} », {last}le {_day(facts.failed_at, week)}"
    return Signal(Kind.FAILED, reason, facts.failed_at)


_COUNTS = {1: "Un", 2: "Deux", 3: "Trois", 4: "Quatre", 5: "Cinq", 6: "Six"}


def _silent(facts: Facts, week: Week) -> Signal | None:
    sign = sign_of_life(facts, week)
    if not facts.step or week.silent_before is None or sign >= week.silent_before:
        return None
    if facts.invited:
        since = "N'a pas encore ouvert son invitation : dans la cohorte depuis"
    elif sign == facts.active_at:
        since = "Sans activité depuis"
    elif sign == facts.joined_at:
        since = "Aucune activité depuis son arrivée, il y a"
    else:
        since = "Sans activité depuis son retour d'absence, il y a"
    return Signal(
        Kind.SILENT, f"{since} {_elapsed(sign, week)}", max(facts.joined_at, facts.active_at or facts.joined_at)
    )


def _stuck(facts: Facts, week: Week) -> Signal | None:
    if not facts.step or facts.step_at is None or week.stuck_before is None:
        return None
    since = max([facts.step_at, facts.joined_at, *_returns(facts, week)])
    if since >= week.stuck_before:
        return None
    reason = f"Sur la même étape, « {facts.step} », depuis {_elapsed(since, week)}"
    return Signal(Kind.STUCK, reason, max(facts.step_at, facts.joined_at))


def _elapsed(since: datetime, week: Week) -> str:
    """« 19 jours », or « 19 jours, dont 13 de travail » when the cohort did not work on all of them."""
    first = first_day(since, week.zone)
    days, worked = (week.today - first).days, week.worked_since(first)
    return f"{days} jours" if worked >= days - 1 else f"{days} jours, dont {worked} de travail"


def _day(instant: datetime, week: Week) -> str:
    """« 12 novembre », with its year when it is another one."""
    day = first_day(instant, week.zone)
    text = long_date(day)
    return text.removesuffix(f" {day.year}") if day.year == week.today.year else text
