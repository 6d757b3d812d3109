"""Every write about attestations: issue one, have its document made, note how that went."""

import secrets

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from course import jobs, mail
from course.certificates import store
from course.certificates.models import Certificate
from course.certificates.rules import CODE_SIGNS, code_of, freeze
from course.certificates.schema import Facts
from course.clock import now
from course.config import Settings
from course.db import db
from course.home import content_home
from course.mail import Kind
from course.people.models import Audit, Person, Role
from course.progress.rules import Completion


def issue(person_id: int, name: str, completion: Completion) -> None:
    """Issue the attestation of a completed module and order its document; a second time changes nothing."""
    course = current_app.extensions["relais_course"]
    code = code_of("".join(secrets.choice(CODE_SIGNS) for _ in range(12)))
    facts = freeze(name, course, completion, _settings(), now())
    number = _insert_if_absent(code=code, person_id=person_id, subject=completion.module, facts=facts.model_dump_json())
    if number is not None:
        _order(number, person_id)
        db.session.add(Audit(actor_id=person_id, person_id=person_id, action="certificate-issued", detail=code))
        _bump(person_id)


def remake(certificate: Certificate) -> None:
    """Order the document again, from the same facts; one that waits already is enough."""
    _order(certificate.id, certificate.person_id)


@jobs.handles("certificate", "Attestation")
def make_document(payload: jobs.Payload, report: jobs.Report) -> None:
    """Lay the document out from the frozen facts and put it on disk; no transaction is open meanwhile."""
    certificate = db.session.get_one(Certificate, payload["id"])
    number, code, facts = certificate.id, certificate.code, certificate.frozen
    report(1, 3)
    try:
        content = _printed(facts, code)
        report(2, 3)
        store.write(store.path(_settings().instance, code), content)
    except Exception as error:
        db.session.rollback()
        _note_failure(number, jobs.explain(error))
        raise
    _note_ready(number)


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found


def _insert_if_absent(**values: object) -> int | None:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(Certificate).values(**values, issued_at=now(), error="")
    absent = row.on_conflict_do_nothing(index_elements=["person_id", "subject"])
    number: int | None = db.session.scalar(absent.returning(Certificate.id))
    return number


def _order(number: int, person_id: int) -> None:
    jobs.order("certificate", key=job_key(number), payload={"id": number}, person_id=person_id)


def job_key(number: int) -> str:
    """The key of the job that makes this document."""
    return f"certificate:{number}"


def _bump(person_id: int) -> None:
    """The person's pages change: their ETag too."""
    db.session.execute(update(Person).where(Person.id == person_id).values(version=Person.version + 1))


def _printed(facts: Facts, code: str) -> bytes:
    from course.certificates import document  # weasyprint is heavy: only workers load it

    designs = document.Designs(content_home() / "certificates", _settings().palette, _settings().logo_file)
    address = f"{_settings().url}/verifier/{code}"
    return document.attestation(designs, facts, code, address)


def _note_ready(number: int) -> None:
    """Keep that it is there; who was shown a failure is told by mail."""
    certificate = db.session.get_one(Certificate, number)
    if certificate.error:
        person, url = db.session.get_one(Person, certificate.person_id), _settings().url.rstrip("/")
        mail.queue(
            person.email,
            "Votre attestation est prête",
            "certificate_ready",
            kind=Kind.DOCUMENT,
            person_id=person.id,
            name=person.name,
            url=f"{url}/attestations/{certificate.subject}",
        )
    certificate.ready_at, certificate.error = now(), ""
    _bump(certificate.person_id)
    db.session.commit()


def _note_failure(number: int, reason: str) -> None:
    """Keep the reason, and tell the administrators the first time."""
    certificate = db.session.get_one(Certificate, number)
    if not certificate.error:
        for person in db.session.scalars(select(Person).where(Person.role == Role.ADMIN, Person.disabled.is_(False))):
            mail.queue(
                person.email,
                "Une attestation n'a pas pu être mise en page",
                "certificate_failed",
                kind=Kind.ALERT,
                person_id=person.id,
                name=person.name,
                code=certificate.code,
                reason=reason,
            )
    certificate.error = reason[:2000]
    db.session.commit()
