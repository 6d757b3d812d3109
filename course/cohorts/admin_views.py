"""Administrators' pages about cohorts: the list, one cohort, and its form."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Form

from course.clock import now
from course.cohorts import days_off, operations, queries, roster_queries
from course.cohorts.forms import CohortForm, NewTermForm, targets_form
from course.cohorts.holidays import holidays
from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError
from course.cohorts.rules import first_day, last_day, stage
from course.db import db
from course.people.models import Person, Role
from course.people.session import visitor
from course.web.access import only
from course.web.local import local_zone

bp = Blueprint("cohorts_admin", __name__, url_prefix="/administration/cohortes")
bp.add_app_template_filter(lambda instant, cohort: first_day(instant, cohort.time_zone), "cohort_day")
bp.add_app_template_filter(lambda instant, cohort: last_day(instant, cohort.time_zone), "last_day")

ID = "/<int(max=2147483647):cohort_id>"


def cohort_of(cohort_id: int) -> Cohort:
    """A cohort, for an administrator."""
    return db.session.get(Cohort, cohort_id) or abort(404)


def module_titles() -> dict[str, str]:
    """The title of each module, by slug."""
    return {module.slug: module.head.title for module in current_app.extensions["relais_course"].modules}


@bp.get("")
@only(Role.ADMIN)
def cohorts() -> str:
    """Every cohort, the last begun first."""
    page = queries.cohorts(now(), request.args.get("page", 1, int))
    return render_template("cohorts/cohorts.html", page=page, today=first_day(now(), local_zone()))


@bp.route("/nouvelle", methods=["GET", "POST"])
@only(Role.ADMIN)
def create() -> AnyResponse:
    """Begin a cohort."""
    form, targets = CohortForm(), targets_form(module_titles(), formdata=request.form)
    if _valid(form, targets):
        try:
            cohort = operations.create(form.values, visitor().id)
            _set_dates(cohort, form, targets)
            db.session.commit()
            flash("La cohorte est créée. Donnez-lui une ou un coach, et ses membres.", "success")
            return redirect(f"/administration/cohortes/{cohort.id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
    return _form_page(form, targets, None)


@bp.get(ID)
@only(Role.ADMIN)
def cohort(cohort_id: int) -> Response:
    """One cohort: its coaches, its members, the lists that brought them."""
    chosen = request.args.get("coach", 0, int)
    person = db.session.get(Person, chosen) if 0 < chosen < 2**31 else None
    return page(cohort_of(cohort_id), NewTermForm(formdata=None, email=person.email if person else ""))


def page(cohort: Cohort, form: NewTermForm, unknown: str = "") -> Response:
    """The page of a cohort, with the form of a new term as it was typed; `unknown` is an address without an account."""
    at = now()
    html = render_template(
        "cohorts/administered.html",
        cohort=cohort,
        members=queries.members(cohort.id, at, request.args.get("page", 1, int)),
        terms=[(term, person, stage(term.starts_at, term.ends_at, at)) for term, person in queries.terms(cohort.id)],
        rosters=roster_queries.rosters(cohort.id),
        targets=queries.targets(cohort.id),
        modules=module_titles(),
        form=form,
        unknown=unknown,
    )
    return make_response(html, 422 if form.errors else 200)


@bp.route(f"{ID}/modifier", methods=["GET", "POST"])
@only(Role.ADMIN)
def change(cohort_id: int) -> AnyResponse:
    """Change a cohort's name, dates, rhythm, days off or targets."""
    cohort = cohort_of(cohort_id)
    form = CohortForm(obj=cohort, **_shown(cohort))
    targets = targets_form(module_titles(), formdata=request.form, data=queries.targets(cohort_id))
    if _valid(form, targets):
        operations.change(cohort, form.values, visitor().id)
        _set_dates(cohort, form, targets)
        db.session.commit()
        flash("La cohorte est enregistrée.", "success")
        return redirect(f"/administration/cohortes/{cohort_id}", 303)
    return _form_page(form, targets, cohort)


def _valid(*forms: Form) -> bool:
    """Sent, and right; every fault of every form is told at once."""
    if request.method != "POST":
        return False
    verdicts = [form.validate() for form in forms]
    return all(verdicts)


def _shown(cohort: Cohort) -> dict[str, Any]:
    """What the form shows otherwise than the row keeps it."""
    days = [(day.starts, day.ends, day.label) for day in queries.days_off(cohort.id)]
    return {"weekdays": [int(digit) for digit in cohort.weekdays_off], "days_off": days_off.write(days)}


def _set_dates(cohort: Cohort, form: CohortForm, targets: Form) -> None:
    operations.set_days_off(cohort, days_off.read(form.days_off.data or "")[0])
    operations.set_targets(
        cohort, {field.short_name.removeprefix("target-"): field.data for field in targets if field.data}
    )


def _form_page(form: CohortForm, targets: Form, cohort: Cohort | None) -> Response:
    year = (cohort.starts if cohort else first_day(now(), local_zone())).year
    shown = {**holidays(year), **holidays(year + 1)}
    html = render_template("cohorts/form.html", form=form, targets=targets, cohort=cohort, holidays=shown)
    return make_response(html, 422 if form.errors or targets.errors else 200)
