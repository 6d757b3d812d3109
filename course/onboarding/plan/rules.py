"""The plan: how much of each step fits before each deadline, then the weeks (docs/decisions/0028)."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from course.cohorts.rules import MOST_MINUTES
from course.onboarding.plan.schema import Deadline, Line, Pace, Plan, Shortage, Task
from course.onboarding.plan.timeline import Timeline, Weeks, monday_of

OFFERED = 5
"""What one is told would do is a multiple of this many minutes a week."""
LEAST = 5
"""Nothing is cut in pieces of fewer minutes, and nobody is told that fewer are missing."""


@dataclass(frozen=True)
class _Share:
    """What fits before a deadline, which is at this minute, and what does not."""

    deadline: Deadline
    at: int
    fits: Mapping[str, int]
    late: Mapping[str, int]


def plan(
    tasks: Sequence[Task],
    deadlines: Collection[Deadline],
    pace: Pace,
    today: date,
    later: Collection[str] = (),
) -> Plan:
    """What to do each week from today on; deadlines of the past do not count.

    `later` are the deadlines of which the person leaves for afterwards what does not fit.
    """
    coming = sorted(
        (deadline for deadline in deadlines if deadline.before >= today), key=lambda item: (item.before, item.key)
    )
    weeks = Weeks(pace, today)
    time = Timeline(weeks, pace.minutes, pace.spent)
    shares = _shares(tasks, coming, time)
    filling = _Filling(tasks, shares, time, pace.minutes)
    filling.run()

    def missed(minutes: int) -> list[_Share]:
        """What would not fit with another budget."""
        return [share for share in _shares(tasks, coming, Timeline(weeks, minutes, pace.spent)) if share.late]

    lost = {share.deadline.key for share in missed(MOST_MINUTES)} if any(share.late for share in shares) else set()
    shortages = tuple(
        Shortage(share.deadline.key, sum(share.late.values()), share.late, share.deadline.key not in lost)
        for share in shares
        if share.late
    )
    wanted = {item.deadline for item in shortages if item.possible}.difference(later)
    enough = _least(pace, lambda minutes: wanted.isdisjoint(share.deadline.key for share in missed(minutes)))
    return Plan(tuple(filling.lines), shortages, sum(filling.left.values()), enough if wanted else None)


def _shares(tasks: Sequence[Task], coming: Sequence[Deadline], time: Timeline) -> list[_Share]:
    """Serve the deadlines in the order of their dates; what does not fit burdens no later one that can do without."""
    left = {task.key: task.minutes for task in tasks}
    load, shares = 0, []
    for deadline in coming:
        at = time.before(deadline.before)
        fits: dict[str, int] = {}
        for task in tasks:
            if task.key in deadline.needs and (minutes := _piece(left[task.key], at - load)):
                fits[task.key] = minutes
                left[task.key] -= minutes
                load += minutes
        late = {task.key: left[task.key] for task in tasks if task.key in deadline.needs and left[task.key]}
        shares.append(_Share(deadline, at, fits, late))
    return shares


def _piece(minutes: int, room: int) -> int:
    """How much of a step goes in that room: all of it, or a piece, neither of which nor what remains is tiny."""
    if minutes - room < LEAST:
        return minutes
    return room if room >= LEAST else 0


def _least(pace: Pace, enough: Callable[[int], bool]) -> int | None:
    """The least budget above the present one that is enough, or None when even the largest is not."""
    offered = range((pace.minutes // OFFERED + 1) * OFFERED, MOST_MINUTES + 1, OFFERED)
    place = bisect_left(offered, True, key=enough)
    return offered[place] if place < len(offered) else None


class _Filling:
    """Fills the weeks in the order of the path, and puts what a date asks for first when it must be.

    At every moment, what is kept for each deadline still fits before it.
    """

    def __init__(self, tasks: Sequence[Task], shares: Sequence[_Share], time: Timeline, budget: int) -> None:
        self._order = [task.key for task in tasks]
        self._time, self._budget, self._minute = time, budget, 0
        self._kept = [(share.deadline.key, share.at, dict(share.fits)) for share in shares]
        self.left = {task.key: task.minutes for task in tasks}
        self.lines: list[Line] = []

    def run(self) -> None:
        """Place every step, or stop at the horizon."""
        while any(self.left.values()):
            key, minutes, hurried = self._next()
            why = next((deadline for deadline, _, own in self._kept if own.get(key)), "")
            if not self._place(key, minutes, why, hurried):
                return

    def _reserves(self) -> list[tuple[int, int, list[dict[str, int]]]]:
        """For each deadline that still waits: its minute, all that is kept up to it, and where."""
        found, total, kept = [], 0, []
        for _, at, own in self._kept:
            total += sum(own.values())
            kept.append(own)
            if total:
                found.append((at, total, list(kept)))
        return found

    def _next(self) -> tuple[str, int, bool]:
        """The first step of the path if every date keeps a week in hand; else the first of those asked for by the
        last date that would not, and so on among them; and whether it was so.
        """
        hurried = False
        key = next(key for key in self._order if self.left[key])
        minutes = self.left[key]
        while kept := self._hurried(key, minutes):
            key = next(key for key in self._order if any(own.get(key) for own in kept))
            minutes = sum(own.get(key, 0) for own in kept)
            hurried = True
        return key, minutes, hurried

    def _hurried(self, key: str, minutes: int) -> list[dict[str, int]]:
        """What is kept for the last date that would lose its week in hand, and for those before; nothing if none."""
        for at, total, kept in reversed(self._reserves()):
            taken = minutes - sum(own.get(key, 0) for own in kept)
            if taken > 0 and at - self._minute - total - taken < self._budget:
                return kept
        return []

    def _place(self, key: str, minutes: int, why: str, hurried: bool) -> bool:
        """Put these minutes from where we are, week after week; False beyond the horizon."""
        while minutes:
            end = self._time.week_end(self._minute)
            if end is None:
                return False
            piece = _piece(minutes, end - self._minute)
            if piece < minutes and self._may_wait(minutes, end):
                self._minute = end
                continue
            piece = piece or (LEAST if minutes >= 2 * LEAST else minutes)
            self._write(key, piece, end, why, hurried)
            minutes -= piece
        return True

    def _may_wait(self, minutes: int, end: int) -> bool:
        """A step is left whole for the next week when that costs little time and no deadline."""
        following = self._time.week_end(end)
        return (
            (2 * (end - self._minute) < self._budget or end - self._minute < LEAST)
            and following is not None
            and minutes <= following - end
            and all(at - end >= total for at, total, _ in self._reserves())
        )

    def _write(self, key: str, piece: int, end: int, why: str, hurried: bool) -> None:
        """A few minutes may go beyond the week's: they are taken from the next one's."""
        first, last = self._time.day(self._minute), self._time.day(min(self._minute + piece, end) - 1)
        self._minute += piece
        self.left[key] -= piece
        self._settle(key, piece)
        line = Line(monday_of(first), first, last, key, piece, self.left[key], why, hurried)
        former = self.lines[-1] if self.lines else None
        if former and (former.week, former.key) == (line.week, key):
            self.lines[-1] = replace(former, last=last, minutes=former.minutes + piece, left=line.left)
        else:
            self.lines.append(line)

    def _settle(self, key: str, piece: int) -> None:
        """What was kept for the nearest deadlines is done first."""
        for _, _, own in self._kept:
            done = min(own.get(key, 0), piece)
            if done:
                own[key] -= done
                piece -= done
