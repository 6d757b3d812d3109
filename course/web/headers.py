"""The headers that protect every page: no foreign host, no inline script, no frame."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Server", "Relais"),
]
_HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
_PRIVATE = [("Cache-Control", "private, no-cache"), ("Vary", "Cookie")]


class _Protected:
    """Adds them as the answer leaves; what says nothing of caching is private and depends on the cookie."""

    def __init__(self, app: "WSGIApplication", fixed: list[tuple[str, str]]) -> None:
        self._app, self._fixed = app, fixed

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            names = {name for name, _ in headers}
            private = [] if "Cache-Control" in names else [item for item in _PRIVATE if item[0] not in names]
            return start_response(status, [*headers, *self._fixed, *private], exc_info)

        return self._app(environ, start)


def init_app(app: Flask, secure: bool) -> None:
    """Set them on every answer; HSTS only when visitors come over HTTPS."""
    app.wsgi_app = _Protected(app.wsgi_app, [*_FIXED, _HSTS] if secure else _FIXED)  # type: ignore[method-assign]
