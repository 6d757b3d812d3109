"""A page that the browser already holds: « nothing changed » is said before Flask wakes up, after the same checks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from course.db import lane
from course.people.session import Visitors
from course.web.fragments import tag_of
from course.web.sessions import SignedSessions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Revalidation:
    """Answers 304 on these paths when the tag is the one that this visitor's page would have now."""

    def __init__(self, app: Flask, paths: frozenset[str]) -> None:
        self._next: WSGIApplication = app.wsgi_app
        self._paths = paths
        self._version: str = app.extensions["relais_version"]
        self._visitors: Visitors = app.extensions["relais_visitors"]
        self._sessions = app.session_interface
        with app.app_context():
            self._driver = lane().dialect.loaded_dbapi

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        held = environ.get("HTTP_IF_NONE_MATCH")
        if held and environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] in self._paths:
            try:
                if held == self._tag(environ.get("HTTP_COOKIE", "")):
                    start_response("304 NOT MODIFIED", [("ETag", held)])
                    return ()
            except self._driver.Error:  # the application says it better
                pass
        return self._next(environ, start_response)

    def _tag(self, cookies: str) -> str | None:
        assert isinstance(self._sessions, SignedSessions)
        session = self._sessions.read(cookies)
        visitor = self._visitors.named(session.get("_user_id", ""))
        if visitor is None or visitor.unseen or "csrf_token" not in session or "_flashes" in session:
            return None
        return tag_of(self._version, session["csrf_token"], visitor.mark)


def init_app(app: Flask, paths: frozenset[str]) -> None:
    """Put it before the application, and after what adds the headers."""
    app.wsgi_app = Revalidation(app, paths)  # type: ignore[method-assign]
