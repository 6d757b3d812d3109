"""Flask's signed sessions, without the same arithmetic twice for the same cookie."""

import time
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.http import parse_cookie


class SignedSessions(SecureCookieSessionInterface):
    """Remembers what a `Cookie` header says and when it was signed: a pure function of its text and of the key.

    Its age is checked at each request, and who it names is read in the database at each request.
    """

    def __init__(self, app: Flask) -> None:
        serializer = super().get_signing_serializer(app)
        assert serializer
        self._serializer = serializer
        self._name: str = app.config["SESSION_COOKIE_NAME"]
        self._lifetime = app.permanent_session_lifetime.total_seconds()
        self._read = lru_cache(maxsize=8192)(self._decode)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """The application's one serializer."""
        return self._serializer

    def read(self, header: str) -> dict[str, Any]:
        """What the cookie of a `Cookie` header says, while it is young enough; not to be modified."""
        values, signed_at = self._read(header)
        return values if 0 <= time.time() - signed_at <= self._lifetime else {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session that the cookie holds, or an empty one."""
        values = self.read(request.environ.get("HTTP_COOKIE", ""))
        return self.session_class({name: [*item] if isinstance(item, list) else item for name, item in values.items()})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie when the session changed; `Vary` is with the other headers (course.web.headers)."""
        if session.modified:
            super().save_session(app, session, response)

    def _decode(self, header: str) -> tuple[dict[str, Any], float]:
        try:
            values, signed = self._serializer.loads(parse_cookie(header).get(self._name, ""), return_timestamp=True)
        except BadSignature:
            return {}, 0.0
        return values, int(signed.timestamp())
