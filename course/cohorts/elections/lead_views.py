"""What the facilitator of an election does: open it, move it on, propose, adopt, make the term."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.elections import operations, queries, rules
from course.cohorts.elections.forms import ChoiceForm, RoleForm
from course.cohorts.elections.views import ELECTION, done, found_in, page
from course.cohorts.operations import RefusedError
from course.cohorts.rules import first_day
from course.cohorts.views import ID, led
from course.db import db
from course.people.session import visitor

bp = Blueprint("elections_lead", __name__, url_prefix="/cohortes")


@bp.route(f"{ID}/elections/nouvelle", methods=["GET", "POST"])
def create(cohort_id: int) -> AnyResponse:
    """Begin an election: the role, the criteria, the dates."""
    cohort = led(cohort_id).cohort
    today = first_day(now(), cohort.time_zone)
    first = max([today, *queries.handovers(cohort, now())])
    form = RoleForm(mandate=rules.MANDATE, criteria=rules.CRITERIA, first=first, last=first + rules.USUAL_TERM)
    if form.validate_on_submit():
        try:
            election = operations.open_election(cohort, form.values, visitor().id)
            db.session.commit()
            return redirect(f"/cohortes/{cohort_id}/elections/{election.id}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
            cohort = led(cohort_id).cohort
    count = len(queries.members(cohort_id, now()))
    size = {"fewest": rules.FEWEST, "most": rules.MOST, "count": count}
    html = render_template("cohorts/election_new.html", cohort=cohort, form=form, **size)
    return make_response(html, 422 if form.errors else 200)


@bp.post(f"{ELECTION}/role")
def describe(cohort_id: int, election_id: int) -> AnyResponse:
    """Adjust the role."""
    standing, form = led(cohort_id), RoleForm()
    if not form.validate():
        return page(standing, found_in(cohort_id, election_id), 422, role=form)
    return done(cohort_id, election_id, lambda found: operations.describe(found, form.values), "Le rôle est ajusté.")


@bp.post(f"{ELECTION}/avancer")
def move(cohort_id: int, election_id: int) -> AnyResponse:
    """Go on to the next step."""
    led(cohort_id)
    seen = request.form.get("phase", "")
    return done(cohort_id, election_id, lambda found: operations.move(found, seen, visitor().id))


@bp.post(f"{ELECTION}/proposition")
def propose(cohort_id: int, election_id: int) -> AnyResponse:
    """Put a name to the cohort."""
    standing, form = led(cohort_id), ChoiceForm(queries.members(cohort_id, now()))
    if not form.validate():
        return page(standing, found_in(cohort_id, election_id), 422, ballot=form)
    choice, reason = form.choice.data, form.reason.data
    return done(cohort_id, election_id, lambda found: operations.propose(found, choice, reason, visitor().id, now()))


@bp.post(f"{ELECTION}/autre-nom")
def seek_another(cohort_id: int, election_id: int) -> AnyResponse:
    """Withdraw the proposal, and look for another name."""
    led(cohort_id)
    return done(cohort_id, election_id, lambda found: operations.seek_another(found, visitor().id))


@bp.post(f"{ELECTION}/adoption")
def adopt(cohort_id: int, election_id: int) -> AnyResponse:
    """Close the election on the proposed name."""
    led(cohort_id)
    text = "La proposition est adoptée."
    return done(cohort_id, election_id, lambda found: operations.adopt(found, visitor().id, now()), text)


@bp.post(f"{ELECTION}/arret")
def stop(cohort_id: int, election_id: int) -> AnyResponse:
    """Close the election without a result."""
    led(cohort_id)
    text = "L'élection est arrêtée, sans résultat."
    return done(cohort_id, election_id, lambda found: operations.stop(found, visitor().id, now()), text)


@bp.post(f"{ELECTION}/mandat")
def make_term(cohort_id: int, election_id: int) -> AnyResponse:
    """Make the term that the election gives."""
    led(cohort_id)
    text = "Le mandat est créé."
    return done(cohort_id, election_id, lambda found: operations.make_term(found, visitor().id, now()), text)
