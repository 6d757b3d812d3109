"""A session opened without the sign-in page, for the tests of everything else."""

import time

from flask import Flask, has_app_context
from flask.testing import FlaskClient

from course.db import db
from course.people import open_sessions


def session_of(app: Flask, person_id: int, session_key: str) -> str:
    """Open a session of theirs; what its cookie says of them. What is not committed is forgotten."""
    if has_app_context():
        db.session.rollback()
    with app.app_context():
        return f"{person_id}.{session_key}.{open_sessions.start(person_id, 'Firefox, Linux')}"


def signed_in_client(app: Flask, person_id: int, session_key: str) -> FlaskClient:
    """A browser of its own where this person is signed in."""
    client, value = app.test_client(), session_of(app, person_id, session_key)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = value, True
    client.signed_at = time.time()
    return client
