"""Every write about a coach's term: give, change, end, tell, hand over. The caller commits."""

from datetime import date, datetime

from sqlalchemy import insert, select

from course.cohorts import rules
from course.cohorts.models import Cohort, HandoverItem, Term
from course.cohorts.operations import RefusedError, note
from course.db import db
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
    note("term-changed", cohort, actor_id, term.person_id, _in_words(days))


def end(term: Term, cohort: Cohort, actor_id: int, at: datetime) -> None:
    """End a term now: its pages close at the next request. One that has not begun never will."""
    if term.ends_at <= at:
        raise RefusedError("Ce mandat est déjà terminé.")
    term.ends_at = at
    term.starts_at = min(term.starts_at, at)
    note("term-ended", cohort, actor_id, term.person_id)


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
