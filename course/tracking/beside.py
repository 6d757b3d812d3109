"""What other packages add to a person's page for their coach: notes, messages, a follow-up sheet."""

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup

from course.cohorts.models import Cohort
from course.people.models import Person

Part = Callable[[Cohort, Person, datetime], Markup]
_parts: list[Part] = []


def beside(part: Part) -> Part:
    """Declare what is shown under the heading of a person's page; it may be empty for some visitors."""
    _parts.append(part)
    return part


def parts(cohort: Cohort, person: Person, at: datetime) -> list[Markup]:
    """All that is added to the page of this person, followed in this cohort."""
    return [part(cohort, person, at) for part in _parts]
