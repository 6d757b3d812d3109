"""Entries as a calendar file (RFC 5545); instants are in UTC, which no time zone's table can get wrong."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from flask import current_app

from course.cohorts.models import Cohort
from course.config import Settings
from course.typography import typo
from course.workshops.feed import Entry, entry_of
from course.workshops.models import Workshop
from course.workshops.preparation import Pair

if TYPE_CHECKING:
    from icalendar import Calendar, Event

REFRESH = timedelta(hours=6)
"""How often calendars are asked to come back; `x-published-ttl` says the same to those that know only it."""


def calendar_text(entries: Iterable[Entry], name: str) -> bytes:
    """A calendar to subscribe to; the same entries give the same bytes."""
    from icalendar import vText  # only calendars need it: a server starts faster without

    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", vText(typo(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def workshop_text(workshop: Workshop, cohort: Cohort, asked: Sequence[Pair]) -> bytes:
    """One workshop to take into one's calendar; taken again, it replaces itself, or goes when it is cancelled.

    It names no calendar and asks for no return (RFC 7986): Outlook would open a new calendar for it. RFC 5546 wants an
    organizer in both methods.
    """
    from icalendar import vCalAddress, vText

    settings: Settings = current_app.extensions["relais_settings"]
    organizer = vCalAddress(f"MAILTO:{parseaddr(settings.mail_from)[1]}")
    organizer.params["cn"] = vText(typo(cohort.name))
    calendar = _calendar("CANCEL" if workshop.cancelled_at else "PUBLISH")
    event = _event(entry_of(workshop, cohort, asked))
    event["organizer"] = organizer
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Relais//Ateliers//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


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
