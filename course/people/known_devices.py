"""Which accounts a browser opened before: a signed cookie that opens nothing, and tells an owner from a stranger.

OWASP, « Slow Down Online Guessing Attacks with Device Cookies ».
"""

import secrets
from typing import Any

from flask import after_this_request, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from course.config import Settings
from course.people.links import digest

MOST = 8
"""Accounts that one browser remembers, the latest ones: a shared computer has several."""
_LASTS = 400 * 86400


def named(email: str) -> str:
    """The browser's own name, when it opened this account before; "" for a stranger."""
    known = _read()
    return known["id"] if digest(email) in known["people"] else ""


def remember(email: str) -> None:
    """Let this browser be known to the account from now on."""
    known = _read()
    people = [digest(email), *(other for other in known["people"] if other != digest(email))][:MOST]
    value = _signer().dumps({"id": known["id"], "people": people})
    name, secure = _cookie(), _settings().secure

    @after_this_request
    def keep(response: Any) -> Any:
        response.set_cookie(name, value, max_age=_LASTS, secure=secure, httponly=True, samesite="Lax")
        return response


def _read() -> dict[str, Any]:
    if "known_device" not in g:
        try:
            g.known_device = _signer().loads(request.cookies.get(_cookie(), ""))
        except BadSignature:
            g.known_device = {"id": secrets.token_urlsafe(12), "people": []}
    found: dict[str, Any] = g.known_device
    return found


def _cookie() -> str:
    return f"{'__Host-' * _settings().secure}relais-appareil"


def _signer() -> URLSafeSerializer:
    key: str = current_app.config["SECRET_KEY"]
    return URLSafeSerializer(key, salt="known-device")


def _settings() -> Settings:
    found: Settings = current_app.extensions["relais_settings"]
    return found
