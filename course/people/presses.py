"""A second press is answered as the first: what a form makes is made once (docs/decisions/0034).

The token of a form is drawn for each page given. Whatever is sent again with it, word for word, is the same press: a
double click, the way back, a patience that ended. Scripts, which answer for what they send, are left alone.
"""

import hashlib
import json
import time
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, abort, flash, g, redirect, request, session
from flask_login import current_user
from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.clock import now
from course.db import db
from course.people.models import Press
from course.web.access import wants_json
from course.web.fragments import drawn

KEPT = timedelta(hours=1)
"""A page left open longer than this is asked again what it asked."""
ABANDONED = timedelta(seconds=30)
"""A press without an answer for so long was cut short: it may be done again."""
PATIENCE = 3
"""Seconds that a second press waits for the first one's answer."""


def init_app(app: Flask) -> None:
    """Look at every form that a signed-in person sends, before its view and after it."""
    app.before_request(_claim)
    app.after_request(_remember)


def _claim() -> AnyResponse | None:
    """Answer what was answered already; else the press is ours to do."""
    if request.method != "POST" or not current_user.is_authenticated or _is_a_script() or not drawn():
        return None
    place, key = _digest(request.full_path), _digest(*_sent())
    for _ in range(PATIENCE * 10):
        if _is_first(place, key, now()):
            g.press = key
            return None
        if answer := _answer(key):
            return answer
        time.sleep(0.1)
    return abort(409)


def _is_first(place: str, key: str, at: datetime) -> bool:
    """Take the press; False when somebody has it, who answered lately or is about to."""
    insert: Any = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(Press).values(key=key, place=place, at=at)
    over = or_(Press.at < at - KEPT, and_(Press.location.is_(None), Press.at < at - ABANDONED))
    mine = row.on_conflict_do_update(index_elements=["key"], set_={"at": at, "location": None}, where=over)
    taken = db.session.execute(mine.returning(Press.key)).first() is not None
    db.session.commit()
    return taken


def _answer(key: str) -> AnyResponse | None:
    """What the first press was answered, messages included; None while it is being done."""
    first = db.session.execute(select(Press.location, Press.said).where(Press.key == key)).first()
    db.session.rollback()
    if first is None or first.location is None:
        return None
    waiting = [list(each) for each in session.get("_flashes", [])]
    for category, message in json.loads(first.said):
        if [category, message] not in waiting:
            flash(message, category)
    return redirect(first.location, 303)


def _remember(response: Response) -> Response:
    """Keep where a press led; one that made nothing may be pressed again.

    Another gesture at the same place makes the former ones new again: one opens, closes, and opens.
    """
    key = g.pop("press", None)
    if key is None:
        return response
    db.session.rollback()
    said = session.get("_flashes", [])
    refused = any(category == "error" for category, _ in said)
    if response.status_code == 303 and not refused:
        done = {"location": response.location, "said": json.dumps(said)}
        db.session.execute(update(Press).where(Press.key == key).values(done))
        place = select(Press.place).where(Press.key == key).scalar_subquery()
        db.session.execute(delete(Press).where(Press.place == place, Press.key != key))
    else:
        db.session.execute(delete(Press).where(Press.key == key))
    db.session.commit()
    return response


def _is_a_script() -> bool:
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or wants_json() or "X-Fragment" in request.headers


def _sent() -> list[str]:
    """All that was sent, files included, in an order that no browser changes."""
    said = [request.full_path, *sorted(json.dumps(pair) for pair in request.form.items(multi=True))]
    for name, file in request.files.items(multi=True):
        said += [name, file.filename or "", hashlib.sha256(file.read()).hexdigest()]
        file.seek(0)
    return said


def _digest(*parts: str) -> str:
    """What stands for these words of this person, and does not tell them."""
    return hashlib.sha256("\0".join([str(current_user.id), *parts]).encode(errors="replace")).hexdigest()


@jobs.sweeps
def forget() -> None:
    """No press is remembered longer than it may be answered again."""
    old = Press.at < now() - KEPT
    if db.session.scalar(select(exists().where(old))):
        db.session.execute(delete(Press).where(old))
    db.session.commit()
