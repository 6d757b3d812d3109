"""The link that a forgotten password brings, as the mail holds it."""

import re

from flask import Flask
from sqlalchemy import select

from course import jobs
from course.db import db
from course.mail import Message


def reset_link(app: Flask, email: str) -> str:
    """Ask for one on the page; the path that the latest letter gives."""
    app.test_client().post("/mot-de-passe-oublie", data={"email": email})
    jobs.run_waiting()
    letters = select(Message.text).where(Message.recipient == email).order_by(Message.id.desc())
    found = (re.search(r"/reinitialisation/\S+", text) for text in db.session.scalars(letters))
    path = next(match[0] for match in found if match)
    db.session.rollback()
    return path
