"""Entries as a calendar file (RFC 5545); instants are in UTC, which no time zone's table can get wrong."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from course.typography import typo
from course.workshops.feed import Entry

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(hours=6)
"""How often calendars are asked to come back; `x-published-ttl` says the same to those that know only it."""


def calendar_text(entries: Iterable[Entry], name: str) -> bytes:
    """The file; the same entries give the same bytes."""
    from icalendar import Calendar, vText  # only calendars need it: a server starts faster without

    calendar = Calendar()
    calendar.add("prodid", "-//Relais//Ateliers//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(typo(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", _moment(entry.starts))
    event.add("dtend", _moment(entry.ends))
    event.add("summary", typo(entry.title))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if isinstance(entry.starts, datetime) and not entry.cancelled else "TRANSPARENT")
    for name, value in (("description", typo(entry.text)), ("location", entry.place), ("url", entry.url)):
        if value:
            event.add(name, value)
    return event


def _moment(value: datetime | date) -> datetime | date:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
