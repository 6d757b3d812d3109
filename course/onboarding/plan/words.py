"""What is coming, and the weeks of a plan, as pages say them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from course.cohorts.rules import ends
from course.onboarding.plan.schema import Days, Line, Plan
from course.onboarding.plan.timeline import monday_of

END = "cohorte"
_NEAR = 300
"""Beyond so many days, a date tells its year."""


@dataclass(frozen=True)
class Coming:
    """What is coming on a day: a workshop, which has an instant and a page; a module's target; the cohort's end; or
    one's own goal.

    `key` names it in a plan's deadlines.
    """

    key: str
    day: date
    title: str = ""
    url: str = ""
    starts_at: datetime | None = None

    @property
    def closes(self) -> bool:
        """True of the end of the cohort, which asks for the whole path."""
        return self.key == END

    def words(self, today: date) -> str:
        """As it follows « avant »."""
        day = day_of(self.day, today)
        if self.starts_at:
            return f"l'atelier du {day}"
        if self.closes:
            return f"le {day}, fin de la cohorte"
        return f"le {day}, date visée pour « {self.title} »" if self.title else f"le {day}"

    def reason(self, today: date) -> str:
        """Why a step that it asks for comes first."""
        day = weekday_of(self.day, today)
        if self.starts_at:
            return f"Demandé pour l'atelier du {day}"
        if self.closes:
            return f"Pour finir avant la fin de la cohorte, le {day}"
        return f"Pour finir « {self.title} » le {day}" if self.title else f"Pour finir le {day}"

    def over(self, zone: str) -> datetime:
        """When it asks for nothing more."""
        return self.starts_at or ends(self.day, zone)


@dataclass(frozen=True)
class Week:
    """What a week holds: its lines, what is coming then, and why it is empty when it is."""

    monday: date
    lines: tuple[Line, ...]
    coming: tuple[Coming, ...]
    away: bool

    @property
    def minutes(self) -> int:
        """All its minutes."""
        return sum(line.minutes for line in self.lines)


def weeks_of(plan: Plan, coming: Sequence[Coming], absences: Collection[Days], today: date) -> list[Week]:
    """Each week from this one, or the next when nothing happens in it, until the plan ends and the last date comes."""
    monday, found = monday_of(today), []
    last = max(
        [monday, *(line.week for line in plan.lines), *(monday_of(item.day) for item in coming if not item.closes)]
    )
    while monday <= last:
        lines = tuple(line for line in plan.lines if line.week == monday)
        then = tuple(item for item in coming if monday_of(item.day) == monday)
        found.append(Week(monday, lines, then, not lines and _away(monday, absences)))
        monday += timedelta(weeks=1)
    return found if found[0].lines or found[0].coming or found[0].away else found[1:]


def _away(monday: date, absences: Collection[Days]) -> bool:
    return any(first <= monday + timedelta(days=4) and monday <= last for first, last in absences)


def day_of(day: date, today: date) -> str:
    """« 12 mars », with its year when it is far."""
    text = format_date(day, "d MMMM y" if abs((day - today).days) > _NEAR else "d MMMM", locale="fr")
    return text.replace("1 ", "1er ", 1) if day.day == 1 else text


def weekday_of(day: date, today: date) -> str:
    """« jeudi 12 mars »."""
    return f"{format_date(day, 'EEEE', locale='fr')} {day_of(day, today)}"
