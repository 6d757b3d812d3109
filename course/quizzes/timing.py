"""When an assessment may be taken, and until when an attempt counts: pure rules over instants."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from course.quizzes.schema import Quiz

GRACE = timedelta(seconds=10)
"""What the network may take: an answer that arrives this long after the end counts still."""


def opens_at(quiz: Quiz, zone: str) -> datetime | None:
    """The instant of the file's `opens`; of an hour that a change of clocks repeats or skips, the earliest."""
    return min(_readings(quiz.opens, zone)) if quiz.opens else None


def closes_at(quiz: Quiz, zone: str) -> datetime | None:
    """The instant of the file's `closes`; of an hour that a change of clocks repeats or skips, the latest."""
    return max(_readings(quiz.closes, zone)) if quiz.closes else None


def _readings(local: datetime, zone: str) -> list[datetime]:
    return [local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]


def extra_minutes(limit: int | None, percent: int) -> int:
    """What an accommodation adds to a time limit in minutes, rounded up: 33 % of an hour is 20 minutes."""
    return -(-(limit or 0) * percent // 100)


def deadline(quiz: Quiz, started_at: datetime, zone: str, extra: int) -> datetime | None:
    """Until when an attempt counts: its time or the window, whichever ends first, then the `extra` minutes granted."""
    closes = closes_at(quiz, zone)
    ends = [started_at + timedelta(minutes=quiz.time_limit)] if quiz.time_limit else []
    ends += [closes] if closes else []
    return min(ends) + timedelta(minutes=extra) if ends else None
