"""What the home page tells somebody who joined a cohort lately; who knows of their arrival registers here."""

from collections.abc import Callable

Announcement = Callable[[int], str]
"""Given a person, the HTML of what they are told, or ""; it only reads."""

_announcements: list[Announcement] = []


def announces(announcement: Announcement) -> Announcement:
    """Declare a function that tells who arrives where they are."""
    _announcements.append(announcement)
    return announcement


def announced(person_id: int) -> str:
    """All that is told to this person."""
    return "".join(tell(person_id) for tell in _announcements)
