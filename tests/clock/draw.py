"""Draw a day on which something may break, and print it: `python -m tests.clock.draw`."""

from datetime import datetime, timedelta
from random import SystemRandom

STRANGE = (
    "2027-03-28T01:40",  # twenty minutes before a change of clocks
    "2027-10-31T02:30",  # the hour that comes twice
    "2028-02-29T10:00",
    "2026-12-31T23:30",
    "2031-08-17T10:00",  # a Sunday
    "2027-05-06T00:30",  # Ascension Day, and still yesterday in UTC
)


def drawn(chance: SystemRandom) -> str:
    """One of the strange days, or any minute of the years to come."""
    any_minute = datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(10 * 366 * 24 * 60))
    return chance.choice((*STRANGE, any_minute.isoformat(timespec="minutes")))


if __name__ == "__main__":
    print(drawn(SystemRandom()))
