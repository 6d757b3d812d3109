"""French public holidays, computed.

Source: Code du travail, article L. 3133-1; the date of Easter by the method of Meeus, Jones and Butcher.
"""

from datetime import date, timedelta
from functools import lru_cache

_FIXED = (
    (1, 1, "Jour de l'an"),
    (5, 1, "Fête du Travail"),
    (5, 8, "Victoire de 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice de 1918"),
    (12, 25, "Noël"),
)
_AFTER_EASTER = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leap, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    leaps, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> dict[date, str]:
    """The eleven public holidays of a year, with their names, in order."""
    sunday = easter(year)
    found = {date(year, month, day): name for month, day, name in _FIXED}
    found |= {sunday + timedelta(days=days): name for days, name in _AFTER_EASTER}
    return dict(sorted(found.items()))
