"""Reads attestations: one person's, or the one that a stranger checks."""

from sqlalchemy import Integer, bindparam, cast, select

from course.certificates.models import Certificate
from course.certificates.rules import parse_code
from course.db import Prepared, db

CERTIFICATES = Prepared(
    select(
        Certificate.subject, Certificate.code, cast(Certificate.ready_at.is_not(None), Integer).label("ready")
    ).where(Certificate.person_id == bindparam("person_id"))
)
"""A person's attestations: (module's slug, code, 1 when the document is ready)."""


def own(person_id: int, subject: str) -> Certificate | None:
    """This person's attestation for this module."""
    return db.session.scalars(
        select(Certificate).where(Certificate.person_id == person_id, Certificate.subject == subject)
    ).one_or_none()


def checked(typed: str) -> Certificate | None:
    """The attestation of that code, however it was typed."""
    code = parse_code(typed)
    return db.session.scalars(select(Certificate).where(Certificate.code == code)).one_or_none() if code else None
