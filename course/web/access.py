"""Default deny: every view asks for a sign-in, and `@public` is the exception."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user
from flask_wtf import CSRFProtect

from course.db import SAFE_METHODS
from course.web import fragments
from course.web.fragments import carries_token

csrf = CSRFProtect()

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Let anyone see this view, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def only(*roles: str) -> Callable[[View], View]:
    """Keep this view for these roles; anyone else gets 403 and nothing happens."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if current_user.role not in roles:
                abort(403)
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def init_app(app: Flask) -> None:
    """Check every request before its view runs: its token when it writes, then who asks."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.context_processor(lambda: {"csrf_token": fragments.csrf})

    @app.before_request
    def guard() -> Any:
        asked = request._get_current_object()  # type: ignore[attr-defined]  # the proxy costs at each look
        if "\0" in asked.path:  # no address has one, and PostgreSQL refuses it as a value
            abort(404)
        if asked.method not in SAFE_METHODS and app.config["WTF_CSRF_ENABLED"] and not carries_token():
            csrf.protect(apply_exemptions=True)
        view = app.view_functions.get(asked.endpoint or "")
        if view is None or getattr(view, "is_public", False) or current_user.is_authenticated:
            return None
        return app.login_manager.unauthorized()  # type: ignore[attr-defined]


def wants_json() -> bool:
    """True when a script of ours asks, which shows the message itself."""
    return request.accept_mimetypes.best == "application/json"


def is_public(endpoint: str | None) -> bool:
    """True when anyone may see this view."""
    return getattr(current_app.view_functions.get(endpoint or ""), "is_public", False)


def local_path(target: str | None) -> str | None:
    """A path of this site that is safe to redirect to, or None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return None if any(ord(char) < 33 or char == "\\" for char in target) else target
