"""An appointment as a calendar file (RFC 5545, and RFC 5546 for the method)."""

from datetime import date
from zoneinfo import ZoneInfo

from course.coaching.models import Appointment
from course.coaching.queries import Following
from course.config import Settings
from course.typography import typo


def event_file(appointment: Appointment, who: Following, settings: Settings) -> bytes:
    """One event in the cohort's time zone, named after both, the same whoever takes it; cancelled, it takes it away."""
    from icalendar import Calendar, Event, vCalAddress, vText  # only this needs it: a server starts faster without

    zone = ZoneInfo(who.cohort.time_zone)
    event = Event()
    event.add("uid", f"rendez-vous-{appointment.token}@{settings.mail_from.rpartition('@')[2].rstrip('>')}")
    event.add("dtstamp", appointment.cancelled_at or appointment.made_at)
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", appointment.ends_at.astimezone(zone))
    event.add("summary", typo(f"{who.person.name} et {who.coach.name} : {who.cohort.name}"))
    if appointment.place:
        event.add("location", appointment.place)
    organizer = vCalAddress(f"MAILTO:{who.coach.email}")
    organizer.params["cn"] = vText(who.coach.name)
    event["organizer"] = organizer
    if appointment.cancelled_at:
        event.add("sequence", 1)
        event.add("status", "CANCELLED")
        event.add("transp", "TRANSPARENT")  # for a calendar that keeps it, struck out
    calendar = Calendar()
    calendar.add("prodid", "-//Relais//Rendez-vous//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if appointment.cancelled_at else "PUBLISH")
    calendar.add_component(event)
    year = appointment.starts_at.year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return bytes(calendar.to_ical())
