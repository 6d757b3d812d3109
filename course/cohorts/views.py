"""The pages of a cohort for who belongs to it or coaches it: who is who, who coaches, what is handed over."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts import queries, rules
from course.cohorts import term_operations as operations
from course.cohorts.elections import queries as elections
from course.cohorts.elections.rules import TITLES
from course.cohorts.forms import ItemForm, NoteForm
from course.cohorts.models import Term
from course.cohorts.operations import RefusedError
from course.cohorts.queries import Standing
from course.db import db
from course.people.models import Person
from course.people.session import visitor

bp = Blueprint("cohorts", __name__, url_prefix="/cohortes")

ID = "/<int(max=2147483647):cohort_id>"
_TERM = f"{ID}/mandats/<int(max=2147483647):term_id>"


def own(cohort_id: int) -> Standing:
    """A cohort for its members, its present coaches and administrators; for anybody else it is not found."""
    me = visitor()
    return queries.standing(cohort_id, me.id, me.is_admin, now()) or abort(404)


def led(cohort_id: int) -> Standing:
    """A cohort for who looks after it; for its members as for anybody else, the page is not found."""
    found = own(cohort_id)
    return found if found.leads else abort(404)


@bp.get("")
def cohorts() -> AnyResponse:
    """One's cohorts; the only one at once."""
    me, at = visitor(), now()
    mine = {cohort.id: cohort for cohort in queries.cohorts_of_coach(me.id, at) + queries.cohorts_of_member(me.id, at)}
    if len(mine) == 1:
        return redirect(f"/cohortes/{next(iter(mine))}", 303)
    return make_response(render_template("cohorts/mine.html", cohorts=mine.values()))


@bp.get(ID)
def cohort(cohort_id: int) -> str:
    """Who is who, who coaches, until when; for those who coach, what is handed over."""
    found, at = own(cohort_id), now()
    terms = [(term, person, rules.stage(term.starts_at, term.ends_at, at)) for term, person in queries.terms(cohort_id)]
    return render_template(
        "cohorts/cohort.html",
        standing=found,
        cohort=found.cohort,
        members=queries.members(cohort_id, at, request.args.get("page", 1, int)),
        terms=terms,
        elections=elections.elections(cohort_id),
        election_steps=TITLES,
        ticked=queries.ticked(cohort_id) if found.leads else {},
        hands_over=found.leads or queries.hands_over(cohort_id, visitor().id, at) is not None,
        me=visitor(),
    )


def _term(cohort_id: int, term_id: int) -> tuple[Standing, Term]:
    """A term of a cohort that one looks after."""
    return led(cohort_id), _of(cohort_id, term_id)


def _read(cohort_id: int, term_id: int) -> tuple[Standing, Term]:
    """The same, to read, for who will look after the cohort or did lately: a page is handed over by two."""
    me, at = visitor(), now()
    found = queries.standing(cohort_id, me.id, me.is_admin, at)
    if found is None or not found.leads:
        handing = queries.hands_over(cohort_id, me.id, at)
        found = handing and (found or handing)
    return found or abort(404), _of(cohort_id, term_id)


def _of(cohort_id: int, term_id: int) -> Term:
    term = db.session.get(Term, term_id)
    return term if term and term.cohort_id == cohort_id else abort(404)


@bp.get(_TERM)
def handover(cohort_id: int, term_id: int) -> Response:
    """What a coach hands over to the next: a page, and what is to do."""
    found, term = _read(cohort_id, term_id)
    form = NoteForm(formdata=None, note=term.note or rules.PAGE)
    return _page(found, term, form, ItemForm(formdata=None))


def _page(found: Standing, term: Term, form: NoteForm, item: ItemForm, code: int = 200) -> Response:
    html = render_template(
        "cohorts/handover.html",
        standing=found,
        cohort=found.cohort,
        term=term,
        person=db.session.get_one(Person, term.person_id),
        author=db.session.get(Person, term.noted_by) if term.noted_by else None,
        stage=rules.stage(term.starts_at, term.ends_at, now()),
        items=queries.handover(term.id),
        mark=operations.mark_of(term),
        form=form,
        item=item,
    )
    return make_response(html, code)


@bp.post(_TERM)
def save_note(cohort_id: int, term_id: int) -> AnyResponse:
    """Keep the page that is handed over."""
    (found, term), form = _term(cohort_id, term_id), NoteForm()
    if not form.validate():
        return _page(found, term, form, ItemForm(formdata=None), 422)
    try:
        operations.save_note(term, form.note.data, request.form.get("mark", ""), visitor().id, now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        form.note.errors = [str(refusal)]
        return _page(*_term(cohort_id, term_id), form, ItemForm(formdata=None), 409)
    flash("La page est enregistrée.", "success")
    return redirect(f"/cohortes/{cohort_id}/mandats/{term_id}", 303)


@bp.post(f"{_TERM}/points")
def add_item(cohort_id: int, term_id: int) -> AnyResponse:
    """Add something to do before the hand-over ends."""
    (found, term), item = _term(cohort_id, term_id), ItemForm()
    if item.validate():
        try:
            operations.add_item(term, item.text.data)
            db.session.commit()
            return redirect(f"/cohortes/{cohort_id}/mandats/{term_id}#points", 303)
        except RefusedError as refusal:
            db.session.rollback()
            item.text.errors = [str(refusal)]
            found, term = _term(cohort_id, term_id)
    return _page(found, term, NoteForm(formdata=None, note=term.note or rules.PAGE), item, 422)


@bp.post(f"{_TERM}/points/<int(max=1000):position>")
def tick(cohort_id: int, term_id: int, position: int) -> AnyResponse:
    """Note that something is done, or that it is not."""
    _, term = _term(cohort_id, term_id)
    if not operations.tick(term, position, request.form.get("done") == "1", visitor().id, now()):
        abort(404)
    db.session.commit()
    return redirect(f"/cohortes/{cohort_id}/mandats/{term_id}#point-{position}", 303)
