"""Why somebody needs their coach, as conditions that a list of 5,000 people can be filtered and sorted on.

Lists know no reason of their own: who decides of them declares them here (course/coaching).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from course.cohorts.models import Cohort


@dataclass(frozen=True)
class Need:
    """One reason: its name in addresses, its words, and what is then true of a Person, a Membership and a RollUp."""

    key: str
    label: str
    holds: ColumnElement[bool]


Finder = Callable[[Cohort, datetime], Sequence[Need]]

_finders: list[Finder] = []


def found_by(finder: Finder) -> Finder:
    """Declare who says what the people of a cohort need."""
    _finders.append(finder)
    return finder


def needs_of(cohort: Cohort, at: datetime) -> Sequence[Need]:
    """The reasons that lists of this cohort know at this instant, the most urgent first."""
    return [need for finder in _finders for need in finder(cohort, at)]
