"""The workshops of the cohort: those of each month with what came out of them, and those to come."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random

from course.agendas import operations as agendas
from course.agendas.rules import Row as AgendaRow
from course.cohorts.models import Cohort
from course.cohorts.queries import calendar
from course.demo import coaching
from course.demo.histories import ABSENT, SILENT
from course.demo.members import Member, Setting, working_days
from course.demo.texts import AGENDA, HISTORY, NEXT, Told
from course.demo.writing import dated, put
from course.workshops import operations
from course.workshops.models import Attendance, Workshop
from course.workshops.preparation import Pair
from course.workshops.rules import Reminder, instant

_TUESDAY, _BEGINS, _LASTS = 1, time(14), timedelta(hours=3)
_COMES, _SIGNS = 0.75, 0.8
_SOON, _LATER = timedelta(days=5), timedelta(days=19)
_PLACE = {"place": "Cité administrative, salle 204", "link": "https://visio.example/cohorte"}
Cast = Sequence[tuple[int, Member]]


def meet(cohort: Cohort, cast: Cast, setting: Setting, chance: Random) -> None:
    """A workshop each month since the beginning, then one within days and one within weeks."""
    days = working_days(calendar(cohort), setting.starts.date(), setting.today + timedelta(days=60))
    for told, day in zip(HISTORY, _each_month(days, setting.today), strict=False):
        leader = _leader(cast, day, setting.today)
        workshop = _plan(cohort, told, day, setting, leader)
        workshop.reminded = Reminder.EVE
        if told.called_off:
            with dated(workshop.starts_at - timedelta(days=2)):
                operations.cancel(workshop, cohort, told.called_off, leader, workshop.starts_at - timedelta(days=2))
            workshop.news = ""
        else:
            _hold(workshop, cohort, told, cast, chance)
    leader = cast[0][0]
    soon, later = (next(day for day in days if day >= setting.today + wait) for wait in (_SOON, _LATER))
    workshop = _plan(cohort, NEXT[0], soon, setting, leader)
    workshop.agenda_id, workshop.reminded = _agenda(leader, NEXT[0], soon, setting), Reminder.WEEK
    _plan(cohort, NEXT[1], later, setting, leader)


def _each_month(days: Sequence[date], today: date) -> list[date]:
    """The first Tuesday of each month when one works, before today."""
    first: dict[tuple[int, int], date] = {}
    for day in days:
        if day.weekday() == _TUESDAY and day < today:
            first.setdefault((day.year, day.month), day)
    return list(first.values())


def _leader(cast: Cast, day: date, today: date) -> int:
    """Who coached on a day that is past: the first coach, then the one who hands over now."""
    _, first, second = (number for number, _ in cast[:3])
    return first if day < today + timedelta(days=coaching.DAYS[2][0]) else second


def _plan(cohort: Cohort, told: Told, day: date, setting: Setting, leader: int) -> Workshop:
    """Written three weeks ahead."""
    starts = instant(day, _BEGINS, cohort.time_zone)
    values = {"title": told.title, "objective": told.objective, "prepare": told.prepare, **_PLACE}
    written = min(starts - timedelta(days=21), setting.at - timedelta(days=1))
    with dated(written):
        return operations.create(
            cohort, {**values, "starts_at": starts, "ends_at": starts + _LASTS}, _asked(told, setting), leader, written
        )


def _asked(told: Told, setting: Setting) -> list[Pair]:
    """The lesson to finish before, or the nearest one in a smaller course."""
    if told.after is None:
        return []
    modules = setting.content.modules
    module = modules[min(told.after[0], len(modules) - 1)]
    return [(module.slug, module.lessons[min(told.after[1], len(module.lessons) - 1)].slug)]


def _hold(workshop: Workshop, cohort: Cohort, told: Told, cast: Cast, chance: Random) -> None:
    """Who came signed in the room, or was ticked by the coach; what came out of it is written the next day."""
    starts, leader = workshop.starts_at, workshop.created_by
    assert leader
    rows = []
    for number, member in cast:
        there = member.joined < starts and (member.left is None or starts < member.left)
        if there and member.profile not in (ABSENT, SILENT) and chance.random() < _COMES:
            signed = chance.random() < _SIGNS
            how = {"how": "signed", "by": None} if signed else {"how": "ticked", "by": leader}
            at = starts + timedelta(minutes=chance.randint(-5, 20) if signed else 190)
            rows.append({"workshop_id": workshop.id, "person_id": number, "at": at, **how})
    put(Attendance, rows)
    texts = {"deliverables": told.deliverables, "decisions": told.decisions}
    written = starts + timedelta(days=1)
    with dated(written):
        operations.write_up(workshop, cohort, texts, (operations.written_mark(workshop), leader, written))


def _agenda(leader: int, told: Told, day: date, setting: Setting) -> int:
    """The minuted agenda of the next workshop."""
    written = setting.at - timedelta(days=4)
    with dated(written):
        agenda = agendas.create(leader, told.title, written)
        known = setting.content.catalog.methods
        rows = [AgendaRow(title, minutes, sheet if sheet in known else None) for title, minutes, sheet in AGENDA]
        planned = int(_LASTS.total_seconds() // 60)
        agendas.save(
            agenda, {"day": day, "starts": _BEGINS, "planned": planned, "place": _PLACE["place"]}, rows, written
        )
    return agenda.id
