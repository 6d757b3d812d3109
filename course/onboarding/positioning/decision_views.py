"""A person's waivers for who looks after them: accepted, refused, amended, taken back; each with a word and a trace."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.queries import coached
from course.db import db
from course.onboarding.positioning.forms import DecisionForm
from course.onboarding.positioning.rules import name_of, parts_of, scopes, title
from course.people.models import Person
from course.people.operations import RefusedError
from course.people.session import visitor
from course.progress.queries import catalog, record
from course.quizzes.grant_queries import looked_after
from course.waivers import operations, queries
from course.waivers.models import Waiver
from course.waivers.rules import LIVE, Decision, Part, Reason

bp = Blueprint("waivers", __name__, url_prefix="/dispenses/<int(max=2147483647):person_id>")


def _person(person_id: int) -> Person:
    return looked_after(visitor(), person_id, now()) or abort(404)


@bp.get("")
def show(person_id: int) -> Response:
    """What waits for a decision, and what was decided."""
    return _page(_person(person_id))


@bp.post("")
def grant(person_id: int) -> AnyResponse:
    """Leave out a part that nobody asked to."""
    person = _person(person_id)
    form = _new_form(person_id)
    if not form.validate() or not form.explained(True):
        return _page(person, new=form)
    scope = scopes(catalog(), record(person_id))[form.part.data]
    part = Part(scope, title(scope, catalog().course), Reason(form.reason.data))
    try:
        operations.grant(person_id, part, _decision(person_id, form.note.data))
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        form.part.errors = [str(refusal)]
        return _page(_person(person_id), new=form)
    flash("C'est accordé. La personne est prévenue.", "success")
    return redirect(f"/dispenses/{person_id}", 303)


def _new_form(person_id: int, **values: object) -> DecisionForm:
    """What may be left out of what the person still has to follow."""
    content = catalog()
    parts = scopes(content, record(person_id)).items()
    return DecisionForm([(name, title(scope, content.course)) for name, scope in parts], prefix="g-", **values)


def _page(
    person: Person, typed: DecisionForm | None = None, number: int = 0, new: DecisionForm | None = None
) -> Response:
    found = queries.of_person(person.id)
    forms = {item.id: _form(item, formdata=None) for item, _ in found if item.state in LIVE}
    if typed and number in forms:
        forms[number] = typed
    usual = {"formdata": None, "reason": Reason.ADMINISTRATIVE}
    html = render_template(
        "onboarding/waivers.html", person=person, waivers=found, forms=forms, new=new or _new_form(person.id, **usual)
    )
    return make_response(html, 422 if typed or new else 200)


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


def _decision(person_id: int, note: str) -> Decision:
    """Mine, now: in my role for this person, and for my service."""
    me, at = visitor(), now()
    role = "coach" if coached(me.id, person_id, at) else "admin"
    return Decision(me.id, role, db.session.get_one(Person, me.id).service, at, note)


def _decide(waiver: Waiver, part: Part | None, act: str, note: str) -> None:
    decision = _decision(waiver.person_id, note)
    if part:
        operations.accept(waiver, part, decision)
    elif act == "refuse":
        operations.refuse(waiver, decision)
    else:
        operations.take_back(waiver, decision)
