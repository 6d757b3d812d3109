"""Why somebody needs their coach, as conditions that a list of 5,000 people can be filtered and sorted on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from course.cohorts.models import Cohort, Membership
from course.tracking.models import RollUp

SILENT, STUCK, FAILURES = timedelta(days=14), timedelta(days=21), 2


@dataclass(frozen=True)
class Need:
    """One reason: its name in addresses, its words, and what is then true of a Person, a Membership and a RollUp."""

    key: str
    label: str
    holds: ColumnElement[bool]


Finder = Callable[[Cohort, datetime], Sequence[Need]]

UNFINISHED: ColumnElement[bool] = or_(RollUp.person_id.is_(None), RollUp.step != "")
"""That something remains to do; whoever never did anything may have no row."""


def usual(_cohort: Cohort, at: datetime) -> Sequence[Need]:
    """Silent, on the same step, assessment failed: never said of who arrived since."""
    quiet = _before(RollUp.active_at, at - SILENT)
    still = _before(RollUp.advanced_at, at - STUCK)
    return (
        Need("silence", "Silence", and_(UNFINISHED, quiet)),
        Need("meme-etape", "Même étape", and_(UNFINISHED, still)),
        Need("essais", "Essais manqués", RollUp.failures >= FAILURES),
    )


def _before(date: Any, limit: datetime) -> ColumnElement[bool]:
    return and_(Membership.starts_at < limit, or_(date.is_(None), date < limit))


_finders: list[Finder] = [usual]


def found_by(finder: Finder) -> Finder:
    """Declare who says what a cohort's people need, in place of the usual reasons."""
    _finders.append(finder)
    return finder


def needs_of(cohort: Cohort, at: datetime) -> Sequence[Need]:
    """The reasons that lists of this cohort know at this instant."""
    return _finders[-1](cohort, at)
