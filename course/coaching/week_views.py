"""The coach's Monday, and when its rules speak."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.coaching import operations, week_queries
from course.coaching.desk import desks_of
from course.coaching.desk import thresholds as usual_or
from course.coaching.forms import ThresholdsForm
from course.coaching.models import CoachingSettings
from course.coaching.schema import Kind, Thresholds
from course.coaching.week import next_monday
from course.cohorts.rules import first_day
from course.cohorts.views import ID, own
from course.db import db
from course.people.models import Role
from course.people.session import visitor
from course.typography import date_time
from course.web.access import only

bp = Blueprint("coaching_week", __name__)
bp.add_app_template_filter(lambda at, cohort: next_monday(first_day(at, cohort.time_zone)), "next_monday")
bp.add_app_template_filter(lambda at, cohort: date_time(at, cohort.time_zone), "cohort_time")
bp.add_app_template_filter(lambda kind: Kind(kind).label, "kind_label")


@bp.get("/cette-semaine")
@only(Role.COACH, Role.ADMIN)
def week() -> str:
    """Who needs me this week, in all the cohorts that I coach."""
    me, at = visitor().id, now()
    desks = desks_of(me, at)
    found = week_queries.the_list(me, desks, at, request.args.get("page", 1, int))
    return render_template(
        "coaching/week.html",
        found=found,
        desks=desks,
        settled=week_queries.settled(desks, at),
        at=at,
    )


@bp.route(f"/cohortes{ID}/reperes", methods=["GET", "POST"])
def thresholds(cohort_id: int) -> AnyResponse:
    """When each rule speaks in this cohort, as its coach decides."""
    standing = own(cohort_id)
    if not standing.coach:
        abort(404)
    kept = db.session.get(CoachingSettings, cohort_id)
    form = ThresholdsForm(obj=usual_or(kept))
    if form.validate_on_submit():
        operations.set_thresholds(standing.cohort, form.thresholds, visitor().id)
        db.session.commit()
        flash("Les repères sont enregistrés.", "success")
        return redirect("/cette-semaine", 303)
    html = render_template("coaching/thresholds.html", form=form, cohort=standing.cohort, usual=Thresholds())
    return make_response(html, 422 if form.errors else 200)
