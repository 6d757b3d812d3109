"""Where somebody arrives after signing in: on their path, unless a part of Relais expects them elsewhere first."""

from collections.abc import Callable
from datetime import datetime

from course.clock import now

Expectation = Callable[[int, datetime], str]
"""Given a person and an instant, the local path where they are expected, or ""."""

_expectations: list[Expectation] = []


def expects(expectation: Expectation) -> Expectation:
    """Declare a function that says where a person is expected first; it only reads."""
    _expectations.append(expectation)
    return expectation


def landing(person_id: int) -> str:
    """The local path where this person arrives now."""
    at = now()
    return next((path for asked in _expectations if (path := asked(person_id, at))), "/")
