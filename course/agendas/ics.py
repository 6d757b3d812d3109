"""An agenda as a calendar file (RFC 5545)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from course.agendas.rules import Printed
from course.typography import duration, typo


def calendar_file(agenda: Printed, day: date, uid: str, changed_at: datetime, zone: str) -> bytes:
    """One event in this time zone, with the rows as its description; the same `uid` replaces it when imported again."""
    from icalendar import Calendar, Event  # only exports need it: a server starts faster without

    begins = datetime.combine(day, agenda.starts, ZoneInfo(zone))
    ends = (begins.astimezone(UTC) + timedelta(minutes=agenda.planned)).astimezone(begins.tzinfo)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", typo(agenda.title))
    if agenda.place:
        event.add("location", agenda.place)
    event.add("description", typo(_description(agenda)))
    calendar = Calendar()
    calendar.add("prodid", "-//Relais//Mon déroulé//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(day.year - 1, 1, 1), last_date=date(day.year + 2, 1, 1))
    return bytes(calendar.to_ical())


def _description(agenda: Printed) -> str:
    parts = []
    for clock, row in agenda.lines:
        who = f" ({row.who})" if row.who else ""
        parts.append(f"{clock} · {row.title or 'Sans titre'}, {duration(row.minutes)}{who}")
        parts += [f"    {line}" for line in row.note.splitlines()]
    return "\n".join([*parts, agenda.spare])
