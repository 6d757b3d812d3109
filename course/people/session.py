"""Who is visiting: a light value read in one prepared statement, so a revoked role is gone at once."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from flask import Flask, Response, after_this_request, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user
from sqlalchemy import ColumnElement, bindparam, case, select

from course.clock import now
from course.config import Settings
from course.db import Lane, Prepared, lane
from course.people import open_sessions
from course.people.devices import device_name
from course.people.models import OpenSession, Person, Role
from course.people.open_sessions import SEEN, SEEN_EVERY
from course.people.rules import WELCOMED


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in person, as every page needs them; `version` counts the facts shown to them.

    `role` is what they may do now; `joined` is 0 in no cohort, 1 in one, 2 in one that they joined lately. `zone` is
    the time zone of the last cohort where they are or which they coach, None without one. `open_session` is the row of
    this browser's session and `key` its key, `unseen` tells that the row does not know of this visit.
    """

    id: int
    name: str
    role: str
    version: int
    session_key: str
    joined: int = 0
    zone: str | None = None
    open_session: int = 0
    unseen: bool = False
    key: str = ""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @classmethod
    def of(cls, person: Person) -> Self:
        """The visitor that this row makes, for the time of signing in: the next request reads who they are now."""
        return cls(person.id, person.name, person.role, person.version, person.session_key)

    @property
    def in_cohort(self) -> bool:
        """True for who is in a cohort now."""
        return self.joined > 0

    @property
    def arrives(self) -> bool:
        """True for who joined a cohort lately."""
        return self.joined > 1

    @property
    def mark(self) -> str:
        """What the tag of their pages must tell: who, what they see, and what their navigation offers."""
        return f"{self.id}-{self.version}-{self.role}{'-cohort' * self.in_cohort}"

    @property
    def is_admin(self) -> bool:
        """True for an administrator."""
        return self.role == Role.ADMIN

    def get_id(self) -> str:
        """What the session cookie holds: the person, the key that a sign-out everywhere changes, and the session's."""
        return f"{self.id}.{self.session_key}.{self.key}"


class SessionsOnly(LoginManager):  # type: ignore[misc]
    """Flask-Login without what no page of ours uses, and each request paid: browser fingerprints, « remember me »."""

    def _load_user(self) -> None:
        visitors: Visitors = current_app.extensions["relais_visitors"]
        found = visitors.named(session.get("_user_id", ""))
        g._login_user = found or self.anonymous_user()
        if found and found.unseen:
            visitors.note(found)

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


class Visitors:
    """Reads who visits, in one statement."""

    def __init__(self, lane: Lane, statement: Prepared, idle: timedelta) -> None:
        self._lane, self._statement, self._idle = lane, statement, idle

    def named(self, value: str) -> Visitor | None:
        """The visitor named by the cookie, or None when the session ended, the key changed or the account is closed."""
        number, _, keys = value.partition(".")
        everywhere, _, key = keys.partition(".")
        if not key or not number.isdecimal():
            return None
        at = now()
        ago = {"oldest": at - self._idle, "lately": at - SEEN_EVERY, "since": at - WELCOMED}
        asked = {"id": int(number), "key": key, "now": at, **ago}
        row = self._lane.execute(self._statement, asked).fetchone()
        return Visitor(*row) if row and row[4] == everywhere else None

    def note(self, seen: Visitor) -> None:
        """Keep that this session was seen now, once the page has left."""
        at = now()

        def write() -> None:
            with suppress(self._lane.dialect.loaded_dbapi.Error):  # the next page says it as well
                self._lane.write(SEEN, {"id_seen": seen.open_session, "at": at})

        @after_this_request
        def later(response: Response) -> Response:
            response.call_on_close(write)
            return response


login_manager = SessionsOnly()


def visitor() -> Visitor:
    """The signed-in person; only for views behind the sign-in."""
    found = g._login_user
    assert isinstance(found, Visitor)
    return found


def begin(me: Visitor) -> None:
    """Sign this person in, in a new session: nothing of the former one remains, its CSRF token neither."""
    end()
    session.permanent = True
    login_user(replace(me, key=open_sessions.start(me.id, device_name(request.user_agent.string))))
    session.pop("_id")  # Flask-Login's fingerprint of the browser, which we do not use


def end() -> None:
    """Sign out of this browser: a copy of its cookie opens nothing more."""
    if current_user.is_authenticated:
        open_sessions.close(current_user.open_session)
    session.clear()
    g.pop("csrf_token", None)


def leave() -> None:
    """Sign out, and let the browser keep no page of this person."""
    end()

    @after_this_request
    def forget(response: Response) -> Response:
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def init_app(
    app: Flask, settings: Settings, coaches: ColumnElement[bool], joined: ColumnElement[int], zone: ColumnElement[str]
) -> None:
    """Read visitors in one statement; what makes a Person coach, or belong, at `:now`, and where, is told by who knows
    terms.
    """
    admin, coach, learner = (role.value for role in (Role.ADMIN, Role.COACH, Role.LEARNER))  # drivers bind str faster
    role = case((Person.role == admin, admin), (coaches, coach), else_=learner)
    mine = (OpenSession.id, OpenSession.seen_at < bindparam("lately"), OpenSession.key)
    person = (Person.id, Person.name, role, Person.version, Person.session_key, joined, zone)
    who = select(*person, *mine).join(OpenSession, OpenSession.person_id == Person.id)
    live = (OpenSession.key == bindparam("key"), OpenSession.seen_at > bindparam("oldest"))
    statement = Prepared(who.where(Person.id == bindparam("id"), Person.disabled.is_(False), *live))
    with app.app_context():
        app.extensions["relais_visitors"] = Visitors(lane(), statement, open_sessions.idle(settings))
    login_manager.init_app(app)
