"""« Mon positionnement »: where one stands over time, the next one filled in step by step, and one's waivers."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.competences.schema import LEVELS
from course.db import db
from course.onboarding.positioning import operations, queries
from course.onboarding.positioning.forms import AskForm, EvidenceForm, StoryForm
from course.onboarding.positioning.models import Positioning
from course.onboarding.positioning.radar import radar
from course.onboarding.positioning.rules import Due, Moment, due, scopes, title
from course.people.operations import RefusedError
from course.people.session import visitor
from course.progress.queries import catalog, record
from course.progress.rules import path_steps, progress
from course.questions.base import COMPETENCES
from course.waivers import operations as waivers
from course.waivers import queries as waiver_queries
from course.waivers.rules import Part, Reason

bp = Blueprint("positioning", __name__, url_prefix="/positionnement")

GROUPS = {
    "A": "Collaborer avec le commanditaire",
    "B": "Planifier",
    "C": "Environnement participatif",
    "D": "Guider vers des résultats",
    "E": "Connaissances",
    "F": "Attitude",
}
"""The letters of the competences: each is a step."""
TEST, END = "test", "fin"
STEPS = (*GROUPS, TEST, END)
_OVER = "Ce positionnement est terminé : il ne change plus."


@bp.get("")
def show() -> Response:
    """One's levels over time, what comes next, and one's waivers."""
    return _page()


def _page(form: AskForm | None = None, evidence: dict[int, EvidenceForm] | None = None) -> Response:
    me, content = visitor(), catalog()
    facts, history = record(me.id), queries.history(me.id)
    under_way = queries.under_way(me.id)
    percent = progress(path_steps(content), facts).percent
    found = waiver_queries.of_person(me.id)
    forms = {item.id: EvidenceForm(formdata=None, prefix=f"d{item.id}-", evidence=item.evidence) for item, _ in found}
    html = render_template(
        "onboarding/positioning.html",
        grid=content.grid,
        competences=COMPETENCES,
        history=history,
        drawn=radar(list(COMPETENCES), [item.levels for item in history]),
        under_way=under_way,
        moment=Moment(under_way.moment) if under_way else None,
        due=_due(history, percent),
        waivers=found,
        form=form or AskForm(_parts(), formdata=None),
        evidence=forms | (evidence or {}),
    )
    wrong = any(item.errors for item in ([form] if form else []) + list((evidence or {}).values()))
    return make_response(html, 422 if wrong else 200)


def _due(history: list[queries.Frozen], percent: int) -> Due | None:
    return due({item.moment: item.at for item in history}, percent, now())


def _parts() -> list[tuple[str, str]]:
    """What one may ask to leave out, with its words."""
    content = catalog()
    return [(name, title(scope, content.course)) for name, scope in scopes(content, record(visitor().id)).items()]


@bp.post("")
def begin() -> AnyResponse:
    """Open the positioning that is due, or find the open one."""
    me, content = visitor(), catalog()
    if queries.under_way(me.id) is None:
        percent = progress(path_steps(content), record(me.id)).percent
        following = _due(queries.history(me.id), percent)
        if following is None or following.wait:
            flash(following.wait if following else "Vos trois positionnements sont faits.", "error")
            return redirect("/positionnement", 303)
        operations.begin(me.id, following, now())
        db.session.commit()
    return redirect("/positionnement/A", 303)


@bp.get("/<any(A, B, C, D, E, F, test, fin):step>")
def fill(step: str) -> AnyResponse:
    """One step of the positioning under way."""
    found = queries.under_way(visitor().id)
    return _step(found, step) if found else redirect("/positionnement", 303)


def _step(
    found: Positioning,
    step: str,
    form: StoryForm | None = None,
    unsaid: tuple[str, ...] = (),
    *,
    refused: bool = False,
) -> Response:
    levels = queries.levels(found.id)
    html = render_template(
        "onboarding/positioning_step.html",
        grid=catalog().grid,
        moment=Moment(found.moment),
        step=step,
        steps=STEPS,
        groups=GROUPS,
        codes={code: name for code, name in COMPETENCES.items() if code[0] == step},
        levels=levels,
        missing=[code for code in COMPETENCES if code not in levels],
        items=queries.items(found.id) if step == TEST else [],
        form=form or StoryForm(formdata=None, training=found.training, field=found.field),
        unsaid=unsaid,
        refused=refused,
    )
    return make_response(html, 422 if refused or unsaid or (form and form.errors) else 200)


@bp.post("/<any(A, B, C, D, E, F):step>")
def keep_levels(step: str) -> AnyResponse:
    """Keep the levels of one letter, and go on once they are all given."""
    said = {code: request.form.get(code, "") for code in COMPETENCES if code[0] == step}
    given = {code: int(level) for code, level in said.items() if level in map(str, range(1, LEVELS + 1))}
    kept = operations.keep_levels(visitor().id, given, catalog())
    db.session.commit()
    if not kept or _quiet():
        return _saved(kept)
    found = queries.under_way(visitor().id)
    unsaid = tuple(code for code in said if found and code not in queries.levels(found.id))
    return _step(found, step, unsaid=unsaid) if found and unsaid else redirect(_after(step), 303)


@bp.post(f"/{TEST}")
def keep_answers() -> AnyResponse:
    """Keep the answers to the test, and go on."""
    found, fields = queries.under_way(visitor().id), request.form.to_dict(flat=False)
    items = queries.items(found.id) if found else []
    readable = [item for item in items if not item.question.strange(fields, item.prefix)]
    given = {item.position: item.question.read(fields, item.prefix) for item in readable}
    kept = operations.keep_answers(visitor().id, given)
    db.session.commit()
    if found and kept and not _quiet() and any(item.question.doubt(item.answer) for item in queries.items(found.id)):
        return _step(found, TEST, refused=True)
    return _saved(kept) if not kept or _quiet() else redirect(_after(TEST), 303)


@bp.post(f"/{END}")
def end() -> AnyResponse:
    """Keep what one did already, and finish when asked to."""
    me, form = visitor(), StoryForm()
    valid = form.validate()
    kept = valid and operations.keep_story(me.id, form.training.data, form.field.data)
    try:
        if kept and "finish" in request.form:
            operations.finish(me.id, catalog(), now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.commit()
        flash(str(refusal), "error")
        return redirect(f"/positionnement/{END}", 303)
    found = queries.under_way(me.id)
    if found and not valid:
        return _step(found, END, form)
    if _quiet():
        return _saved(bool(kept))
    if found:
        flash("C'est enregistré. Rien n'est définitif avant « Terminer ».", "success")
        return redirect(f"/positionnement/{END}", 303)
    flash("Votre positionnement est terminé et gardé tel quel." if kept else _OVER, "success" if kept else "error")
    return redirect("/positionnement", 303)


def _quiet() -> bool:
    """True when a script saves while the page stays."""
    return bool(request.headers.get("X-Fragment"))


def _saved(kept: bool) -> AnyResponse:
    if _quiet():
        return Response(status=204 if kept else 409)
    flash(_OVER, "error")
    return redirect("/positionnement", 303)


def _after(step: str) -> str:
    return f"/positionnement/{STEPS[STEPS.index(step) + 1]}"


@bp.post("/dispenses")
def ask() -> AnyResponse:
    """Ask to leave out a part."""
    me, form, content = visitor(), AskForm(_parts()), catalog()
    if not form.validate():
        return _page(form)
    scope = scopes(content, record(me.id))[form.part.data]
    part = Part(scope, title(scope, content.course), Reason(form.reason.data))
    try:
        waivers.ask(me.id, part, form.evidence.data, now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        form[refusal.field].errors = [str(refusal)]
        return _page(form)
    flash("Votre demande est enregistrée. Votre coach la verra lundi au plus tard.", "success")
    return redirect("/positionnement#dispenses", 303)


@bp.post("/dispenses/<int(max=2147483647):waiver_id>")
def add(waiver_id: int) -> AnyResponse:
    """Say more about a waiver that waits, or give it up."""
    me = visitor()
    waiver = waiver_queries.own(waiver_id, me.id) or abort(404)
    form = EvidenceForm(prefix=f"d{waiver_id}-")
    giving_up = "give_up" in request.form
    if not giving_up and not form.validate():
        return _page(evidence={waiver_id: form})
    try:
        if giving_up:
            waivers.give_up(waiver, now())
        else:
            waivers.add_evidence(waiver, form.evidence.data)
        db.session.commit()
        flash("Vous suivrez cette partie." if giving_up else "C'est ajouté à votre demande.", "success")
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect("/positionnement#dispenses", 303)
