"""The follow-up of a cohort: the grid of people and steps, and the path of one of them, for who looks after them."""

from flask import Blueprint, abort, render_template, request

from course.clock import now
from course.cohorts.views import ID, led
from course.people.session import visitor
from course.progress.queries import catalog, record
from course.progress.rules import next_step, path_steps, progress
from course.tracking import queries
from course.tracking.beside import parts
from course.tracking.forms import ORDER_LABELS, STAGE_LABELS, asked_in, need_labels, query_of
from course.tracking.needs import needs_of

bp = Blueprint("tracking", __name__, url_prefix="/cohortes")

GRID = f"{ID}/suivi"


@bp.get(GRID)
def grid(cohort_id: int) -> str:
    """Who is where, step by step."""
    cohort, at, content = led(cohort_id).cohort, now(), catalog()
    needs = needs_of(cohort, at)
    asked = asked_in(request.args, needs)
    return render_template(
        "tracking/grid.html",
        cohort=cohort,
        page=queries.grid(cohort, asked, needs, request.args.get("page", 1, int), at),
        modules=[(module, content.steps(module)) for module in content.course.modules],
        asked=asked,
        address=query_of(asked),
        stages=STAGE_LABELS,
        needs=need_labels(needs),
        orders=ORDER_LABELS,
        me=visitor(),
    )


@bp.get(f"{GRID}/<int(max=2147483647):person_id>/parcours")
def person(cohort_id: int, person_id: int) -> str:
    """The path of one person, with the facts that they see themselves."""
    standing, at = led(cohort_id), now()
    cohort = standing.cohort
    row = queries.member(cohort.id, person_id, at) if person_id != visitor().id else None
    person, membership, roll_up = row or abort(404)
    content, facts = catalog(), record(person_id)
    steps = queries.route()
    return render_template(
        "tracking/person.html",
        standing=standing,
        cohort=cohort,
        person=person,
        membership=membership,
        roll_up=roll_up,
        modules=[(module, progress(content.steps(module), facts)) for module in content.course.modules],
        whole=progress(path_steps(content), facts),
        following=next_step(progress(steps.every, facts), facts),
        tries=queries.tries(person_id),
        parts=parts(cohort, person, at),
    )
