"""What was typed in a form that could not be taken (no session any more, or a stale token) and is not lost."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

from course.web.access import local_path

PATHS = ("/evaluations/", "/essais/", "/lecons/", "/deroules/", "/reviser/", "/cohortes/", "/plan/")
PREFIX = "kept."
LARGEST = 100_000
MOST = 500


@dataclass(frozen=True)
class Kept:
    """Fields to post again to a path."""

    path: str
    fields: tuple[tuple[str, str], ...]


def posted() -> Kept | None:
    """What this request posts, when its path is one where work is typed."""
    return _kept(request.path, request.form.items(multi=True)) if request.method == "POST" else None


def carried() -> Kept | None:
    """What the sign-in form carries, as `posted` gave it."""
    fields = (
        (name.removeprefix(PREFIX), value) for name, value in request.form.items(multi=True) if name.startswith(PREFIX)
    )
    return _kept(request.form.get("kept_path", ""), fields)


def _kept(path: str, fields: Iterable[tuple[str, str]]) -> Kept | None:
    if not path.startswith(PATHS) or ".." in path or not local_path(path):
        return None
    pairs = tuple((name, value) for name, value in fields if name != "csrf_token" and "password" not in name)
    size = sum(len(name) + len(value) for name, value in pairs)
    return Kept(path, pairs) if pairs and len(pairs) <= MOST and size <= LARGEST else None
