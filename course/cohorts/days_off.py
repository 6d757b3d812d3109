"""Days off as they are typed, one a line: « 24/12/2026 au 03/01/2027 Fermeture de fin d'année »."""

import re
from collections.abc import Sequence
from datetime import date

from course.cohorts.rules import LABEL_LONGEST, MOST_DAYS_OFF
from course.typed import line

_DATE = r"([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
_LINE = re.compile(rf"{_DATE}(?:\s*(?:au|à|-|–)\s*{_DATE})?(?:\s*:)?(?:\s+(.*))?")
_LONGEST_DAYS = 366
DayOff = tuple[date, date, str]
"""First day, last day, label."""


def read(text: str) -> tuple[list[DayOff], list[str]]:
    """The days off of a text, and what is wrong with it, by line."""
    found: list[DayOff] = []
    problems = []
    for number, typed in enumerate(text.splitlines(), 1):
        if not line(typed):
            continue
        try:
            found.append(_line(line(typed)))
        except ValueError as error:
            problems.append(f"Ligne {number} : {error}")
    if len(found) > MOST_DAYS_OFF:
        problems.append(f"Au plus {MOST_DAYS_OFF} lignes : il y en a {len(found)}. Regroupez des jours qui se suivent.")
    return found, problems


def write(days: Sequence[DayOff]) -> str:
    """The text that `read` reads back."""
    return "\n".join(_written(*day) for day in days)


def _line(typed: str) -> DayOff:
    match = _LINE.fullmatch(typed)
    if match is None:
        raise ValueError("écrivez une date comme 24/12/2026, ou deux : 24/12/2026 au 03/01/2027.")
    first = _date(match[1])
    last = _date(match[2]) if match[2] else first
    label = (match[3] or "").strip()
    if last < first:
        raise ValueError("la seconde date vient avant la première.")
    if (last - first).days > _LONGEST_DAYS:
        raise ValueError("un an au plus d'un seul tenant.")
    if len(label) > LABEL_LONGEST:
        raise ValueError(f"{LABEL_LONGEST} signes au plus après la date.")
    return first, last, label


def _date(typed: str) -> date:
    year, month, day = map(int, typed.split("-") if "-" in typed else reversed(typed.split("/")))
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or not 2000 <= year < 2100:
        raise ValueError(f"« {typed} » n'est pas une date.")
    return found


def _written(first: date, last: date, label: str) -> str:
    days = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} au {last:%d/%m/%Y}"
    return f"{days} {label}".strip()
