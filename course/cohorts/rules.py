"""What is true of a cohort on a day: its working days, its zone's days as instants, where a term stands."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from course.cohorts.holidays import holidays

NAME_LONGEST, LABEL_LONGEST, NOTE_LONGEST, ITEM_LONGEST = 120, 80, 4000, 200
LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 10, 1200, 60
MOST_DAYS_OFF, MOST_ITEMS = 60, 40
LONGEST_TERM = timedelta(days=2 * 366)
HANDOVER = timedelta(weeks=4)
"""The last weeks of a term, when the next coach comes in (lesson coach/relais)."""
WEEKDAYS = {1: "lundi", 2: "mardi", 3: "mercredi", 4: "jeudi", 5: "vendredi", 6: "samedi", 7: "dimanche"}
ZONES = {
    "Europe/Paris": "France métropolitaine",
    "America/Guadeloupe": "Guadeloupe, Saint-Barthélemy, Saint-Martin",
    "America/Martinique": "Martinique",
    "America/Cayenne": "Guyane",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "Indian/Reunion": "La Réunion",
    "Indian/Mayotte": "Mayotte",
    "Pacific/Noumea": "Nouvelle-Calédonie",
    "Pacific/Tahiti": "Polynésie française",
    "Pacific/Wallis": "Wallis-et-Futuna",
}
CHECKLIST = (
    "Un entretien mené par la personne sortante, la personne entrante regarde, avec l'accord de l'intéressé",
    "La page transmise est lue à deux : promesses, dates, échéances, accès",
    "Vingt minutes à trois avec chaque porteur : ce que l'on dit, ce que l'on dira soi-même, ce qu'on laisse ici",
    "Une séance de la cohorte co-animée",
    "Un entretien mené par la personne entrante, la personne sortante regarde, puis un quart d'heure à deux",
    "Les accès sont transmis : liste de diffusion, salle en ligne, carnet du réseau",
    "La clôture est dite devant la cohorte : ce qui est promis, et qui le tiendra",
    "Les notes personnelles de la personne sortante sont détruites",
)
"""What a hand-over holds, from lesson coach/relais: four weeks, by degrees."""

PAGE = "Promis :\n\nDates :\n\nÉchéances :\n\nAccès :\n\nCe que je ferais autrement :\n"
"""The headings of the page handed over, from the same lesson."""


@dataclass(frozen=True)
class Calendar:
    """The days when a cohort does not work: ISO weekdays (1 is Monday), ranges with both ends, public holidays."""

    weekdays: frozenset[int] = frozenset({6, 7})
    ranges: tuple[tuple[date, date], ...] = ()
    holidays: bool = True

    def is_off(self, day: date) -> bool:
        """True when nothing is planned nor sent on that day."""
        return (
            day.isoweekday() in self.weekdays
            or (self.holidays and day in holidays(day.year))
            or any(first <= day <= last for first, last in self.ranges)
        )


class Stage(IntEnum):
    """Where a term stands; it only ever grows."""

    COMING, RUNNING, ENDING, ENDED = range(4)


def stage(starts_at: datetime, ends_at: datetime, at: datetime) -> Stage:
    """Where a term stands at an instant; one that is no longer than a hand-over never shows as ending."""
    if at < starts_at:
        return Stage.COMING
    if at >= ends_at:
        return Stage.ENDED
    long = ends_at - starts_at > 2 * HANDOVER
    return Stage.ENDING if long and at >= ends_at - HANDOVER else Stage.RUNNING


def begins(day: date, zone: str) -> datetime:
    """The instant when a day begins in a time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def ends(day: date, zone: str) -> datetime:
    """The instant when a day is over there: a term « until the 30th » holds all that day."""
    return begins(day + timedelta(days=1), zone)


def first_day(starts_at: datetime, zone: str) -> date:
    """The day of an instant in a time zone."""
    return starts_at.astimezone(ZoneInfo(zone)).date()


def last_day(ends_at: datetime, zone: str) -> date:
    """The last day, in a time zone, of what is over at this instant."""
    return first_day(ends_at - timedelta(microseconds=1), zone)


def moved(instant: datetime, former: str, zone: str) -> datetime:
    """The instant when a clock of another zone shows the same."""
    return instant.astimezone(ZoneInfo(former)).replace(tzinfo=ZoneInfo(zone))
