"""The plan in a person's calendar: one event without hours for each week to come."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask import current_app

from course.onboarding.plan.queries import Situation, situation
from course.onboarding.plan.words import Week, weeks_of
from course.typography import duration
from course.workshops.feed import Entry, contributes, uid_of

MOST_WEEKS = 8
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@contributes
def weeks(person_id: int, at: datetime) -> Iterable[Entry]:
    """The next weeks of a person's plan, as it is now; a plan has no version but the hour it is read."""
    found = situation(person_id, at)
    following = weeks_of(found.plan, found.coming, found.pace.absences, found.today)
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [_entry(week, found, person_id, hour) for week in following[:MOST_WEEKS] if week.lines]


def _entry(week: Week, found: Situation, person_id: int, hour: datetime) -> Entry:
    steps = [f"- {found.standings[line.key].step.title} ({duration(line.minutes)})" for line in week.lines]
    url: str = current_app.extensions["relais_settings"].url
    return Entry(
        uid=uid_of("plan", f"{person_id}-{week.monday:%Y%m%d}"),
        starts=week.lines[0].first,
        ends=week.lines[-1].last + timedelta(days=1),
        title=f"Mon plan : {duration(week.minutes)} cette semaine",
        changed_at=hour,
        sequence=(hour - _EPOCH) // timedelta(hours=1),
        text="\n".join(steps),
        url=f"{url.rstrip('/')}/plan",
    )
