"""What people are told of a workshop: reminders, changes, its cancellation; each once, whoever dies on the way.

The sweep notes what is to be told and orders the job in one transaction. The job writes messages whose key
the outbox accepts once: run again, it goes on with those that are missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Row, and_, exists, or_, select, update

from course import jobs, mail
from course.clock import now
from course.cohorts.models import Cohort, Membership, Term
from course.cohorts.queries import belongs, calendars, holds
from course.config import Settings
from course.db import db
from course.mail import Kind, Message
from course.people.models import Person
from course.progress.catalog import Step
from course.progress.queries import catalog, record
from course.workshops import queries, rules
from course.workshops.ics import workshop_text
from course.workshops.models import Workshop
from course.workshops.preparation import Part, parts, remaining
from course.workshops.rules import News, Reminder

BATCH = 50
AHEAD = timedelta(days=60)
"""How far reminders are looked for: a week, and the longest closure before it."""
_SUBJECTS = {"reminder": "Atelier", "moved": "Atelier déplacé", "changed": "Atelier modifié", "cancelled": "Annulé"}


@jobs.sweeps
def order_due() -> None:
    """Order what is to be told now, once, whoever sweeps."""
    at = now()
    near = and_(Workshop.starts_at > at, Workshop.starts_at < at + AHEAD, Workshop.reminded < Reminder.EVE)
    waiting = or_(Workshop.news != News.NONE, and_(Workshop.cancelled_at.is_(None), near))
    found = select(Workshop, Cohort).join(Cohort, Cohort.id == Workshop.cohort_id).where(waiting)
    rows = list(db.session.execute(found.order_by(Workshop.id)))
    weeks = calendars([cohort for _, cohort in rows])
    for (workshop, cohort), week in zip(rows, weeks, strict=True):
        reminder = rules.due(workshop.starts_at, workshop.reminded, week, cohort.time_zone, at)
        if workshop.news or reminder:
            _order(workshop, reminder)
    db.session.commit()


def _order(workshop: Workshop, reminder: Reminder) -> None:
    """Note that it is told, and order the telling; a change told on the day of a reminder stands for it."""
    seen = (Workshop.sequence == workshop.sequence, Workshop.reminded == workshop.reminded)
    mine = update(Workshop).where(Workshop.id == workshop.id, *seen, Workshop.news == workshop.news)
    told = mine.values(news=News.NONE, reminded=max(workshop.reminded, reminder)).returning(Workshop.id)
    if db.session.execute(told.execution_options(synchronize_session=False)).first():
        what = workshop.news or f"reminder-{reminder}"
        payload = {"workshop": workshop.id, "what": what, "starts": workshop.starts_at.isoformat()}
        payload |= {"sequence": workshop.sequence, "former": _former(workshop)}
        jobs.order("workshop", rules.key_of(workshop.id, what, workshop.sequence), payload)


def _former(workshop: Workshop) -> str:
    """When people were told that it would begin, if it begins at another time now."""
    moved = workshop.news == News.CHANGED and workshop.former_at not in (None, workshop.starts_at)
    return workshop.former_at.isoformat() if moved and workshop.former_at else ""


def is_unheard(workshop: Workshop) -> bool:
    """True while nobody was told of its last change: the messages are to be written, or none of them has left."""
    if workshop.news == News.CHANGED:
        return True
    about = Message.unique_key.startswith(rules.key_of(workshop.id, News.CHANGED))
    waiting = select(exists().where(about, Message.sent_at.is_(None), Message.due_at.is_not(None)))
    told = Message.unique_key.startswith(rules.key_of(workshop.id, News.CHANGED, workshop.sequence))
    left = select(exists().where(told, Message.sent_at.is_not(None)))
    return bool(db.session.scalar(waiting)) and not db.session.scalar(left)


def withdraw(workshop: Workshop) -> None:
    """Keep in the outbox what was written of a workshop that has changed since, and has not left."""
    mail.withdraw(rules.key_of(workshop.id))


@jobs.handles("workshop", "Messages d'un atelier")
def tell(payload: jobs.Payload, report: jobs.Report) -> None:
    """Write to each member and coach of the cohort, some at a time; nothing that is no longer true."""
    last = done = 0
    while (letter := _letter(payload)) and (people := _people(letter.cohort.id, last)):
        db.session.rollback()
        left = {person.id: remaining(letter.asked, record(person.id)) for person in people if person.member}
        letter = _letter(payload)
        if letter is None:
            return
        written = letter.written([person.id for person in people])
        for person in people:
            if letter.key(person.id) not in written:
                letter.write(person, left.get(person.id, ()))
        last, done = people[-1].id, done + len(people)
        db.session.commit()
        report(done, done + BATCH * (len(people) == BATCH))


def _people(cohort_id: int, last: int) -> list[Row[Any]]:
    """Who is to be told, after the person of this number: members, and coaches who may be no members."""
    at = now()
    member = exists().where(Membership.person_id == Person.id, Membership.cohort_id == cohort_id, belongs(at))
    coach = exists().where(Term.person_id == Person.id, Term.cohort_id == cohort_id, holds(at))
    columns = (Person.id, Person.name, Person.email, member.label("member"))
    told = select(*columns).where(or_(member, coach), Person.disabled.is_(False), Person.id > last)
    return [*db.session.execute(told.order_by(Person.id).limit(BATCH))]


@dataclass(frozen=True)
class _Letter:
    """What is told of a workshop, to anybody."""

    workshop: Workshop
    cohort: Cohort
    asked: tuple[Part, ...]
    calendar: str
    payload: jobs.Payload
    former: datetime | None
    urgent: bool

    def key(self, person_id: int) -> str:
        return rules.key_of(self.workshop.id, self.payload["what"], self.payload["sequence"], person_id)

    def written(self, people: list[int]) -> set[str | None]:
        """The keys of those that are in the outbox already."""
        keys = [self.key(person_id) for person_id in people]
        return set(db.session.scalars(select(Message.unique_key).where(Message.unique_key.in_(keys))))

    def write(self, person: Row[Any], left: Sequence[Step]) -> None:
        """Put it in the outbox, with what remains to be done for this person."""
        workshop, zone = self.workshop, self.cohort.time_zone
        settings: Settings = current_app.extensions["relais_settings"]
        news = "moved" if self.former else self.payload["what"].partition("-")[0]
        mail.queue(
            person.email,
            f"{_SUBJECTS[news]} : {workshop.title}, {rules.day_in_words(workshop.starts_at, zone)}"[:200],
            "workshop",
            kind=Kind.WORKSHOP,
            person_id=person.id,
            name=person.name,
            unique_key=self.key(person.id),
            useless_after=workshop.starts_at,
            urgent=self.urgent,
            calendar=self.calendar,
            news=news,
            former=self.former,
            workshop=workshop,
            cohort=self.cohort,
            asked=self.asked,
            left=left,
            url=f"{settings.url.rstrip('/')}/cohortes/{self.cohort.id}/ateliers/{workshop.id}",
        )


def _letter(payload: jobs.Payload) -> _Letter | None:
    """The letter about the workshop as it is now; None when what was to be told is true no longer."""
    row = select(Workshop, Cohort).join(Cohort, Cohort.id == Workshop.cohort_id)
    found = db.session.execute(row.where(Workshop.id == payload["workshop"])).first()
    if found is None or not _is_true(found[0], payload):
        return None
    workshop, cohort = found
    pairs = queries.prerequisites([workshop.id])[workshop.id]
    calendar = workshop_text(workshop, cohort, pairs).decode()
    former = datetime.fromisoformat(payload["former"]) if payload["former"] else None
    urgent = payload["what"] in set(News) and _is_urgent(cohort, min(workshop.starts_at, former or workshop.starts_at))
    return _Letter(workshop, cohort, parts(catalog(), pairs), calendar, payload, former, urgent)


def _is_urgent(cohort: Cohort, begins: datetime) -> bool:
    """A change that would be read too late leaves at once; a reminder never does."""
    return rules.is_urgent(begins, calendars([cohort])[0], cohort.time_zone, now())


def _is_true(workshop: Workshop, payload: jobs.Payload) -> bool:
    """What changed since will be told by itself."""
    if payload["what"] == News.CANCELLED:
        return workshop.cancelled_at is not None
    same = workshop.starts_at.isoformat() == payload["starts"]
    return same and not workshop.cancelled_at and not workshop.news and workshop.starts_at > now()
