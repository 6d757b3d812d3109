"""An open session, and someone who leaves words in it."""

import html
import re
import secrets

from sqlalchemy import select

from course.clock import now
from course.db import db
from course.hall import operations
from course.hall.models import Hall, Word


def open_hall(person: int) -> str:
    """The code of a new session of this person."""
    code = operations.open_hall(person, now()).code
    db.session.commit()
    return code


def token() -> str:
    """What the page gives each participant."""
    return secrets.token_urlsafe(16)


def token_of(page) -> str:
    """The token in a participant's page."""
    found = re.search(r'name="jeton" value="([^"]+)"', page.text)
    assert found
    return found[1]


def leave(client, code, text, jeton="", **options):
    """Leave a word on the wall of that code, as the form does."""
    address = "/capsule/mot" if code == "capsule" else f"/salle/{code}"
    return client.post(address, data={"mot": text, "jeton": jeton or token()}, **options)


def words(code: str) -> list[str]:
    """The words in the database, in the order of the alphabet."""
    db.session.rollback()
    statement = select(Word.text).join(Hall).where(Hall.code == code).order_by(Word.text)
    found = list(db.session.scalars(statement))
    db.session.rollback()
    return found


def on_wall(client, code) -> dict[str, int]:
    """The words that a screen shows, with how many left each."""
    return {text: count for _, text, count, _ in client.get(f"/salle/{code}/mots").json["words"]}


def seen(page) -> str:
    """The page's words, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))
