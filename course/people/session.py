"""Who is visiting: a light value read in one prepared statement, so a revoked role is gone at once."""

from dataclasses import dataclass
from typing import Self

from flask import Flask, Response, current_app, g, session
from flask_login import LoginManager, login_user
from sqlalchemy import ColumnElement, bindparam, case, select

from course.clock import now
from course.db import Lane, Prepared, lane
from course.people.models import Person, Role


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in person, as every page needs them; `version` counts the facts shown to them.

    `role` is what they may do now, `in_cohort` whether they are in one now.
    """

    id: int
    name: str
    role: str
    version: int
    session_key: str
    in_cohort: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @classmethod
    def of(cls, person: Person) -> Self:
        """The visitor that this row makes, for the time of signing in: the next request reads who they are now."""
        return cls(person.id, person.name, person.role, person.version, person.session_key)

    @property
    def mark(self) -> str:
        """What the tag of their pages must tell: who, what they see, and what their navigation offers."""
        return f"{self.id}-{self.version}-{self.role}{'-cohort' * self.in_cohort}"

    @property
    def is_admin(self) -> bool:
        """True for an administrator."""
        return self.role == Role.ADMIN

    def get_id(self) -> str:
        """What the session cookie holds: the person and the key that a sign-out everywhere changes."""
        return f"{self.id}.{self.session_key}"


class SessionsOnly(LoginManager):  # type: ignore[misc]
    """Flask-Login without what no page of ours uses, and each request paid: browser fingerprints, « remember me »."""

    def _load_user(self) -> None:
        visitors: Visitors = current_app.extensions["relais_visitors"]
        g._login_user = visitors.named(session.get("_user_id", "")) or self.anonymous_user()

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


class Visitors:
    """Reads who visits, in one statement."""

    def __init__(self, lane: Lane, statement: Prepared) -> None:
        self._lane, self._statement = lane, statement

    def named(self, value: str) -> Visitor | None:
        """The visitor named by the cookie, or None when the key changed or the account is closed."""
        number, _, key = value.partition(".")
        if not number.isdecimal():
            return None
        row = self._lane.execute(self._statement, {"id": int(number), "now": now()}).fetchone()
        return Visitor(*row) if row and row[4] == key else None


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
    login_user(me)
    session.pop("_id")  # Flask-Login's fingerprint of the browser, which we do not use


def end() -> None:
    """Sign out of this browser."""
    session.clear()
    g.pop("csrf_token", None)


def init_app(app: Flask, coaches: ColumnElement[bool], belongs: ColumnElement[bool]) -> None:
    """Read visitors in one statement; what makes a Person coach, or belong, at `:now` is told by who knows terms."""
    admin, coach, learner = (role.value for role in (Role.ADMIN, Role.COACH, Role.LEARNER))  # drivers bind str faster
    role = case((Person.role == admin, admin), (coaches, coach), else_=learner)
    who = select(Person.id, Person.name, role, Person.version, Person.session_key, belongs)
    statement = Prepared(who.where(Person.id == bindparam("id"), Person.disabled.is_(False)))
    with app.app_context():
        app.extensions["relais_visitors"] = Visitors(lane(), statement)
    login_manager.init_app(app)
