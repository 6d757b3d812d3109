"""What a coach or an administrator grants to a person: each verb tells them, and leaves a trace."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from course import mail
from course.db import db
from course.mail import Kind
from course.people.models import Audit, Person
from course.people.operations import RefusedError
from course.quizzes.grant_queries import extra_percent, extras
from course.quizzes.models import OPEN, Attempt, ExtraAttempt, ExtraTime
from course.quizzes.queries import attempts
from course.quizzes.timing import extra_minutes


@dataclass(frozen=True)
class Decision:
    """Who grants, why and when."""

    actor_id: int
    reason: str
    at: datetime

    @property
    def columns(self) -> dict[str, object]:
        """What a row keeps of it."""
        return {"granted_by": self.actor_id, "reason": self.reason, "granted_at": self.at}


def give_time(person: Person, percent: int, decision: Decision) -> None:
    """Give this much more time from now on, in the attempt under way too. May raise RefusedError.

    Time already given to an attempt is never taken back from it.
    """
    _lock(person)
    if extra_percent(person.id) == percent:
        raise RefusedError(f"C'est déjà le cas : {percent} % de temps en plus.", "percent")
    db.session.add(ExtraTime(person_id=person.id, percent=percent, **decision.columns))
    mine = select(Attempt).where(Attempt.person_id == person.id, Attempt.state == OPEN, Attempt.deadline.is_not(None))
    for attempt in db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)):
        more = extra_minutes(attempt.time_limit, percent) - attempt.extra_minutes
        if more > 0 and attempt.deadline and decision.at <= attempt.deadline:
            attempt.extra_minutes += more
            attempt.deadline += timedelta(minutes=more)
    about = f"extra-time:{person.id}"
    _tell(person, "Votre temps d'évaluation", "extra_time", about=about, percent=percent, reason=decision.reason)
    _note("extra-time-granted", person, decision, f"{percent} %")


def give_attempt(person: Person, slug: str, title: str, decision: Decision) -> None:
    """Give one more attempt, beyond the series and without the pause. May raise RefusedError.

    One at a time: a second click finds the first one's.
    """
    _lock(person)
    if any(attempt.passed for attempt in attempts(person.id, slug)):
        raise RefusedError("Cette évaluation est déjà réussie.", "quiz")
    if any(grant.attempt_id is None for grant in extras(person.id, slug)):
        raise RefusedError("Un essai supplémentaire est déjà accordé et n'a pas encore servi.", "quiz")
    db.session.add(ExtraAttempt(person_id=person.id, quiz=slug, **decision.columns))
    _tell(person, "Un essai supplémentaire", "extra_attempt", title=title, slug=slug, reason=decision.reason)
    _note("extra-attempt-granted", person, decision, f"{slug} : {decision.reason}")


def _lock(person: Person) -> None:
    """One grant, or one start, at a time for a person."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))


def _tell(person: Person, subject: str, template: str, **context: object) -> None:
    url = current_app.extensions["relais_settings"].url.rstrip("/")
    values = {"name": person.name, "url": url, **context}
    mail.queue(person.email, subject, template, kind=Kind.DECISION, person_id=person.id, **values)


def _note(action: str, person: Person, decision: Decision, detail: str) -> None:
    db.session.add(Audit(actor_id=decision.actor_id, person_id=person.id, action=action, detail=detail))
