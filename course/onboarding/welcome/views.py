"""The welcome of a cohort for who arrives, and the arrivals for who coaches."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts import queries as cohorts
from course.cohorts.elections.queries import members
from course.cohorts.models import Cohort
from course.cohorts.operations import RefusedError
from course.cohorts.queries import Standing
from course.cohorts.rules import stage
from course.cohorts.views import ID, led, own
from course.db import db
from course.onboarding.welcome import operations, queries
from course.onboarding.welcome.queries import Newcomer
from course.path.arrivals import announces
from course.people.session import visitor
from course.workshops.queries import history, upcoming

TOLD = 6
"""How much of the cohort's history is told at once."""

bp = Blueprint("welcome", __name__, url_prefix="/cohortes")


def _mine(cohort_id: int) -> tuple[Cohort, Newcomer]:
    """A cohort where one is, and one's arrival in it; who coaches it without being in it has none."""
    cohort = own(cohort_id).cohort
    return cohort, queries.newcomer(cohort, visitor().id, now()) or abort(404)


def _number(name: str) -> int:
    """The number of a person chosen in a form; 0, who is nobody, when it is none."""
    number = request.form.get(name, 0, int)
    return number if 0 < number < 2**31 else 0


@bp.get(f"{ID}/accueil")
def welcome(cohort_id: int) -> Response:
    """Who is who, what was decided and produced, what comes, one's buddy; and the steps of an arrival."""
    cohort, mine = _mine(cohort_id)
    return _page(cohort, mine)


def _page(cohort: Cohort, mine: Newcomer, problem: str = "") -> Response:
    at = now()
    terms = [(term, person, stage(term.starts_at, term.ends_at, at)) for term, person in cohorts.terms(cohort.id)]
    html = render_template(
        "onboarding/welcome.html",
        cohort=cohort,
        mine=mine,
        terms=terms,
        members=cohorts.members(cohort.id, at, request.args.get("page", 1, int)),
        events=history(cohort.id, at, TOLD),
        coming=upcoming(cohort.id, at),
        problem=problem,
    )
    return make_response(html, 422 if problem else 200)


@announces
def go_back(person_id: int) -> str:
    """On the home page of who arrives: which step they are at, until all are done or the welcome is closed."""
    found = queries.arrival(person_id, now())
    return render_template("onboarding/arrival.html", cohort=found[0], progress=found[1].progress) if found else ""


@bp.post(f"{ID}/accueil")
def go_on(cohort_id: int) -> AnyResponse:
    """The welcome is read: on to the next step; or it is closed."""
    cohort, mine = _mine(cohort_id)
    if request.form.get("act") == "close":
        operations.close(cohort, mine.person.id, now())
        db.session.commit()
        return redirect("/", 303)
    operations.read(cohort, mine.person.id, now())
    db.session.commit()
    following = _mine(cohort_id)[1].progress.current
    return redirect(following.url if following else "/", 303)


@bp.post(f"{ID}/accueil/binome")
def choose_buddy(cohort_id: int) -> AnyResponse:
    """Choose one's own buddy."""
    cohort, mine = _mine(cohort_id)
    try:
        operations.name_buddy(cohort, mine.person, _number("buddy"), mine.person.id, now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        return _page(*_mine(cohort_id), problem=str(refusal))
    flash("C'est noté : la personne reçoit un message et peut vous répondre.", "success")
    return redirect(f"/cohortes/{cohort_id}/accueil#binome", 303)


@bp.get(f"{ID}/arrivees")
def arrivals(cohort_id: int) -> Response:
    """Who arrives, how far they are, and who is their buddy; for who coaches."""
    return _arrivals(led(cohort_id))


def _arrivals(standing: Standing, problem: str = "") -> Response:
    cohort, at = standing.cohort, now()
    html = render_template(
        "onboarding/arrivals.html",
        standing=standing,
        cohort=cohort,
        me=visitor(),
        arrivals=queries.arrivals(cohort, at),
        members=members(cohort.id, at),
        problem=problem,
    )
    return make_response(html, 422 if problem else 200)


@bp.post(f"{ID}/arrivees")
def name_buddy(cohort_id: int) -> AnyResponse:
    """Name somebody's buddy."""
    standing, at = led(cohort_id), now()
    cohort = standing.cohort
    chosen = queries.newcomer(cohort, _number("person"), at)
    if chosen is None:
        return _arrivals(standing, "Choisissez la personne qui arrive.")
    try:
        operations.name_buddy(cohort, chosen.person, _number("buddy"), visitor().id, at)
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        return _arrivals(led(cohort_id), str(refusal))
    flash("C'est noté : le binôme reçoit un message.", "success")
    return redirect(f"/cohortes/{cohort_id}/arrivees", 303)
