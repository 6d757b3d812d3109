"""What was typed in a form that could not be taken (no session any more, or a stale token) and is not lost.

Every form that asks for a session is kept, but for its secrets and its files. What the sign-in page carries is signed:
nobody makes it post what this server did not give it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from flask import current_app, request
from flask_wtf import FlaskForm
from itsdangerous import Signer
from wtforms import PasswordField
from wtforms.fields.core import UnboundField

from course.web.access import is_public, local_path

PREFIX = "kept."
LARGEST = 300_000
MOST = 500


@dataclass(frozen=True)
class Kept:
    """Fields to post again to a path."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def mark(self) -> str:
        """What proves that this server gave it."""
        return _signer().get_signature(self._text()).decode()

    def is_ours(self, mark: str) -> bool:
        """True when the mark is the one that this server gave."""
        return _signer().verify_signature(self._text(), mark)

    def _text(self) -> bytes:
        """All of it, with line ends as no browser changes them."""
        flat = [self.path, *(part for pair in self.fields for part in pair)]
        return "\0".join(" ".join(part.splitlines()) for part in flat).encode(errors="replace")


def posted() -> Kept | None:
    """What this request posts, when it asks for a session and holds something that was typed or chosen."""
    if request.method != "POST" or is_public(request.endpoint):
        return None
    return _kept(request.full_path.rstrip("?"), request.form.items(multi=True))


def carried() -> Kept | None:
    """What the sign-in form carries, as `posted` gave it."""
    fields = (
        (name.removeprefix(PREFIX), value) for name, value in request.form.items(multi=True) if name.startswith(PREFIX)
    )
    found = _kept(request.form.get("kept_path", ""), fields)
    return found if found and found.is_ours(request.form.get("kept_mark", "")) else None


def is_lost() -> bool:
    """True when this request posts what is too long to be kept, or a file."""
    typed = any(name not in _secrets() and value for name, value in request.form.items(multi=True))
    return any(request.files.values()) or (typed and posted() is None)


def _kept(path: str, fields: Iterable[tuple[str, str]]) -> Kept | None:
    if ".." in path or not local_path(path):
        return None
    pairs = tuple((name, value) for name, value in fields if not _is_secret(name))
    size = sum(len(name) + len(value) for name, value in pairs)
    return Kept(path, pairs) if pairs and len(pairs) <= MOST and size <= LARGEST else None


def _is_secret(name: str) -> bool:
    return name == "csrf_token" or "password" in name or name in _secrets()


@cache
def _secrets() -> frozenset[str]:
    """The names of the fields where a password is typed, in whatever form."""
    return frozenset({"csrf_token", *(name for form in _below(FlaskForm) for name in _passwords(form))})


def _below(form: type) -> Iterator[type]:
    children: list[type] = form.__subclasses__()
    for child in children:
        yield child
        yield from _below(child)


def _passwords(form: type) -> Iterator[str]:
    for name, field in vars(form).items():
        if isinstance(field, UnboundField) and issubclass(field.field_class, PasswordField):
            yield name


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="kept-form")
