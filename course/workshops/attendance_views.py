"""Attendance: the coach opens it and shows a code, members sign, the coach ticks and corrects, the sheet."""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError
from course.cohorts.views import led
from course.config import Settings
from course.csvfile import csv_of
from course.db import db
from course.people import throttle
from course.people.session import visitor
from course.workshops import attendance_operations as operations
from course.workshops import attendance_queries as queries
from course.workshops import codes, rules
from course.workshops.models import Workshop
from course.workshops.views import WORKSHOP, workshop_of

bp = Blueprint("attendance", __name__)

_PATH = f"/cohortes{WORKSHOP}/presences"
_HOW = {"signed": "signée avec le code", "ticked": "cochée"}


def _led(cohort_id: int, workshop_id: int) -> tuple[Cohort, Workshop]:
    return led(cohort_id).cohort, workshop_of(cohort_id, workshop_id)


def _is_open(workshop: Workshop) -> bool:
    return workshop.signing_until is not None and workshop.signing_until > now()


@bp.get(_PATH)
def people(cohort_id: int, workshop_id: int) -> str:
    """Who is there: open the signatures, tick who did not sign, correct."""
    cohort, workshop = _led(cohort_id, workshop_id)
    return render_template(
        "workshops/attendance.html",
        cohort=cohort,
        workshop=workshop,
        people=queries.expected(workshop),
        how=_HOW,
        is_open=_is_open(workshop),
        may_open=codes.may_open(workshop.starts_at, workshop.ends_at, now()),
        me=visitor().id,
    )


@bp.post(_PATH)
def tick(cohort_id: int, workshop_id: int) -> AnyResponse:
    """Note who was there; nobody is taken off by it."""
    cohort, workshop = _led(cohort_id, workshop_id)
    chosen = [int(value) for value in request.form.getlist("present") if value.isdecimal() and len(value) < 10]
    count = operations.tick(workshop, cohort, chosen, visitor().id, now())
    db.session.commit()
    many = "s" if count > 1 else ""
    flash(f"{count} présence{many} notée{many}." if count else "Cochez au moins une personne.", "success")
    return redirect(f"/cohortes/{cohort_id}/ateliers/{workshop_id}/presences", 303)


@bp.post(f"{_PATH}/ouverture")
def set_open(cohort_id: int, workshop_id: int) -> AnyResponse:
    """Open the signatures, then show the code; or close them."""
    cohort, workshop = _led(cohort_id, workshop_id)
    back = f"/cohortes/{cohort_id}/ateliers/{workshop_id}/presences"
    if request.form.get("open") != "1":
        operations.close_signing(workshop, cohort, visitor().id, now())
        db.session.commit()
        flash("Les signatures sont closes.", "success")
        return redirect(back, 303)
    try:
        operations.open_signing(workshop, cohort, visitor().id, now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(back, 303)
    return redirect(f"{back}/code", 303)


@bp.post(f"{_PATH}/<int(max=2147483647):person_id>/retrait")
def remove(cohort_id: int, workshop_id: int, person_id: int) -> AnyResponse:
    """Take back an attendance noted by mistake; the trace stays."""
    cohort, workshop = _led(cohort_id, workshop_id)
    operations.remove(workshop, cohort, person_id, visitor().id)
    db.session.commit()
    flash("La présence est retirée.", "success")
    return redirect(f"/cohortes/{cohort_id}/ateliers/{workshop_id}/presences", 303)


@bp.get(f"{_PATH}/code")
def project(cohort_id: int, workshop_id: int) -> str:
    """What the room sees: where to sign, the code of the moment, how many have signed."""
    cohort, workshop = _led(cohort_id, workshop_id)
    settings: Settings = current_app.extensions["relais_settings"]
    code = codes.code_at(workshop.signing_key, now()) if _is_open(workshop) else ""
    return render_template(
        "workshops/code.html",
        cohort=cohort,
        workshop=workshop,
        code=code,
        shown=codes.shown(code),
        address=f"{settings.url.rstrip('/')}/presence",
        signed=queries.signed(workshop_id),
    )


@bp.get(f"{_PATH}/feuille")
def sheet(cohort_id: int, workshop_id: int) -> str:
    """The attendance sheet, to print."""
    cohort, workshop = _led(cohort_id, workshop_id)
    return render_template(
        "workshops/sheet.html", cohort=cohort, workshop=workshop, people=queries.expected(workshop), how=_HOW
    )


@bp.get(f"{_PATH}/feuille.csv")
def export(cohort_id: int, workshop_id: int) -> Response:
    """The same as a table for a spreadsheet."""
    cohort, workshop = _led(cohort_id, workshop_id)
    lines = [["Nom", "Service", "Présence", "Comment", "Notée par", "Notée le"]]
    for row in queries.expected(workshop):
        at = (
            f"{rules.day_in_words(row.at, cohort.time_zone)}, {rules.clock(row.at, cohort.time_zone)}" if row.at else ""
        )
        cells = [row.name, row.service, "oui" if row.how else "non", _HOW.get(row.how, ""), row.by or "", at]
        lines.append(cells)
    response = Response("\ufeff" + csv_of(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename=presences-{workshop.id}.csv"
    return response


@bp.route("/presence", methods=["GET", "POST"])
def sign() -> AnyResponse:
    """Sign one's attendance with the code shown in the room."""
    typed, minutes, wrong = request.values.get("code", "")[:20], 0, False
    if request.method == "POST":
        action = f"attendance-{visitor().id}"  # a room shares one network: each person has a count of their own
        if not (minutes := throttle.minutes_to_wait(action, "")):
            workshop = operations.sign(visitor().id, typed, now())
            if workshop:
                path = f"/cohortes/{workshop.cohort_id}/ateliers/{workshop.id}"
                db.session.commit()
                throttle.succeeded(action, "")
                return redirect(path, 303)
            wrong = True
    html = render_template("workshops/sign.html", typed=typed, minutes=minutes, wrong=wrong)
    response = make_response(html, 429 if minutes else 422 if wrong else 200)
    if minutes:
        response.headers["Retry-After"] = str(60 * minutes)
    return response
