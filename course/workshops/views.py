"""A cohort's workshops as its members see them: those to come, those that were, one of them."""

from flask import Blueprint, abort, render_template

from course.clock import now
from course.cohorts.views import ID, own
from course.workshops import queries, rules
from course.workshops.models import Workshop

bp = Blueprint("workshops", __name__, url_prefix="/cohortes")
bp.add_app_template_filter(rules.day_in_words, "day_in_words")
bp.add_app_template_filter(
    lambda item, zone: rules.hours_in_words(item.starts_at, item.ends_at, zone), "hours_in_words"
)

WORKSHOP = f"{ID}/ateliers/<int(max=2147483647):workshop_id>"


def workshop_of(cohort_id: int, workshop_id: int) -> Workshop:
    """A workshop of this cohort; another's is not found."""
    return queries.workshop(cohort_id, workshop_id) or abort(404)


@bp.get(f"{ID}/ateliers")
def workshops(cohort_id: int) -> str:
    """What comes, the next first; what was, the last first."""
    standing, at = own(cohort_id), now()
    return render_template(
        "workshops/workshops.html",
        standing=standing,
        cohort=standing.cohort,
        upcoming=queries.upcoming(cohort_id, at),
        past=queries.past(cohort_id, at),
    )
