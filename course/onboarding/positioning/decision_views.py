"""A person's waivers for who looks after them: accepted, refused, amended, taken back; each with a word and a trace."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.queries import coached
from course.db import db
from course.onboarding.positioning.forms import DecisionForm
from course.onboarding.positioning.rules import name_of, parts_of, title
from course.people.models import Person
from course.people.operations import RefusedError
from course.people.session import visitor
from course.progress.queries import catalog
from course.quizzes.grant_queries import looked_after
from course.waivers import operations, queries
from course.waivers.models import Waiver
from course.waivers.rules import LIVE, Decision, Part, Reason, State

bp = Blueprint("waivers", __name__, url_prefix="/dispenses/<int(max=2147483647):person_id>")


def _person(person_id: int) -> Person:
    return looked_after(visitor(), person_id, now()) or abort(404)


@bp.get("")
def show(person_id: int) -> Response:
    """What waits for a decision, and what was decided."""
    return _page(_person(person_id))


def _page(person: Person, typed: DecisionForm | None = None, number: int = 0) -> Response:
    found = queries.of_person(person.id)
    forms = {item.id: _form(item, formdata=None) for item, _ in found if item.state in LIVE}
    if typed and number in forms:
        forms[number] = typed
    html = render_template("onboarding/waivers.html", person=person, waivers=found, forms=forms, states=State)
    return make_response(html, 422 if typed else 200)


def _form(waiver: Waiver, **values: object) -> DecisionForm:
    """The form of a waiver, whose part may become any other of its module."""
    course = catalog().course
    parts = [(name_of(scope), title(scope, course)) for scope in parts_of(waiver.scope, course)]
    usual = {"part": name_of(waiver.scope), "reason": waiver.reason}
    return DecisionForm(parts, prefix=f"d{waiver.id}-", **(usual | values))


@bp.post("/<int(max=2147483647):waiver_id>")
def decide(person_id: int, waiver_id: int) -> AnyResponse:
    """Accept (amended when something was changed), refuse, or take back."""
    person = _person(person_id)
    waiver = queries.own(waiver_id, person.id) or abort(404)
    form, act = _form(waiver), request.form.get("act", "")
    if act not in ("accept", "refuse", "take_back"):
        abort(400)
    accepting = act == "accept"
    if (accepting and not form.validate()) or not (accepting or form.note.validate(form)):
        return _page(person, form, waiver_id)
    part = _part(form, waiver) if accepting else None
    if not form.explained(part is None or (part.scope, part.reason) != (waiver.scope, waiver.reason)):
        return _page(person, form, waiver_id)
    try:
        _decide(waiver, part, act, form.note.data)
        db.session.commit()
        flash("C'est décidé. La personne est prévenue.", "success")
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(f"/dispenses/{person_id}", 303)


def _part(form: DecisionForm, waiver: Waiver) -> Part:
    """What the form says to leave out; the words of the day it was asked stay when the part is the same."""
    course = catalog().course
    scope = next(item for item in parts_of(waiver.scope, course) if name_of(item) == form.part.data)
    words = waiver.title if scope == waiver.scope else title(scope, course)
    return Part(scope, words, Reason(form.reason.data))


def _decide(waiver: Waiver, part: Part | None, act: str, note: str) -> None:
    me, at = visitor(), now()
    role = "coach" if coached(me.id, waiver.person_id, at) else "admin"
    service = db.session.get_one(Person, me.id).service
    decision = Decision(me.id, role, service, at, note)
    if part:
        operations.accept(waiver, part, decision)
    elif act == "refuse":
        operations.refuse(waiver, decision)
    else:
        operations.take_back(waiver, decision)
