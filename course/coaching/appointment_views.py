"""Appointments with a person: agree on one, take it to a calendar, cancel it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.coaching import operations, queries, week_queries
from course.coaching.forms import AppointmentForm, CancelForm, reasons
from course.coaching.ics import event_file
from course.coaching.person_views import PERSON, followed
from course.coaching.queries import Following, Meeting
from course.cohorts.operations import RefusedError
from course.db import db
from course.people.models import Person
from course.workshops.rules import instant

bp = Blueprint("coaching_appointments", __name__, url_prefix="/cohortes")

SOONEST = timedelta(minutes=1)
NUMBER = "<int(max=2147483647):number>"


@bp.route(f"{PERSON}/rendez-vous", methods=["GET", "POST"])
def meet(cohort_id: int, person_id: int) -> AnyResponse:
    """Agree on when to meet."""
    who, at = followed(cohort_id, person_id), now()
    form = AppointmentForm(token="") if request.method == "GET" else AppointmentForm()
    if form.validate_on_submit() and (values := _when(form, who)):
        operations.make_appointment(who, values, reasons(request.form.getlist("reason")), at)
        db.session.commit()
        flash("Le rendez-vous est noté. Vous le recevez tous les deux par courriel, pour vos agendas.", "success")
        return redirect(f"{who.path}#journal", 303)
    found = week_queries.about(who, at).signals
    html = render_template("coaching/appointment.html", who=who, form=form, found=found)
    return make_response(html, 422 if form.errors else 200)


def _when(form: AppointmentForm, who: Following) -> dict[str, Any] | None:
    """The appointment's columns, or None once the form says why not."""
    try:
        starts_at = instant(form.day.data, form.clock.data, who.cohort.time_zone)
    except ValueError as refusal:
        form.clock.errors = [str(refusal)]
        return None
    if starts_at < now() + SOONEST:
        form.day.errors = ["Choisissez un moment à venir."]
        return None
    return {"starts_at": starts_at, **{name: form[name].data for name in ("minutes", "place", "token")}}


@bp.get(f"{PERSON}/rendez-vous/{NUMBER}.ics")
def calendar_file(cohort_id: int, person_id: int, number: int) -> Response:
    """An appointment, for the coach's calendar."""
    who = followed(cohort_id, person_id)
    return ics_response(queries.appointment(who, number) or abort(404))


def ics_response(found: Meeting) -> Response:
    """An appointment as a file to download; not once it is cancelled."""
    who, appointment = found
    if appointment.cancelled_at:
        abort(404)
    body = event_file(appointment, who, current_app.extensions["relais_settings"])
    disposition = {"Content-Disposition": 'attachment; filename="rendez-vous.ics"'}
    return Response(body, mimetype="text/calendar", headers=disposition)


@bp.route(f"{PERSON}/rendez-vous/{NUMBER}/annuler", methods=["GET", "POST"])
def cancel(cohort_id: int, person_id: int, number: int) -> AnyResponse:
    """Cancel an appointment, once one has read what it does."""
    who = followed(cohort_id, person_id)
    found = queries.appointment(who, number) or abort(404)
    return cancel_response(found, who.coach, f"{who.path}#journal")


def cancel_response(found: Meeting, by: Person, back: str) -> AnyResponse:
    """The page where it is cancelled, or the way back once it is, or once it cannot be."""
    (who, appointment), form, at = found, CancelForm(), now()
    if form.validate_on_submit():
        try:
            operations.cancel_appointment(who, appointment, form.reason.data, by, at)
            db.session.commit()
            flash("Le rendez-vous est annulé. Un courriel le retire des deux agendas.", "success")
        except RefusedError as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        return redirect(back, 303)
    html = render_template("coaching/cancel.html", who=who, appointment=appointment, by=by, form=form, back=back, at=at)
    return make_response(html, 422 if form.errors else 200)
