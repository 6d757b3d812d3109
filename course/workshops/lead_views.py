"""What a coach does with a workshop: create it, change or postpone it, cancel it, write up what came out of it."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.agendas import queries as agendas
from course.agendas.models import Agenda
from course.clock import now
from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError
from course.cohorts.views import ID, led
from course.db import db
from course.people.session import visitor
from course.progress.queries import catalog
from course.workshops import operations, queries
from course.workshops.forms import CancelForm, WorkshopForm, WriteUpForm
from course.workshops.models import Workshop
from course.workshops.preparation import pairs_of, values_of
from course.workshops.views import WORKSHOP, workshop_of

bp = Blueprint("workshops_lead", __name__, url_prefix="/cohortes")


def _form(cohort: Cohort, workshop: Workshop | None = None) -> WorkshopForm:
    """The form, filled from the workshop; it offers one's own agendas, and the one that the workshop has."""
    offered = {row[0].id: row[0].title for row in agendas.agendas(visitor().id)}
    shown: dict[str, Any] = {}
    if workshop:
        if workshop.agenda_id and workshop.agenda_id not in offered:
            offered[workshop.agenda_id] = db.session.get_one(Agenda, workshop.agenda_id).title
        zone = ZoneInfo(cohort.time_zone)
        starts, ends = workshop.starts_at.astimezone(zone), workshop.ends_at.astimezone(zone)
        shown = {"obj": workshop, "day": starts.date(), "starts": starts.time(), "ends": ends.time()}
        shown["prerequisites"] = values_of(queries.prerequisites([workshop.id])[workshop.id])
        shown["agenda"] = workshop.agenda_id or 0
    steps = [value for module in catalog().course.modules for value in (module.slug, *(x.slug for x in module.lessons))]
    kept = [value for value in shown.get("prerequisites", ()) if value not in steps]
    return WorkshopForm(cohort.time_zone, [*steps, *kept], offered, **shown)


@bp.route(f"{ID}/ateliers/nouveau", methods=["GET", "POST"])
def create(cohort_id: int) -> AnyResponse:
    """Prepare a workshop."""
    cohort = led(cohort_id).cohort
    form = _form(cohort)
    if form.validate_on_submit():
        try:
            asked = pairs_of(form.prerequisites.data)
            workshop = operations.create(cohort, form.values, asked, visitor().id, now())
            db.session.commit()
            return redirect(f"/cohortes/{cohort_id}/ateliers/{workshop.id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
            cohort = led(cohort_id).cohort
    return _form_page(cohort, form, None)


@bp.route(f"{WORKSHOP}/modifier", methods=["GET", "POST"])
def change(cohort_id: int, workshop_id: int) -> AnyResponse:
    """Change or postpone a workshop."""
    cohort, workshop = led(cohort_id).cohort, workshop_of(cohort_id, workshop_id)
    form = _form(cohort, workshop)
    if form.validate_on_submit():
        try:
            edit = request.form.get("mark", ""), visitor().id, now()
            operations.change(workshop, cohort, form.values, pairs_of(form.prerequisites.data), edit)
            told = bool(workshop.news)
            db.session.commit()
            flash("L'atelier est enregistré." + " La cohorte sera prévenue par courriel." * told, "success")
            return redirect(f"/cohortes/{cohort_id}/ateliers/{workshop_id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
            cohort, workshop = led(cohort_id).cohort, workshop_of(cohort_id, workshop_id)
    return _form_page(cohort, form, workshop)


def _form_page(cohort: Cohort, form: WorkshopForm, workshop: Workshop | None) -> Response:
    html = render_template(
        "workshops/form.html", cohort=cohort, workshop=workshop, form=form, modules=catalog().course.modules
    )
    return make_response(html, 422 if form.errors else 200)


@bp.route(f"{WORKSHOP}/annuler", methods=["GET", "POST"])
def cancel(cohort_id: int, workshop_id: int) -> AnyResponse:
    """Cancel a workshop, once one has read what it does."""
    cohort, workshop, form = led(cohort_id).cohort, workshop_of(cohort_id, workshop_id), CancelForm()
    if form.validate_on_submit():
        reason = form.reason.data
        return _done(cohort_id, workshop_id, lambda: operations.cancel(workshop, cohort, reason, visitor().id, now()))
    html = render_template("workshops/cancel.html", cohort=cohort, workshop=workshop, form=form)
    return make_response(html, 422 if form.errors else 200)


def _done(cohort_id: int, workshop_id: int, act: Callable[[], None]) -> AnyResponse:
    """Do it, or say why not, on the workshop's page."""
    try:
        act()
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(f"/cohortes/{cohort_id}/ateliers/{workshop_id}", 303)


@bp.route(f"{WORKSHOP}/suites", methods=["GET", "POST"])
def write_up(cohort_id: int, workshop_id: int) -> AnyResponse:
    """Write what a workshop produced and decided, for who was not there and who joins later."""
    cohort, workshop = led(cohort_id).cohort, workshop_of(cohort_id, workshop_id)
    form = WriteUpForm(obj=workshop)
    if form.validate_on_submit():
        try:
            texts = {name: form[name].data for name in ("deliverables", "decisions")}
            operations.write_up(workshop, cohort, texts, (request.form.get("mark", ""), visitor().id, now()))
            db.session.commit()
            flash("C'est enregistré : la cohorte le lit ici et dans son histoire.", "success")
            return redirect(f"/cohortes/{cohort_id}/ateliers/{workshop_id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
            cohort, workshop = led(cohort_id).cohort, workshop_of(cohort_id, workshop_id)
    mark = operations.written_mark(workshop)
    html = render_template("workshops/write_up.html", cohort=cohort, workshop=workshop, form=form, mark=mark)
    return make_response(html, 422 if form.errors else 200)
