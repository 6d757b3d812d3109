"""Every write about a coach's term: give, change, end, tell, hand over. The caller commits."""

from datetime import date, datetime

from flask import current_app
from sqlalchemy import func, insert, select, update

from course import jobs, mail
from course.clock import now
from course.cohorts import rules
from course.cohorts.models import Cohort, HandoverItem, Term
from course.cohorts.operations import RefusedError, note
from course.config import Settings
from course.db import db
from course.mail import Kind
from course.people.models import Person
from course.typography import long_date

Days = tuple[date, date]
"""The first and the last day of a term, both included."""

_ORDER = "La fin du mandat vient avant son début."
_LONG = "Un mandat dure deux ans au plus : la fonction tourne."
_TWICE = "Cette personne a déjà un mandat dans cette cohorte à ces dates : changez-le plutôt."


def give(cohort: Cohort, person: Person, days: Days, actor_id: int | None, at: datetime) -> Term:
    """A term from a day to another, both included, with its list for the hand-over. May raise RefusedError.

    The person's row is locked, so that two clicks do not make two terms.
    """
    db.session.get(Person, person.id, with_for_update=True)
    if person.disabled:
        raise RefusedError("L'accès de cette personne est fermé : rouvrez-le d'abord.", "email")
    term = Term(cohort_id=cohort.id, person_id=person.id)
    _set_days(term, cohort, days)
    term.told = rules.Stage.ENDED if term.ends_at <= at else rules.Stage.COMING
    db.session.add(term)
    db.session.flush()
    items = [{"term_id": term.id, "position": place, "text": text} for place, text in enumerate(rules.CHECKLIST, 1)]
    db.session.execute(insert(HandoverItem), items)
    note("term-given", cohort, actor_id, person.id, _in_words(days))
    return term


def change(term: Term, cohort: Cohort, days: Days, actor_id: int, at: datetime) -> None:
    """Move a term's dates; a coach whose term is prolonged is told again when it ends. May raise RefusedError."""
    db.session.get(Person, term.person_id, with_for_update=True)
    _set_days(term, cohort, days)
    term.told = min(term.told, rules.stage(term.starts_at, term.ends_at, at))
    mail.withdraw(f"{_about(term)}:")
    note("term-changed", cohort, actor_id, term.person_id, _in_words(days))


def end(term: Term, cohort: Cohort, actor_id: int, at: datetime) -> None:
    """End a term now: its pages close at the next request. One that has not begun never will."""
    if term.ends_at <= at:
        raise RefusedError("Ce mandat est déjà terminé.")
    term.ends_at = at
    term.starts_at = min(term.starts_at, at)
    note("term-ended", cohort, actor_id, term.person_id)


def save_note(term: Term, text: str, mark: str, actor_id: int, at: datetime) -> None:
    """Keep the page handed over; refused when it changed since `mark`, so that nobody writes over another."""
    db.session.refresh(term, with_for_update=True)
    if mark != mark_of(term):
        raise RefusedError(
            "La page a changé entre-temps : la version enregistrée est plus bas. Reprenez-la ici.", "note"
        )
    term.note, term.noted_by, term.noted_at = text, actor_id, at


def mark_of(term: Term) -> str:
    """Tells this version of a note from any other."""
    return term.noted_at.isoformat() if term.noted_at else ""


def tick(term: Term, position: int, done: bool, actor_id: int, at: datetime) -> bool:
    """Note that one thing is done, by whom and when, or that it is not; False when there is no such thing."""
    item = db.session.get(HandoverItem, (term.id, position), with_for_update=True)
    if item is None:
        return False
    if done and item.done_at is None:
        item.done_by, item.done_at = actor_id, at
    elif not done:
        item.done_by, item.done_at = None, None
    return True


def add_item(term: Term, text: str) -> None:
    """One more thing to do, at the end of the list; the same twice is one. May raise RefusedError."""
    db.session.refresh(term, with_for_update=True)
    if db.session.scalar(
        select(HandoverItem.position).where(HandoverItem.term_id == term.id, HandoverItem.text == text)
    ):
        return
    last = db.session.scalar(select(func.max(HandoverItem.position)).where(HandoverItem.term_id == term.id)) or 0
    if last >= rules.MOST_ITEMS:
        raise RefusedError(f"La liste a déjà {rules.MOST_ITEMS} points.", "text")
    db.session.add(HandoverItem(term_id=term.id, position=last + 1, text=text))


@jobs.sweeps
def tell_stages() -> None:
    """Mail each coach whose term began, comes to its last weeks or ended; once, whoever sweeps."""
    at = now()
    followed = select(Term, Cohort, Person).join(Cohort, Cohort.id == Term.cohort_id)
    followed = followed.join(Person, Person.id == Term.person_id).where(Person.disabled.is_(False))
    for term, cohort, person in db.session.execute(followed.where(Term.told < rules.Stage.ENDED, Term.starts_at <= at)):
        stage = rules.stage(term.starts_at, term.ends_at, at)
        behind = update(Term).where(Term.id == term.id, Term.told < stage).values(told=stage).returning(Term.id)
        if db.session.execute(behind.execution_options(synchronize_session=False)).first():
            _tell(term, cohort, person, stage)
    db.session.commit()


def _tell(term: Term, cohort: Cohort, person: Person, stage: rules.Stage) -> None:
    settings: Settings = current_app.extensions["relais_settings"]
    subject = {
        rules.Stage.RUNNING: f"Vous coachez {cohort.name}",
        rules.Stage.ENDING: f"Votre mandat de coach se termine bientôt : {cohort.name}",
        rules.Stage.ENDED: f"Votre mandat de coach est terminé : {cohort.name}",
    }[stage]
    handed = f"/mandats/{term.id}" if stage == rules.Stage.ENDED else ""
    mail.queue(
        person.email,
        subject,
        "term",
        kind=Kind.COHORT,
        person_id=person.id,
        name=person.name,
        about=_about(term),
        cohort=cohort,
        stage=stage,
        last=long_date(rules.last_day(term.ends_at, cohort.time_zone)),
        url=f"{settings.url.rstrip('/')}/cohortes/{cohort.id}{handed}",
    )


def _about(term: Term) -> str:
    """What its messages are about: where a term stands now takes the place of where it stood."""
    return f"term:{term.id}"


def _set_days(term: Term, cohort: Cohort, days: Days) -> None:
    first, last = days
    if last < first:
        raise RefusedError(_ORDER, "last")
    if last - first > rules.LONGEST_TERM:
        raise RefusedError(_LONG, "last")
    starts_at, ends_at = rules.begins(first, cohort.time_zone), rules.ends(last, cohort.time_zone)
    others = select(Term.id).where(Term.cohort_id == cohort.id, Term.person_id == term.person_id, Term.id != term.id)
    if db.session.scalar(others.where(Term.starts_at < ends_at, Term.ends_at > starts_at).limit(1)):
        raise RefusedError(_TWICE, "first")
    term.starts_at, term.ends_at = starts_at, ends_at


def _in_words(days: Days) -> str:
    first, last = map(long_date, days)
    return f", du {first} au {last}"
