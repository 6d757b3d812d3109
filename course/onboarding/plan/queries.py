"""What a plan is computed from, read in as many statements whoever asks; and whose plan does not hold."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, case, exists, null, or_, select, union_all

from course.cohorts.models import Cohort, DayOff, Membership, Target
from course.cohorts.queries import belongs
from course.cohorts.rules import USUAL_MINUTES, Calendar, begins, first_day
from course.db import db
from course.modules.models import LessonState
from course.onboarding.plan.models import PlanAbsence, PlanCheck, PlanChoice, PlanPace
from course.onboarding.plan.rules import plan
from course.onboarding.plan.schema import Days, Deadline, Line, Pace, Plan, Shortage, Task
from course.onboarding.plan.timeline import monday_of
from course.onboarding.plan.words import END, Coming
from course.progress.catalog import Step
from course.progress.queries import catalog, record
from course.progress.rules import Pressed, Progress, Standing, next_step, progress
from course.quizzes.models import DONE, Attempt
from course.workshops.models import Workshop, WorkshopPrerequisite

MOST_PRESSED = 40
_Needs = dict[str, set[str]]


@dataclass(frozen=True)
class Situation:
    """A person's plan, and what it was made from; `standings` are the steps still to do, by key.

    `declared` is None until the person said how much time they have; `accepted` are the deadlines of which they leave
    for afterwards what does not fit. `following` is the one next step.
    """

    today: date
    zone: str
    cohort: Cohort | None
    declared: PlanPace | None
    absences: Mapping[int, Days]
    pace: Pace
    coming: Sequence[Coming]
    accepted: frozenset[str]
    standings: Mapping[str, Standing]
    plan: Plan
    pressed: tuple[Pressed, ...]
    following: Standing | None

    @property
    def next_key(self) -> str:
        """The key of the next step; "" when nothing remains."""
        return _key(self.following.step) if self.following else ""

    @property
    def missed(self) -> list[Shortage]:
        """What does not fit and is not left for afterwards."""
        return [item for item in self.plan.shortages if item.deadline not in self.accepted]

    @property
    def lost(self) -> bool:
        """True when no time would save one of these."""
        return not all(item.possible for item in self.missed)

    @property
    def remaining(self) -> int:
        """Minutes of all the steps still to do that are planned."""
        return sum(line.minutes for line in self.plan.lines) + self.plan.beyond


def situation(person_id: int, at: datetime) -> Situation:
    """A person's plan as of an instant: in the zone, by the calendar and with the minutes of the last cohort joined."""
    cohorts = _cohorts(person_id, at)
    main = cohorts[0] if cohorts else None
    zone: str = main.time_zone if main else current_app.extensions["relais_settings"].time_zone
    today = first_day(at, zone)
    ranges, targets = _dates(cohorts, today)
    declared = db.session.get(PlanPace, person_id, populate_existing=True)
    absences, accepted = _declared(person_id, today)
    calendar = Calendar(frozenset(map(int, main.weekdays_off)), ranges, main.holidays_off) if main else Calendar()
    minutes = (declared.minutes if declared else None) or (main.minutes_per_week if main else USUAL_MINUTES)
    facts = record(person_id)
    path = [item for module in catalog().course.modules for item in progress(catalog().steps(module), facts).standings]
    workshops, needs = _workshops(cohorts, at, [item.step.slug for item in path if item.done])
    coming = sorted([*workshops, *targets, *_own_date(declared, main, today)], key=lambda item: (item.day, item.key))
    begun = next_step(Progress(tuple(path)), replace(facts, pressed=()))
    under_way = _key(begun.step) if begun and begun.state == "started" else ""
    standings = _to_do(path, {under_way}.union(*needs.values()))
    pace = Pace(minutes, calendar, tuple(absences.values()), _spent(person_id, begins(monday_of(today), zone)))
    order = sorted(standings, key=lambda key: key != under_way)
    tasks = [Task(key, standings[key].step.minutes) for key in order]
    found = plan(tasks, [_deadline(item, needs, standings) for item in coming], pace, today, accepted)
    dates = {item.key: item for item in coming}
    pressed = tuple(_pressed(found.lines, dates, standings, today, zone))
    following = next_step(Progress(tuple(standings.values())), replace(facts, pressed=pressed))
    return Situation(
        today, zone, main, declared, absences, pace, coming, accepted, standings, found, pressed, following
    )


def _pressed(
    lines: Iterable[Line], dates: Mapping[str, Coming], standings: Mapping[str, Standing], today: date, zone: str
) -> Iterator[Pressed]:
    """What dates ask for, in the order of a plan; it goes first up to the first line that nothing hurries."""
    first = True
    said: set[str] = set()
    for line in lines:
        first = first and line.hurried
        missed = dates.get(line.why)
        if missed and (line.hurried or not missed.closes) and line.key not in said and len(said) < MOST_PRESSED:
            said.add(line.key)
            slug = standings[line.key].step.slug
            yield Pressed(slug, missed.reason(today), int(missed.over(zone).timestamp()), first)


def _cohorts(person_id: int, at: datetime) -> list[Cohort]:
    """Where a person is, the last joined first."""
    there = select(Cohort).join(Membership, Membership.cohort_id == Cohort.id)
    mine = there.where(Membership.person_id == person_id, belongs(at))
    return list(db.session.scalars(mine.order_by(Membership.starts_at.desc(), Cohort.id)))


def _dates(cohorts: Sequence[Cohort], today: date) -> tuple[tuple[Days, ...], list[Coming]]:
    """The days off of the first of these cohorts, and what each of them means to have finished, and when."""
    if not cohorts:
        return (), []
    off = select(DayOff.starts, DayOff.ends, null().label("module")).where(DayOff.cohort_id == cohorts[0].id)
    due = select(Target.due, null(), Target.module).where(Target.cohort_id.in_([cohort.id for cohort in cohorts]))
    ranges: list[Days] = []
    dues: dict[str, date] = {}
    rows: Any = db.session.execute(union_all(off, due.where(Target.due >= today)))
    for first, last, module in rows:
        if module is None:
            ranges.append((first, last))
        else:
            dues[module] = min(first, dues.get(module, first))
    titles = {module.slug: module.head.title for module in catalog().course.modules}
    return tuple(ranges), [
        Coming(f"module-{module}", day, titles[module], f"/modules/{module}")
        for module, day in dues.items()
        if module in titles
    ]


def _declared(person_id: int, today: date) -> tuple[dict[int, Days], frozenset[str]]:
    """A person's absences that are not over, by their number, and what they left for afterwards."""
    away = select(PlanAbsence.id, PlanAbsence.starts, PlanAbsence.ends, null().label("subject"))
    away = away.where(PlanAbsence.person_id == person_id, PlanAbsence.ends >= today)
    chosen = select(null(), null(), null(), PlanChoice.subject).where(PlanChoice.person_id == person_id)
    rows: Any = db.session.execute(union_all(away, chosen)).all()
    absences = {row.id: (row.starts, row.ends) for row in rows if row.subject is None}
    ordered = dict(sorted(absences.items(), key=lambda item: item[1]))
    return ordered, frozenset(row.subject for row in rows if row.subject)


def _workshops(cohorts: Sequence[Cohort], at: datetime, done: Collection[str]) -> tuple[list[Coming], _Needs]:
    """The workshops to come of these cohorts, and the keys of the steps that each asks for."""
    zones = {cohort.id: cohort.time_zone for cohort in cohorts}
    asked = select(Workshop.id, Workshop.cohort_id, Workshop.title, Workshop.starts_at, WorkshopPrerequisite)
    asked = asked.outerjoin(WorkshopPrerequisite, WorkshopPrerequisite.workshop_id == Workshop.id)
    mine = asked.where(Workshop.cohort_id.in_(zones), Workshop.cancelled_at.is_(None), Workshop.starts_at > at)
    found: dict[str, Coming] = {}
    needs: _Needs = {}
    for number, cohort_id, title, starts_at, wanted in db.session.execute(mine) if zones else ():
        key, day = f"atelier-{number}", first_day(starts_at, zones[cohort_id])
        found[key] = Coming(key, day, title, f"/cohortes/{cohort_id}/ateliers/{number}", starts_at)
        needs.setdefault(key, set()).update(_asked(wanted, done))
    return list(found.values()), needs


def _asked(wanted: WorkshopPrerequisite | None, done: Collection[str]) -> list[str]:
    """The keys of the steps of a prerequisite, with what a lesson asks for; none that the course no longer has."""
    module = catalog().course.module(wanted.module) if wanted else None
    if module is None or wanted is None:
        return []
    lessons = module.asked(wanted.lesson, done) if wanted.lesson else None
    return [_key(step) for step in catalog().steps(module) if lessons is None or step.slug in lessons]


def _own_date(declared: PlanPace | None, cohort: Cohort | None, today: date) -> list[Coming]:
    """The end of the cohort; somebody who learns alone may have a date of their own."""
    if cohort:
        return [Coming(END, cohort.ends, cohort.name)] if cohort.ends and cohort.ends >= today else []
    return [Coming("fin", declared.goal)] if declared and declared.goal and declared.goal >= today else []


def _to_do(path: Iterable[Standing], asked: set[str]) -> dict[str, Standing]:
    """The steps still to do, by key in the order of the path: those that count, and those of a complement asked for."""
    counted = {module.slug for module in catalog().course.modules if not module.head.optional}
    waiting = {_key(item.step): item for item in path if not item.done}
    return {key: item for key, item in waiting.items() if item.step.module in counted or key in asked}


def _deadline(item: Coming, needs: _Needs, standings: Mapping[str, Standing]) -> Deadline:
    """A workshop asks for its prerequisites before its day; a date aimed at, for what it closes by its evening."""
    if item.starts_at:
        return Deadline(item.key, item.day, frozenset(needs[item.key]))
    modules = _until(item.key.removeprefix("module-") if item.url else "")
    asked = [key for key, found in standings.items() if found.step.module in modules]
    return Deadline(item.key, item.day + timedelta(days=1), frozenset(asked))


def _until(aimed: str) -> set[str]:
    """The modules up to one, since they are followed in order; a complement alone; the whole path when none is aimed
    at.
    """
    modules = catalog().course.modules
    counted = [module.slug for module in modules if not module.head.optional]
    if aimed and aimed not in counted:
        return {aimed}
    return set(counted[: counted.index(aimed) + 1] if aimed else counted)


def _spent(person_id: int, since: datetime) -> int:
    """Minutes of what a person finished since an instant: lessons, and assessments passed or not."""
    read = select(LessonState.lesson).where(LessonState.person_id == person_id, LessonState.finished_at >= since)
    tried = select(Attempt.quiz).where(Attempt.person_id == person_id, Attempt.state == DONE)
    minutes = {step.slug: step.minutes for module in catalog().course.modules for step in catalog().steps(module)}
    slugs = db.session.execute(union_all(read, tried.where(Attempt.submitted_at >= since))).scalars()
    return sum(minutes.get(slug, 0) for slug in slugs)


def _key(step: Step) -> str:
    return f"{step.kind}:{step.slug}"


def overtaken(at: datetime) -> Select[int, datetime | None, int, str]:
    """Whose plan does not hold: the person, since when, how many minutes miss, and before what (« avant … »).

    To be executed, or joined: what it filters on is indexed.
    """
    found = select(PlanCheck.person_id, PlanCheck.since, PlanCheck.minutes, PlanCheck.before)
    return found.where(PlanCheck.minutes > 0, PlanCheck.until > at)


def to_check(at: datetime) -> Select[int]:
    """The people in a cohort whose plan was not checked since a fact or a workshop changed, then not today (in UTC)."""
    there = select(Membership.person_id, Membership.cohort_id).where(belongs(at)).subquery()
    moved = exists().where(Workshop.cohort_id == there.c.cohort_id, Workshop.changed_at > PlanCheck.checked_at)
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    due = or_(PlanCheck.checked_at.is_(None), PlanCheck.checked_at < today, moved)
    found = select(there.c.person_id).outerjoin(PlanCheck, PlanCheck.person_id == there.c.person_id).where(due)
    daily = case((PlanCheck.checked_at < today, 1), else_=0)
    return found.group_by(there.c.person_id, PlanCheck.checked_at).order_by(daily, there.c.person_id)


def absences(person_ids: Iterable[int]) -> dict[int, tuple[Days, ...]]:
    """The absences that people declared, over or not, in order."""
    found: dict[int, tuple[Days, ...]] = {}
    rows = select(PlanAbsence.person_id, PlanAbsence.starts, PlanAbsence.ends)
    mine = rows.where(PlanAbsence.person_id.in_(list(person_ids))).order_by(PlanAbsence.starts, PlanAbsence.ends)
    for person_id, first, last in db.session.execute(mine):
        found[person_id] = (*found.get(person_id, ()), (first, last))
    return found
