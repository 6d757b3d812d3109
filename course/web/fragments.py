"""A page rendered once at start, cut at its slots: serving it is joining bytes (docs/decisions/0004)."""

import re
from collections.abc import Callable
from functools import lru_cache
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Protocol

from flask import Response, current_app, g, get_flashed_messages, render_template, request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from wtforms import ValidationError

_THEN = "~"
"""Between the two parts of a token; neither holds it."""
_SLOT = re.compile("\x02([a-z0-9_]+)\x03")


def slot(name: str) -> Markup:
    """The mark that a template leaves where a personal part goes."""
    return Markup(f"\x02{name}\x03")


CSRF_SLOT = str(slot("csrf"))
"""The slot of a form's token, in a piece of page that is kept as text."""


class Fragments:
    """The fixed parts of a page, and the names of the slots between them."""

    def __init__(self, html: str) -> None:
        pieces = _SLOT.split(html)
        self._fixed = [piece.encode() for piece in pieces[::2]]
        self.slots = pieces[1::2]

    def fill(self, values: Callable[[str], str]) -> bytes:
        """The page's bytes; `values` gives the HTML of each slot."""
        page = [self._fixed[0]]
        for name, fixed in zip(self.slots, self._fixed[1:], strict=True):
            page.append(values(name).encode())
            page.append(fixed)
        return b"".join(page)


def render_fragments(template: str, **context: object) -> Fragments:
    """Render a template once, with the frame's own slots, outside any request."""
    return Fragments(render_template(template, prebuilt=True, slot=slot, csrf_token=lambda: slot("csrf"), **context))


class Seen(Protocol):
    """What the frame shows of a visitor."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def in_cohort(self) -> bool: ...


def frame_slot(name: str, visitor: Seen | None, current: str) -> str:
    """The slots that every prebuilt page has: its CSRF token, its navigation, its messages."""
    if name == "csrf":
        return csrf()
    if name == "nav":
        return navigation(visitor.name, visitor.role, visitor.in_cohort, current) if visitor else ""
    if name == "messages":
        return render_template("web/messages.html", messages=_messages()) if "_flashes" in session else ""
    raise KeyError(name)


@lru_cache(maxsize=4096)
def navigation(person: str, role: str, in_cohort: bool, current: str) -> str:
    """The top navigation as HTML; a pure function of what it shows."""
    return render_template("web/nav.html", person=person, role=role, in_cohort=in_cohort, current=current)


def csrf() -> str:
    """This session's token, signed once per session since it lives as long as the session does; and what is drawn for
    this page alone, which makes two presses of one page known as such.
    """
    if "drawn" not in g:
        g.drawn = token_urlsafe(9)
    return f"{_signed(_csrf_seed())}{_THEN}{g.drawn}"


def carries_token() -> bool:
    """True when the form holds a token of this session; one that another process signed is Flask-WTF's to judge."""
    held = session._get_current_object()  # type: ignore[attr-defined]
    given = request.form.get("csrf_token", "").partition(_THEN)[0]
    if "csrf_token" not in held or not given:
        return False
    if not compare_digest(given.encode(), _signed(held["csrf_token"]).encode()):
        try:
            validate_csrf(given)
        except ValidationError:
            return False
    g.csrf_valid = True  # what Flask-WTF's forms look at
    return True


def drawn() -> str:
    """What was drawn for the page whose form this is; "" when it carries nothing of the kind."""
    return request.form.get("csrf_token", "").partition(_THEN)[2]


def _csrf_seed() -> str:
    """What the session's token signs, drawn now when there is none yet."""
    held = session._get_current_object()  # type: ignore[attr-defined]  # the proxy costs at each look
    if "csrf_token" not in held:
        generate_csrf()
    seed: str = held["csrf_token"]
    return seed


@lru_cache(maxsize=8192)
def _signed(_raw: str) -> str:
    token: str = generate_csrf()
    return token


def _messages() -> list[tuple[str, str]]:
    return get_flashed_messages(with_categories=True)  # type: ignore[return-value]


def etag(mark: str) -> str:
    """The tag of a page that shows this mark: content, session (its forms carry a token) and person."""
    return tag_of(current_app.extensions["relais_version"], _csrf_seed(), mark)


def tag_of(version: str, seed: str, mark: str) -> str:
    """The tag, from the version of the content, the session's own seed and what the person sees."""
    return f'"{version}-{seed[:8]}-{mark}"'


def page(body: bytes, tag: str) -> Response:
    """A private page that the browser may keep and must ask about."""
    response = Response(body, mimetype="text/html")
    if "_flashes" not in session:
        response.headers["ETag"] = tag
    return response
