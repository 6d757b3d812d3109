"""Who does each kind of work, and what runs before each look at the queue."""

from collections.abc import Callable
from typing import Any

Payload = dict[str, Any]
Report = Callable[[int, int], None]
Handler = Callable[[Payload, Report], None]

handlers: dict[str, Handler] = {}
all_sweeps: list[Callable[[], None]] = []


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Declare the function that does this kind of work: it commits what it does, and may run twice.

    It starts outside any transaction, must not keep one open while it does something slow, and commits
    before it reports.
    """

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return register


def sweeps(sweep: Callable[[], None]) -> Callable[[], None]:
    """Declare what runs before each look at the queue: it orders work that fell due, or tidies; it commits."""
    all_sweeps.append(sweep)
    return sweep
