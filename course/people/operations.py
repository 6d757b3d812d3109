"""Every write about people: invite, let in, change, shut out. The caller commits."""

import secrets
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from course import jobs, mail
from course.clock import now
from course.config import Settings
from course.db import db
from course.mail import Kind
from course.people import links, open_sessions, passwords, queries, rules
from course.people.links import Purpose
from course.people.models import Audit, Person, Role
from course.typed import line

MOST_RESETS = 3
"""Reset links that wait at once: somebody else who asks neither ends them nor fills a mailbox."""
TOLD_AFTER = 10
"""Failed sign-ins, wherever they come from, of which a person is told."""


class RefusedError(ValueError):
    """This cannot be done; the message, in French, says why, and `field` where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def invite(email: str, name: str, service: str, role: Role, *, actor_id: int | None) -> str:
    """Make an account without a password and mail its invitation; the link's address. May raise RefusedError."""
    return _invite(_new_person(email, name, service, role), actor_id)


def invite_to(cohort: str, email: str, name: str, service: str, *, actor_id: int) -> Person:
    """The same for somebody who learns, whose invitation names their cohort; the person. May raise RefusedError."""
    person = _new_person(email, name, service, Role.LEARNER)
    _invite(person, actor_id, cohort)
    return person


def _invite(person: Person, actor_id: int | None, cohort: str = "") -> str:
    audit("invited", person, actor_id, Role(person.role).label)
    return _mail_invitation(person, actor_id, cohort)


def invite_again(person: Person, actor_id: int) -> None:
    """Mail a new invitation; the links sent before stop working. May raise RefusedError."""
    if person.state != "invited":
        raise RefusedError("Cette personne a déjà choisi son mot de passe, ou son accès est fermé.")
    audit("invited-again", person, actor_id)
    _mail_invitation(person, actor_id)


def create_admin(email: str, name: str, password: str) -> Person:
    """Make an administrator who already has a password. May raise RefusedError."""
    for problem in rules.password_problems(password, email, name):
        raise RefusedError(problem, "password")
    password_hash = passwords.hashed(password)
    person = _new_person(email, name, "", Role.ADMIN)
    person.password_hash = password_hash
    audit("created", person, None, Role.ADMIN.label)
    return person


def accept_invitation(secret: str, password_hash: str) -> Person | None:
    """Use the link to set a first password; None when it was used or expired meanwhile."""
    return _set_by_link(secret, Purpose.INVITATION, password_hash, "joined")


def ask_reset(email: str) -> None:
    """Order a reset link for this address; the same work is ordered whether or not it has an account."""
    jobs.order("reset", key=f"reset:{links.digest(email)}", payload={"email": email})


@jobs.handles("reset", "Lien pour choisir un mot de passe")
def mail_reset(payload: jobs.Payload, _report: jobs.Report) -> None:
    """Mail a reset link to whoever may sign in with this address, and nothing to anyone else."""
    person = db.session.scalar(select(Person).where(Person.email == payload["email"], Person.disabled.is_(False)))
    if person and links.waiting(person, Purpose.RESET) < MOST_RESETS:
        hours = _settings().reset_hours
        url = address(links.make(person, Purpose.RESET, timedelta(hours=hours)))
        _mail(person, "Choisir un nouveau mot de passe", "reset", url=url, hours=hours)
        audit("reset-asked", person, None)
    db.session.commit()


def reset_password(secret: str, password_hash: str) -> Person | None:
    """Use the link to set another password and sign out everywhere; None when it was used or expired meanwhile."""
    person = _set_by_link(secret, Purpose.RESET, password_hash, "password-reset")
    if person:
        _mail_password_changed(person)
    return person


def change_password(person: Person, password_hash: str) -> None:
    """Set another password; every open session ends."""
    _set_password(person, password_hash)
    audit("password-changed", person, person.id)
    _mail_password_changed(person)


def sign_in(person: Person, new_hash: str | None, device: str, known: bool) -> None:
    """Note a sign-in, tell the person of it when the browser is new, and keep the hash of our present parameters."""
    person.password_hash = new_hash or person.password_hash
    if not known and queries.signed_in_before(person.id):
        _mail(person, "Nouvelle connexion à votre compte", "new_sign_in", device=device, at=now(), url=address(""))
    audit("signed-in", person, person.id, device)


def refuse_sign_in(person_id: int | None, device: str, tries: int) -> None:
    """Note a sign-in that failed; at the tenth in a row, tell the person."""
    db.session.add(Audit(action="sign-in-refused", person_id=person_id, detail=device))
    if person_id and tries == TOLD_AFTER:
        person = db.session.get_one(Person, person_id)
        url = address("/mot-de-passe-oublie")
        _mail(person, "Essais de connexion manqués à votre compte", "failed_sign_ins", tries=tries, url=url)


def sign_out_everywhere(person: Person, actor_id: int) -> None:
    """End every session of this person, at once."""
    _end_sessions(person)
    audit("signed-out-everywhere", person, actor_id)


def close_session(person: Person, session_id: int) -> bool:
    """End one of their own sessions; False when it is not theirs."""
    closed = open_sessions.close_one(person.id, session_id)
    if closed:
        audit("session-closed", person, person.id)
    return closed


def change_profile(person: Person, name: str, service: str) -> None:
    """Correct one's own name and service."""
    if (name, service) == (person.name, person.service):
        return
    audit("profile-changed", person, person.id, f"{person.name}, {person.service} → {name}, {service}")
    person.name, person.service = name, service
    person.version = Person.version + 1


def change_role(person: Person, role: Role, actor_id: int) -> None:
    """Give another role to somebody else. May raise RefusedError."""
    _require_another_admin(person, actor_id)
    if person.role != role:
        audit("role-changed", person, actor_id, f"{Role(person.role).label} → {role.label}")
        person.role = role
        person.version = Person.version + 1


def disable(person: Person, actor_id: int) -> None:
    """Shut somebody else's account: its sessions and links stop working at once. May raise RefusedError."""
    _require_another_admin(person, actor_id)
    if not person.disabled:
        person.disabled = True
        _end_sessions(person)
        links.end(person, *Purpose)
        audit("disabled", person, actor_id)


def enable(person: Person, actor_id: int) -> None:
    """Open the account again."""
    if person.disabled:
        person.disabled = False
        audit("enabled", person, actor_id)


def _require_another_admin(person: Person, actor_id: int) -> None:
    """Administrators' rows are locked, so that two of them cannot shut each other out at the same instant."""
    admins = select(Person.id).where(Person.role == Role.ADMIN, Person.disabled.is_(False)).order_by(Person.id)
    if actor_id not in db.session.scalars(admins.with_for_update(key_share=True)).all():
        raise RefusedError("Ce rôle vient de vous être retiré.")
    if person.id == actor_id:
        raise RefusedError(
            "Vous ne pouvez ni changer votre rôle ni fermer votre accès. Demandez-le à une autre personne."
        )


def _new_person(email: str, name: str, service: str, role: Role) -> Person:
    known = rules.clean_email(email)
    if known is None:
        raise RefusedError(rules.EMAIL_PROBLEM, "email")
    name, service = line(name), line(service)
    for field, problem in (("name", rules.name_problem(name)), ("service", rules.service_problem(service))):
        if problem:
            raise RefusedError(problem, field)
    person = Person(email=known, name=name, service=service, role=role, session_key=secrets.token_hex(16))
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:
        raise RefusedError("Cette adresse a déjà un compte. Rien n'a changé.", "email") from None
    return person


def _set_by_link(secret: str, purpose: Purpose, password_hash: str, action: str) -> Person | None:
    person = links.use(secret, purpose)
    if person:
        _set_password(person, password_hash)
        audit(action, person, person.id)
    return person


def _set_password(person: Person, password_hash: str) -> None:
    person.password_hash = password_hash
    _end_sessions(person)
    links.end(person, *Purpose)


def _end_sessions(person: Person) -> None:
    """The rows go, and the key changes: a session being opened at the same instant ends too."""
    open_sessions.close_all(person.id)
    person.session_key = secrets.token_hex(16)


def _mail_invitation(person: Person, actor_id: int | None, cohort: str = "") -> str:
    settings = _settings()
    links.end(person, Purpose.INVITATION)
    url = address(links.make(person, Purpose.INVITATION, timedelta(days=settings.invitation_days)))
    subject = f"Votre invitation à {settings.name}"
    host = db.session.get(Person, actor_id) if actor_id else None
    about = {"host": host, "cohort": cohort, "course": current_app.extensions["relais_course"].head.title}
    about |= {"administers": person.role == Role.ADMIN}
    _mail(person, subject, "invitation", url=url, days=settings.invitation_days, **about)
    return url


def _mail_password_changed(person: Person) -> None:
    _mail(person, "Votre mot de passe a changé", "password_changed")


def _mail(person: Person, subject: str, template: str, **values: object) -> None:
    write_to(person.email, person, subject, template, **values)


def write_to(email: str, person: Person, subject: str, template: str, **values: object) -> None:
    """A message of the account, at this address of theirs."""
    more: dict[str, Any] = {"name": person.name, **values}
    mail.queue(email, subject, template, kind=Kind.ACCOUNT, **more)


def audit(action: str, person: Person, actor_id: int | None, detail: str = "") -> None:
    """Keep a trace; `actor_id` is None for the command line, and for a visitor who is not signed in."""
    db.session.add(Audit(action=action, person_id=person.id, actor_id=actor_id, detail=detail))


def address(path: str) -> str:
    """The full address of a path of ours."""
    return _settings().url.rstrip("/") + path


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found
