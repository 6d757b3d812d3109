"""« Mes déroulés »: the list, a sheet added to one, the copy, the deletion."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.agendas import operations, queries
from course.agendas.forms import AddForm, TitleForm
from course.agendas.models import Agenda
from course.agendas.operations import RefusedError
from course.clock import now
from course.db import db
from course.methods.pages import method_pages
from course.methods.schema import Method
from course.people.session import visitor

bp = Blueprint("agendas", __name__, url_prefix="/deroules")

ID = "/<int(max=2147483647):agenda_id>"


def own(agenda_id: int, *, lock: bool = False) -> Agenda:
    """The visitor's own agenda; anybody else's is not found."""
    return queries.own_agenda(visitor().id, agenda_id, lock=lock) or abort(404)


def sheet(slug: str) -> tuple[str, Method] | None:
    """A sheet with its name, or None."""
    method = method_pages().methods.get(slug)
    return (slug, method) if method else None


@bp.get("")
def agendas() -> Response:
    """All of one's agendas."""
    return _list(TitleForm())


def _list(form: TitleForm) -> Response:
    html = render_template("agendas/agendas.html", agendas=queries.agendas(visitor().id), form=form)
    return make_response(html, 422 if form.errors else 200)


@bp.post("")
def create() -> AnyResponse:
    """Begin an agenda."""
    form = TitleForm()
    if not form.validate():
        return _list(form)
    try:
        agenda = operations.create(visitor().id, form.title.data, now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        form.title.errors = [str(refusal)]
        return _list(form)
    return redirect(f"/deroules/{agenda.id}", 303)


@bp.route("/ajouter", methods=["GET", "POST"])
def add_method() -> AnyResponse:
    """Put a sheet at the end of an agenda, or of a new one."""
    slug, method = sheet(request.values.get("fiche", "")) or abort(404)
    me = visitor().id
    form = AddForm({row.id: row.title for row, *_ in queries.agendas(me)})
    if form.validate_on_submit():
        try:
            chosen = form.agenda.data
            agenda = own(chosen, lock=True) if chosen else operations.create(me, "Nouveau déroulé", now())
            place = operations.add_method(agenda, slug, method, now())
            db.session.commit()
            flash(f"« {method.title} » est ajouté à la fin du déroulé.", "success")
            return redirect(f"/deroules/{agenda.id}#ligne-{place}", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form.agenda.errors = [str(refusal)]
    html = render_template("agendas/add.html", form=form, slug=slug, method=method)
    return make_response(html, 422 if form.errors else 200)


@bp.post(f"{ID}/copie")
def duplicate(agenda_id: int) -> AnyResponse:
    """Copy an agenda, to prepare the next session."""
    try:
        copy = operations.duplicate(own(agenda_id), now())
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect("/deroules", 303)
    flash("Voici la copie : donnez-lui sa date.", "success")
    return redirect(f"/deroules/{copy.id}", 303)


@bp.get(f"{ID}/supprimer")
def confirm(agenda_id: int) -> str:
    """What would be lost, before it is."""
    agenda = own(agenda_id)
    return render_template("agendas/delete.html", agenda=agenda, count=len(queries.rows(agenda)))


@bp.post(f"{ID}/supprimer")
def remove(agenda_id: int) -> AnyResponse:
    """Delete an agenda for good."""
    operations.remove(own(agenda_id, lock=True))
    db.session.commit()
    flash("Le déroulé est supprimé.", "success")
    return redirect("/deroules", 303)
