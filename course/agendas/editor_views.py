"""One agenda: its editor, its printed version and its calendar file."""

from io import BytesIO
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from course.agendas import operations, queries
from course.agendas.editor import Editor
from course.agendas.ics import calendar_file
from course.agendas.models import Agenda
from course.agendas.operations import RefusedError
from course.agendas.views import ID, own, sheet
from course.clock import now
from course.config import Settings
from course.db import db
from course.methods.pages import method_pages
from course.typography import typo
from course.web.access import wants_json
from course.web.local import local_zone

bp = Blueprint("agenda_editor", __name__, url_prefix="/deroules")

_CHANGED = (
    "Ce déroulé a changé depuis l'ouverture de cette page, dans un autre onglet ou sur un autre appareil. "
    "Rien n'est enregistré : enregistrez pour garder ce que vous voyez ici à la place de l'autre version."
)
_FAULTS = "Rien n'est enregistré pour l'instant : corrigez ce qui est signalé."


def _mark(agenda: Agenda) -> str:
    """Tells this version of an agenda from any other."""
    return agenda.updated_at.isoformat()


@bp.get(ID)
def show(agenda_id: int) -> Response:
    """The editor, and the printed version."""
    agenda = own(agenda_id)
    return _page(agenda, Editor.of(agenda, queries.rows(agenda)), _mark(agenda))


def _page(agenda: Agenda, editor: Editor, mark: str, code: int = 200, notice: str = "") -> Response:
    html = render_template(
        "agendas/agenda.html",
        agenda=agenda,
        editor=editor,
        printed=editor.printed(agenda),
        mark=mark,
        notice=notice,
        methods=method_pages().methods,
    )
    return make_response(html, code)


@bp.post(ID)
def save(agenda_id: int) -> AnyResponse:
    """Do what the button says to the page as it was typed, then save all of it."""
    agenda, editor = own(agenda_id, lock=True), Editor.typed(request.form)
    button, key, refusal = request.form.get("act", "save"), "", ""
    try:
        key = editor.act(button, sheet(request.form.get("fiche", "")))
    except RefusedError as error:
        refusal = str(error)
    if not editor.validate():
        return _kept(agenda, editor, 422, refusal or _FAULTS, request.form.get("mark", ""))
    if request.form.get("mark") != _mark(agenda):
        return _kept(agenda, editor, 409, _CHANGED, _mark(agenda))
    head = {name: field.data for name, field in editor.fields().items()}
    operations.save(agenda, head, editor.values(), now())
    db.session.commit()
    if wants_json():
        return _anew(agenda, editor)
    if refusal:
        flash(refusal, "error")
    elif button == "save":
        flash("Déroulé enregistré.", "success")
    return redirect(f"/deroules/{agenda_id}" + (f"#ligne-{editor.place(key)}" if key else ""), 303)


def _kept(agenda: Agenda, editor: Editor, code: int, notice: str, mark: str) -> Response:
    """Nothing could be saved: what was typed comes back, with why."""
    if wants_json():
        return make_response({"message": typo(f"Pas enregistré. {editor.faults() or notice}")}, code)
    return _page(agenda, editor, mark, code, notice)


def _anew(agenda: Agenda, editor: Editor) -> Response:
    """What a script shows anew after a save."""
    printed = editor.printed(agenda)
    return make_response(
        {
            "mark": _mark(agenda),
            "clocks": [typo(clock) for clock, _ in printed.lines],
            "spent": typo(printed.spent),
            "spare": typo(printed.spare),
            "printed": render_template("agendas/printed.html", printed=printed),
        }
    )


@bp.get(f"{ID}/agenda.ics")
def calendar(agenda_id: int) -> AnyResponse:
    """The agenda as one event of a calendar."""
    agenda = own(agenda_id)
    if agenda.day is None:
        flash("Donnez une date au déroulé, enregistrez, puis exportez-le.", "error")
        return redirect(f"/deroules/{agenda_id}", 303)
    settings: Settings = current_app.extensions["relais_settings"]
    uid = f"deroule-{agenda.id}@{urlsplit(settings.url).hostname}"
    body = calendar_file(queries.printed(agenda), agenda.day, uid, agenda.updated_at, local_zone())
    name = agenda.title.replace("/", "-").replace("\\", "-")
    return send_file(BytesIO(body), "text/calendar", as_attachment=True, download_name=f"{name}.ics")
