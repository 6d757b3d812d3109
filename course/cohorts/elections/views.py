"""The page of an election, one for its whole course; and what a member does there: vote, answer, lift."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.elections import operations, queries, rules
from course.cohorts.elections.forms import AnswerForm, ChoiceForm, LiftForm, RoleForm
from course.cohorts.elections.models import Ballot, Election
from course.cohorts.elections.queries import Put
from course.cohorts.elections.rules import Phase
from course.cohorts.operations import RefusedError
from course.cohorts.queries import Standing
from course.cohorts.views import ID, own
from course.db import db
from course.people.session import visitor

bp = Blueprint("elections", __name__, url_prefix="/cohortes")

ELECTION = f"{ID}/elections/<int(max=2147483647):election_id>"


def found_in(cohort_id: int, election_id: int, **lock: bool) -> Election:
    """An election of that cohort, whoever asks."""
    return queries.election(cohort_id, election_id, **lock) or abort(404)


@bp.get(ELECTION)
def election(cohort_id: int, election_id: int) -> Response:
    """Where an election is, and what is asked of the visitor now."""
    return page(own(cohort_id), found_in(cohort_id, election_id))


def page(standing: Standing, election: Election, code: int = 200, **forms: Any) -> Response:
    """The page, with a form as it was typed where it could not be taken."""
    me, at, phase = visitor().id, now(), Phase(election.phase)
    members, voices = queries.members(election.cohort_id, at), queries.voices(election)
    puts = queries.proposals(election)
    current = next((put for put in puts if not put.outcome), None)
    elected = next((put for put in puts if put.outcome == "elected"), None) if election.term_id is None else None
    gone = queries.gone(election, current or elected, at)
    mine, voted = queries.own_ballots(election.id, me), queries.voted(election)
    html = render_template(
        "cohorts/election.html",
        standing=standing,
        cohort=standing.cohort,
        election=election,
        phase=phase,
        phases=Phase,
        titles=rules.TITLES,
        members=members,
        have_coached=queries.have_coached(election.cohort_id, at),
        board=rules.by_choice(rules.final(voices)),
        puts=puts,
        current=current,
        mine=mine,
        answer=queries.own_answer(current.id, me) if current else None,
        missing=[name for number, name in members.items() if number not in voted and not _proposed(current, number)],
        gone=gone,
        obstacles=rules.obstacles(current.replies, current.person_id, gone) if current else [],
        liftable=_liftable(current, me, standing.leads),
        me=me,
        **{**_forms(election, members, mine), **forms},
    )
    return make_response(html, code)


def _proposed(current: Put | None, person_id: int) -> bool:
    return current is not None and current.person_id == person_id


def _liftable(current: Put | None, me: int, leads: bool) -> set[int]:
    """Whose objections the visitor may say lifted."""
    if current is None:
        return set()
    objectors = [reply.person_id for reply in current.replies if reply.stands]
    return {number for number in objectors if rules.may_lift(me, leads, number, current.person_id)}


def _forms(election: Election, members: dict[int, str], mine: dict[bool, Ballot]) -> dict[str, Any]:
    """Every form of the page, filled with what is kept."""
    held = mine.get(True) or mine.get(False)
    kept = {"choice": held.choice_id, "reason": held.reason} if held and election.phase != Phase.PROPOSAL else {}
    return {
        "role": RoleForm(formdata=None, obj=election),
        "ballot": ChoiceForm(members, formdata=None, **kept),
        "reply": AnswerForm(formdata=None),
        "lifting": LiftForm(formdata=None),
        "lifted_id": None,
    }


def done(cohort_id: int, election_id: int, act: Callable[[Election], None], text: str = "") -> AnyResponse:
    """Do it on the locked election, say it or say why not, and come back to the page."""
    try:
        act(found_in(cohort_id, election_id, lock=True))
        db.session.commit()
        if text:
            flash(text, "success")
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(f"/cohortes/{cohort_id}/elections/{election_id}", 303)


@bp.post(f"{ELECTION}/bulletin")
def vote(cohort_id: int, election_id: int) -> AnyResponse:
    """Keep my ballot, or what I carry over."""
    standing = _voting(cohort_id)
    form = ChoiceForm(queries.members(cohort_id, now()))
    if form.validate():
        try:
            found = found_in(cohort_id, election_id, share=True)
            operations.vote(found, visitor().id, form.choice.data, form.reason.data, now())
            db.session.commit()
            flash("Votre voix est enregistrée. Vous pouvez la changer jusqu'à la fin de l'étape.", "success")
            return redirect(f"/cohortes/{cohort_id}/elections/{election_id}", 303)
        except RefusedError as refusal:
            return _too_late(cohort_id, election_id, str(refusal), form.reason.data)
    return page(standing, found_in(cohort_id, election_id), 422, ballot=form)


def _too_late(cohort_id: int, election_id: int, notice: str, typed: str) -> Response:
    """The step is over, or not for this person: say so, and give back what was typed."""
    db.session.rollback()
    return page(own(cohort_id), found_in(cohort_id, election_id), 409, notice=notice, typed=typed)


def _voting(cohort_id: int) -> Standing:
    """Members vote; whoever looks after the cohort without being in it does not."""
    standing = own(cohort_id)
    return standing if standing.member else abort(403)


@bp.post(f"{ELECTION}/objection")
def answer(cohort_id: int, election_id: int) -> AnyResponse:
    """Answer to the proposal."""
    standing, form = _voting(cohort_id), AnswerForm()
    if form.validate():
        try:
            found = found_in(cohort_id, election_id, share=True)
            operations.answer(found, visitor().id, form.objects.data == "1", form.reason.data, now())
            db.session.commit()
            flash("Votre réponse est enregistrée.", "success")
            return redirect(f"/cohortes/{cohort_id}/elections/{election_id}", 303)
        except RefusedError as refusal:
            return _too_late(cohort_id, election_id, str(refusal), form.reason.data)
    return page(standing, found_in(cohort_id, election_id), 422, reply=form)


@bp.post(f"{ELECTION}/levee/<int(max=2147483647):person_id>")
def lift(cohort_id: int, election_id: int, person_id: int) -> AnyResponse:
    """Note how an objection fell."""
    standing, form = own(cohort_id), LiftForm()
    if not form.validate():
        return page(standing, found_in(cohort_id, election_id), 422, lifting=form, lifted_id=person_id)
    me, text = visitor().id, form.text.data
    leads = standing.leads

    def lifted(found: Election) -> None:
        operations.lift(found, person_id, text, me, leads)

    return done(cohort_id, election_id, lifted, "L'objection est levée.")
