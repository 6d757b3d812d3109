"""Who does each kind of work, and what runs before each look at the queue."""

from collections.abc import Callable
from typing import Any

Payload = dict[str, Any]
Report = Callable[[int, int], None]
Handler = Callable[[Payload, Report], None]

handlers: dict[str, Handler] = {}
labels: dict[str, str] = {}
all_sweeps: list[Callable[[], None]] = []


class UnknownKindError(Exception):
    """Nobody here does this kind of work."""


def handles(kind: str, label: str) -> Callable[[Handler], Handler]:
    """Declare the function that does this kind of work: it commits what it does, and may run twice.

    It starts outside any transaction, must not keep one open while it does something slow, and commits
    before it reports. `label` is how administrators read of it.
    """

    def register(handler: Handler) -> Handler:
        handlers[kind], labels[kind] = handler, label
        return handler

    return register


def handler(kind: str) -> Handler:
    """The function that does this kind of work. Raises UnknownKindError."""
    if kind not in handlers:
        raise UnknownKindError("Ce serveur ne sait pas faire ce travail : il vient d'une autre version de Relais.")
    return handlers[kind]


def sweeps(sweep: Callable[[], None]) -> Callable[[], None]:
    """Declare what runs before each look at the queue: it orders work that fell due, or tidies; it commits."""
    all_sweeps.append(sweep)
    return sweep
