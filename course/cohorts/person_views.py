"""Administrators' page about one person's cohorts: join one, change, leave."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts import operations, queries, roster_operations
from course.cohorts.forms import MoveForm
from course.cohorts.models import Cohort
from course.cohorts.rules import first_day, stage
from course.db import db
from course.people.models import Person, Role
from course.people.session import visitor
from course.web.access import only
from course.web.local import local_zone

bp = Blueprint(
    "cohorts_person", __name__, url_prefix="/administration/personnes/<int(max=2147483647):person_id>/cohortes"
)


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def _form(person: Person) -> MoveForm:
    """The cohorts that a person may join, and those where they are."""
    at = now()
    present = {cohort.id: cohort.name for cohort in queries.cohorts_of_member(person.id, at)}
    joinable = {
        number: name for number, name in queries.names(first_day(at, local_zone())).items() if number not in present
    }
    return MoveForm(joinable, present)


@bp.get("")
@only(Role.ADMIN)
def cohorts(person_id: int) -> Response:
    """Where a person is, was, coaches and coached."""
    person = _person(person_id)
    return _page(person, _form(person))


def _page(person: Person, form: MoveForm) -> Response:
    at = now()
    html = render_template(
        "cohorts/person.html",
        person=person,
        memberships=queries.memberships(person.id),
        terms=[(term, cohort, stage(term.starts_at, term.ends_at, at)) for term, cohort in queries.terms_of(person.id)],
        form=form,
    )
    return make_response(html, 422 if form.errors else 200)


@bp.post("")
@only(Role.ADMIN)
def move(person_id: int) -> AnyResponse:
    """Bring a person into a cohort, out of another if need be."""
    person = _person(person_id)
    form = _form(person)
    if not form.validate():
        return _page(person, form)
    at, cohort = now(), db.session.get_one(Cohort, form.join.data)
    if operations.join(cohort, person_id, visitor().id, at):
        roster_operations.welcome(cohort, person)
    if form.leave.data:
        operations.leave(db.session.get_one(Cohort, form.leave.data), person_id, visitor().id, at)
    db.session.commit()
    flash("C'est fait : le travail de cette personne la suit.", "success")
    return redirect(f"/administration/personnes/{person_id}/cohortes", 303)


@bp.post("/<int(max=2147483647):cohort_id>/depart")
@only(Role.ADMIN)
def leave(person_id: int, cohort_id: int) -> AnyResponse:
    """End a membership now."""
    cohort = db.session.get(Cohort, cohort_id) or abort(404)
    gone = operations.leave(cohort, _person(person_id).id, visitor().id, now())
    db.session.commit()
    if gone:
        flash("Le départ est noté. Ce que cette personne a fait est conservé.", "success")
    return redirect(f"/administration/personnes/{person_id}/cohortes", 303)
