"""Flask's signed sessions, without the same arithmetic twice for the same cookie."""

import re
import time
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

LONGEST = 4096
"""Signs of a cookie that is read: browsers keep no longer one, and a stranger may send sixty thousand."""
CLOCKS = 300
"""Seconds by which two machines may differ: a cookie signed « in the future » by less is everybody's."""


class SignedSessions(SecureCookieSessionInterface):
    """Remembers what a cookie says and when it was signed: a pure function of its text and of the key.

    Its age is checked at each request, and who it names is read in the database at each request.
    """

    def __init__(self, app: Flask) -> None:
        serializer = super().get_signing_serializer(app)
        assert serializer
        self._serializer = serializer
        self._named = re.compile(rf"(?:^|;)[ \t]*{re.escape(app.config['SESSION_COOKIE_NAME'])}=([^;]*)")
        self._lifetime = app.permanent_session_lifetime.total_seconds()
        self._read = lru_cache(maxsize=8192)(self._decode)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """The application's one serializer."""
        return self._serializer

    def read(self, header: str) -> dict[str, Any]:
        """What the cookie of a `Cookie` header says, while it is young enough; not to be modified.

        Other cookies are not looked at: whatever another site of the same domain put there changes nothing. Of
        several of ours, the first that we signed counts.
        """
        for found in self._named.finditer(header):
            text = found[1].strip(' \t"')
            values, signed_at = self._read(text) if len(text) <= LONGEST else ({}, 0.0)
            if -CLOCKS <= time.time() - signed_at <= self._lifetime:
                return values
        return {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session that the cookie holds, or an empty one."""
        values = self.read(request.environ.get("HTTP_COOKIE", ""))
        return self.session_class({name: [*item] if isinstance(item, list) else item for name, item in values.items()})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie when the session changed; `Vary` is with the other headers (course.web.headers)."""
        if session.modified:
            super().save_session(app, session, response)

    def _decode(self, cookie: str) -> tuple[dict[str, Any], float]:
        try:
            values, signed = self._serializer.loads(cookie, return_timestamp=True)
        except BadSignature:
            return {}, 0.0
        return values, signed.timestamp()
