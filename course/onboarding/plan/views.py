"""« Mon plan », computed when it is looked at; and the same, to read, for who coaches the person."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.operations import RefusedError
from course.cohorts.queries import coached
from course.db import db
from course.onboarding.plan import operations, queries, words
from course.onboarding.plan.forms import AbsenceForm, PaceForm
from course.onboarding.plan.queries import Situation
from course.onboarding.plan.timeline import monday_of
from course.people.models import Person
from course.people.session import visitor

SHOWN = 8
"""Weeks shown at once; the others are a click away."""

bp = Blueprint("plan", __name__, url_prefix="/plan")
bp.add_app_template_filter(words.day_of, "day_of")
bp.add_app_template_filter(words.weekday_of, "weekday_of")


@bp.get("")
def own() -> Response:
    """What to do each week, what does not fit, one's time and one's absences."""
    return _own(queries.situation(visitor().id, now()))


@bp.get("/<int(max=2147483647):person_id>")
def of(person_id: int) -> Response:
    """The plan of somebody whom one coaches, to read."""
    at = now()
    if not coached(visitor().id, person_id, at):
        abort(404)
    return _page(queries.situation(person_id, at), person=db.session.get_one(Person, person_id))


def _own(found: Situation, pace: PaceForm | None = None, absence: AbsenceForm | None = None) -> Response:
    goal = found.declared.goal if found.declared else None
    pace = pace or PaceForm(formdata=None, minutes=found.pace.minutes, goal=goal)
    return _page(found, pace=pace, absence=absence or AbsenceForm(formdata=None))


def _page(found: Situation, **parts: PaceForm | AbsenceForm | Person) -> Response:
    weeks = words.weeks_of(found.plan, found.coming, found.pace.absences, found.today)
    coming = {item.key: item for item in found.coming}
    html = render_template(
        "onboarding/plan.html",
        found=found,
        weeks=weeks,
        monday=monday_of(found.today),
        coming=coming,
        shown=SHOWN,
        **{"person": None, **parts},
    )
    wrong = any(form.errors for form in parts.values() if not isinstance(form, Person))
    return make_response(html, 422 if wrong else 200)


@bp.post("/temps")
def declare() -> AnyResponse:
    """Say how much time one has each week, and for who learns alone when one means to have finished."""
    me, at, form = visitor(), now(), PaceForm()
    found = queries.situation(me.id, at)
    form.today = found.today
    if not form.validate() or form.minutes.data is None:
        return _own(found, pace=form)
    kept = found.declared.goal if found.declared else None
    operations.declare(me.id, form.minutes.data, kept if found.cohort else form.goal.data, at)
    return _checked("Votre temps est noté : le plan est recalculé.")


@bp.post("/absences")
def add_absence() -> AnyResponse:
    """Declare days away."""
    me, form = visitor(), AbsenceForm()
    found = queries.situation(me.id, now())
    form.today = found.today
    if form.validate():
        try:
            operations.add_absence(me.id, form.first.data, form.last.data)
            return _checked("C'est noté : rien n'est prévu ces jours-là.")
        except RefusedError as refusal:
            db.session.rollback()
            form.last.errors = [str(refusal)]
            found = queries.situation(me.id, now())
    return _own(found, absence=form)


@bp.post("/absences/<int(max=2147483647):number>/retirer")
def remove_absence(number: int) -> AnyResponse:
    """Take back days away."""
    if not operations.remove_absence(visitor().id, number):
        abort(404)
    return _checked("L'absence est retirée : le plan est recalculé.")


@bp.post("/choix")
def choose() -> AnyResponse:
    """Leave for after a date what does not fit before it, or take that back."""
    me, at, subject = visitor(), now(), request.form.get("subject", "")
    if subject not in {item.key for item in queries.situation(me.id, at).coming}:
        abort(404)
    if request.form.get("after") == "1":
        operations.leave_for_later(me.id, subject, at)
        return _checked("C'est choisi : ce qui ne tient pas viendra après.")
    operations.take_back(me.id, subject)
    return _checked("Votre choix est annulé.")


def _checked(message: str) -> AnyResponse:
    """Check the plan that results, in the same transaction; and show it."""
    operations.check(visitor().id, now())
    db.session.commit()
    flash(message, "success")
    return redirect("/plan", 303)
