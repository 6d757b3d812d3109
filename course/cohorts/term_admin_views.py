"""Administrators' pages about who coaches: give a term, move its dates, end it now."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts import rules
from course.cohorts import term_operations as operations
from course.cohorts.admin_views import ID, cohort_of, page
from course.cohorts.forms import NewTermForm, TermForm
from course.cohorts.models import Cohort, Term
from course.cohorts.operations import RefusedError
from course.db import db
from course.people.models import Person, Role
from course.people.session import visitor
from course.typography import of
from course.web.access import only

bp = Blueprint("cohort_terms_admin", __name__, url_prefix="/administration/cohortes")

_TERM = f"{ID}/mandats/<int(max=2147483647):term_id>"


def _term(cohort: Cohort, term_id: int) -> Term:
    found = db.session.get(Term, term_id)
    return found if found and found.cohort_id == cohort.id else abort(404)


@bp.post(f"{ID}/mandats")
@only(Role.ADMIN)
def give(cohort_id: int) -> AnyResponse:
    """Give somebody a term."""
    cohort, form, unknown = cohort_of(cohort_id), NewTermForm(), ""
    if form.validate():
        try:
            person = db.session.scalars(select(Person).where(Person.email == form.email.data)).first()
            if person is None:
                unknown = form.email.data
                raise RefusedError("Personne n'a cette adresse. Invitez-la d'abord.", "email")
            operations.give(cohort, person, (form.first.data, form.last.data), visitor().id, now())
            name = person.name
            db.session.commit()
            flash(f"Le mandat {of(name)} est enregistré.", "success")
            return redirect(f"/administration/cohortes/{cohort_id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
    return page(cohort_of(cohort_id), form, unknown)


@bp.route(_TERM, methods=["GET", "POST"])
@only(Role.ADMIN)
def change(cohort_id: int, term_id: int) -> AnyResponse:
    """Move the dates of a term."""
    cohort = cohort_of(cohort_id)
    term, zone = _term(cohort, term_id), cohort.time_zone
    form = TermForm(first=rules.first_day(term.starts_at, zone), last=rules.last_day(term.ends_at, zone))
    if form.validate_on_submit():
        try:
            operations.change(term, cohort, (form.first.data, form.last.data), visitor().id, now())
            db.session.commit()
            flash("Les dates du mandat sont changées.", "success")
            return redirect(f"/administration/cohortes/{cohort_id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
    return _page(cohort_of(cohort_id), _term(cohort_of(cohort_id), term_id), form)


def _page(cohort: Cohort, term: Term, form: TermForm) -> Response:
    html = render_template(
        "cohorts/term.html",
        cohort=cohort,
        term=term,
        person=db.session.get_one(Person, term.person_id),
        stage=rules.stage(term.starts_at, term.ends_at, now()),
        form=form,
    )
    return make_response(html, 422 if form.errors else 200)


@bp.post(f"{_TERM}/fin")
@only(Role.ADMIN)
def end(cohort_id: int, term_id: int) -> AnyResponse:
    """End a term at once."""
    cohort = cohort_of(cohort_id)
    try:
        operations.end(_term(cohort, term_id), cohort, visitor().id, now())
        db.session.commit()
        flash("Le mandat est terminé : l'accès de coach est fermé.", "success")
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(f"/administration/cohortes/{cohort_id}", 303)
