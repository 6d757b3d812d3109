"""The minutes that a person will give, one after the other from today, and the day of each."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import pairwise

from course.onboarding.plan.schema import Pace

HORIZON_WEEKS = 104


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


class Weeks:
    """The worked days of each week from today, each with its rank among the week's usual days; read once."""

    def __init__(self, pace: Pace, today: date) -> None:
        self._pace, self._today = pace, today
        self._usual = [day for day in range(1, 8) if day not in pace.calendar.weekdays]
        self._known: list[list[tuple[int, date]]] = []
        self.monday = monday_of(today)
        self.usual = len(self._usual)

    def week(self, number: int) -> list[tuple[int, date]]:
        """The days of a week; 0 is this one."""
        while len(self._known) <= number:
            monday = self.monday + timedelta(weeks=len(self._known))
            days = [monday + timedelta(days=weekday - 1) for weekday in self._usual]
            self._known.append(
                [(rank, day) for rank, day in enumerate(days) if day >= self._today and not self._away(day)]
            )
        return self._known[number]

    def _away(self, day: date) -> bool:
        return self._pace.calendar.is_off(day) or any(first <= day <= last for first, last in self._pace.absences)


class Timeline:
    """Minutes are numbered from 0; days without any are skipped; weeks are made as they are asked for.

    A week's minutes are spread over its usual days, so a day off takes its share away.
    """

    def __init__(self, weeks: Weeks, minutes: int, spent: int) -> None:
        self._weeks, self._minutes, self._spent = weeks, minutes, spent
        until = [minutes * rank // weeks.usual for rank in range(weeks.usual + 1)]
        self._shares = [after - before for before, after in pairwise(until)]
        self._number = 0
        self._days: list[date] = []
        self._day_ends: list[int] = []
        self._week_ends: list[int] = []

    def before(self, day: date) -> int:
        """How many minutes there are before a day begins."""
        while self._weeks.monday + timedelta(weeks=self._number) < day and self._another_week():
            pass
        index = bisect_left(self._days, day)
        return self._day_ends[index - 1] if index else 0

    def day(self, minute: int) -> date:
        """The day of a minute that `week_end` has found."""
        return self._days[bisect_right(self._day_ends, minute)]

    def week_end(self, minute: int) -> int | None:
        """Where the week of a minute ends, which is where the next one begins; None beyond the horizon."""
        while not self._week_ends or self._week_ends[-1] <= minute:
            if not self._another_week():
                return None
        return self._week_ends[bisect_right(self._week_ends, minute)]

    def _another_week(self) -> bool:
        if self._number >= HORIZON_WEEKS:
            return False
        begins = end = self._day_ends[-1] if self._day_ends else 0
        most = begins + self._minutes - (0 if self._number else self._spent)
        for rank, day in self._weeks.week(self._number):
            if (after := min(end + self._shares[rank], most)) > end:
                self._days.append(day)
                self._day_ends.append(after)
                end = after
        if end > begins:
            self._week_ends.append(end)
        self._number += 1
        return True
