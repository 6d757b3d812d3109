"""Who may follow whom, and what was written, sent and agreed about a person: each one's part of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from course.coaching.models import COACHES, PRIVATE, SHARED, Appointment, CoachingSettings, Letter, Note
from course.cohorts.models import Cohort, Membership, Term
from course.cohorts.queries import belongs, holds
from course.db import db
from course.people.models import Person

MOST = 100


@dataclass(frozen=True)
class Following:
    """A person in a cohort, and the coach who follows them there now."""

    cohort: Cohort
    person: Person
    coach: Person
    membership: Membership
    settings: CoachingSettings | None = None

    @property
    def path(self) -> str:
        """Where the coach follows them."""
        return f"/cohortes/{self.cohort.id}/suivi/{self.person.id}"

    @property
    def columns(self) -> dict[str, int]:
        """What a row keeps of it."""
        return {"cohort_id": self.cohort.id, "person_id": self.person.id, "author_id": self.coach.id}


Meeting = tuple[Following, Appointment]
"""An appointment, after the two who meet."""


def following(cohort_id: int, person_id: int, coach_id: int, at: datetime) -> Following | None:
    """A person in a cohort that this coach coaches now; None for anybody else, oneself and administrators included."""
    coach = aliased(Person)
    found = (
        select(Cohort, Person, coach, Membership, CoachingSettings)
        .outerjoin(CoachingSettings, CoachingSettings.cohort_id == Cohort.id)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .join(Person, Person.id == Membership.person_id)
        .join(Term, Term.cohort_id == Cohort.id)
        .join(coach, coach.id == Term.person_id)
        .where(Cohort.id == cohort_id, Person.id == person_id, coach.id == coach_id, Person.id != coach.id)
        .where(belongs(at), holds(at), Person.disabled.is_(False))
    )
    row = db.session.execute(found.limit(1)).first()
    return Following(*row) if row else None


def journal(who: Following) -> list[Row[Any]]:
    """What this coach may read about a person there, the last first: notes, letters, appointments.

    Rows of kind, id, at, author_id, visibility, subject (an appointment's place), text (why it was cancelled),
    minutes, cancelled, author. Others' private notes, and what others' letters say, are not read from the database.
    """
    me = who.coach.id
    readable = or_(Note.visibility.in_((COACHES, SHARED)), Note.author_id == me)
    mine = Letter.author_id == me
    kept = union_all(
        _entry("note", Note, Note.written_at, visibility=Note.visibility, text=Note.text).where(
            _about(Note, who), readable
        ),
        _entry(
            "letter",
            Letter,
            Letter.sent_at,
            subject=case((mine, Letter.subject), else_=""),
            text=case((mine, Letter.text), else_=""),
        ).where(_about(Letter, who)),
        _entry(
            "appointment",
            Appointment,
            Appointment.starts_at,
            subject=Appointment.place,
            text=Appointment.cancel_reason,
            minutes=Appointment.minutes,
            cancelled=Appointment.cancelled_at.is_not(None),
        ).where(_about(Appointment, who)),
    ).subquery()
    named = select(kept, Person.name.label("author")).outerjoin(Person, Person.id == kept.c.author_id)
    return list(db.session.execute(named.order_by(kept.c.at.desc(), kept.c.kind, kept.c.id.desc()).limit(MOST)))


def _entry(kind: str, table: Any, at: Any, **columns: Any) -> Select[Any]:
    """One kind of entries, with the columns of all kinds."""
    words = {name: columns.get(name, literal("")).label(name) for name in ("visibility", "subject", "text")}
    facts = {"minutes": literal(0), "cancelled": literal(False)}
    more = [columns.get(name, none).label(name) for name, none in facts.items()]
    return select(literal(kind).label("kind"), table.id, at.label("at"), table.author_id, *words.values(), *more)


def _about(table: Any, who: Following) -> ColumnElement[bool]:
    return and_(table.cohort_id == who.cohort.id, table.person_id == who.person.id)


def last_letter(who: Following) -> Row[int, datetime, str] | None:
    """The last message sent to a person there, with the name of who sent it."""
    found = select(Letter.id, Letter.sent_at, Person.name.label("author"))
    mine = found.outerjoin(Person, Person.id == Letter.author_id).where(_about(Letter, who))
    return db.session.execute(mine.order_by(Letter.id.desc()).limit(1)).first()


def shared_with(person_id: int) -> list[Row[Any]]:
    """The notes shared with a person, the last first, each with its author's name and its cohort."""
    found = select(Note, Person.name, Cohort).outerjoin(Person, Person.id == Note.author_id)
    mine = found.join(Cohort, Cohort.id == Note.cohort_id).where(Note.person_id == person_id, Note.visibility == SHARED)
    return list(db.session.execute(mine.order_by(Note.written_at.desc(), Note.id.desc()).limit(MOST)))


def sent_to(person_id: int) -> list[Row[Any]]:
    """The messages that coaches sent to a person, the last first, each with its author's name and its cohort."""
    found = select(Letter, Person.name, Cohort).outerjoin(Person, Person.id == Letter.author_id)
    mine = found.join(Cohort, Cohort.id == Letter.cohort_id).where(Letter.person_id == person_id)
    return list(db.session.execute(mine.order_by(Letter.sent_at.desc(), Letter.id.desc()).limit(MOST)))


def agreed_with(person_id: int, at: datetime) -> list[Row[Any]]:
    """A person's appointments with their coaches whose hour is still to come, cancelled or not, the next first."""
    found = select(Appointment, Person.name, Cohort).outerjoin(Person, Person.id == Appointment.author_id)
    mine = found.join(Cohort, Cohort.id == Appointment.cohort_id).where(Appointment.person_id == person_id)
    return list(db.session.execute(mine.where(Appointment.starts_at > at).order_by(Appointment.starts_at)))


def appointment(who: Following, number: int) -> Meeting | None:
    """One of those appointments; who follows the person now stands for a coach who is gone."""
    coach_id = func.coalesce(Appointment.author_id, who.coach.id)
    return _meeting(coach_id, Appointment.id == number, _about(Appointment, who))


def own_appointment(person_id: int, number: int) -> Meeting | None:
    """An appointment of a person with a coach; None for anybody else's."""
    return _meeting(Appointment.author_id, Appointment.id == number, Appointment.person_id == person_id)


def _meeting(coach_id: Any, *which: ColumnElement[bool]) -> Meeting | None:
    coach = aliased(Person)
    found = select(Cohort, Person, coach, Membership, Appointment).join(Cohort, Cohort.id == Appointment.cohort_id)
    found = found.join(Person, Person.id == Appointment.person_id).join(coach, coach.id == coach_id)
    there = and_(Membership.cohort_id == Cohort.id, Membership.person_id == Person.id)
    row = db.session.execute(found.join(Membership, there).where(*which).limit(1)).first()
    return (Following(*row[:4]), row[4]) if row else None


def private_notes(author_id: int) -> list[Row[Any]]:
    """The notes that a person keeps for themselves, term over or not, each with whom it is about and its cohort."""
    found = select(Note, Person.name, Cohort).join(Person, Person.id == Note.person_id)
    mine = found.join(Cohort, Cohort.id == Note.cohort_id).where(Note.author_id == author_id)
    return list(db.session.execute(mine.where(Note.visibility == PRIVATE).order_by(Note.written_at.desc()).limit(MOST)))
