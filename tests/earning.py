"""Earn an attestation as a browser does: read, be assessed, ask for it."""

from flask.testing import FlaskClient

from course import jobs
from course.certificates.models import Certificate
from course.certificates.queries import own
from course.db import db
from tests.cast import Cast
from tests.taking import complete


def finish(client: FlaskClient, module: str = "essai") -> None:
    """Everything that the attestation asks for."""
    for lesson in ("ouvrir", "fermer"):
        assert client.post(f"/lecons/{module}/{lesson}/terminer").status_code == 303
    complete(client)


def certificate(cast: Cast, key: str = "alice") -> Certificate | None:
    """The row as the database has it now; no transaction is left open behind."""
    db.session.expire_all()
    found = own(cast.id(key), "essai")
    if found:
        db.session.expunge(found)
    db.session.rollback()
    return found


def earn(cast: Cast, key: str = "alice") -> Certificate:
    """A person's attestation with its document made."""
    client = getattr(cast, key)
    finish(client)
    assert client.post("/attestations/essai").headers["Location"] == "/attestations/essai"
    jobs.run_waiting()
    found = certificate(cast, key)
    assert found
    return found
