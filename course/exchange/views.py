"""Administrators' pages: the banks that leave, a file that comes, and what becomes of its questions."""

import json
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from flask.blueprints import BlueprintSetupState
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from course import jobs
from course.db import db
from course.exchange import operations
from course.exchange.archive import pack
from course.exchange.bounds import FILE_BYTES
from course.exchange.exporter import FORMATS, export
from course.exchange.forms import ImportForm
from course.exchange.schema import Status, summary
from course.exchange.storage import Desk, Order, image_in, images_in
from course.home import content_home
from course.modules.schema import Course
from course.people.models import Role
from course.people.session import visitor
from course.questions.schema import QUESTION
from course.quizzes.schema import Quiz
from course.typed import line
from course.web.access import only

bp = Blueprint("exchange", __name__, url_prefix="/administration/banques")
pictures = Blueprint("pictures", __name__)

_PAGE = 20
_LARGEST_FORM = FILE_BYTES + 100_000


@bp.record_once
def _announce(state: BlueprintSetupState) -> None:
    """Tell who reads bodies, before any page is asked, that a whole file may come here."""
    state.app.extensions.setdefault("relais_larger_bodies", {})["/administration/banques"] = _LARGEST_FORM


@bp.url_value_preprocessor
def _larger(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """An administrator may send a whole file here; before anything reads the form."""
    if endpoint != "exchange.banks" or request.mimetype != "multipart/form-data":
        return
    if current_user.is_authenticated and current_user.role == Role.ADMIN:
        request.max_content_length = _LARGEST_FORM


def _quizzes() -> dict[str, Quiz]:
    found: dict[str, Quiz] = current_app.extensions["relais_quizzes"]
    return found


def _lessons() -> dict[str, list[tuple[str, str]]]:
    course: Course = current_app.extensions["relais_course"]
    return {
        module.head.title: [(lesson.name, lesson.head.short) for lesson in module.lessons] for module in course.modules
    }


@bp.route("", methods=["GET", "POST"])
@only(Role.ADMIN)
def banks() -> AnyResponse:
    """The banks, and a file to import."""
    form = ImportForm(_quizzes(), _lessons())
    if form.validate_on_submit():
        order = Order(visitor().id, _called(form), form.bank.data, form.competence.data, form.lesson.data)
        token = operations.receive(form.file.data, form.pasted.data or "", order)
        db.session.commit()
        return redirect(f"/administration/banques/imports/{token}", 303)
    html = render_template("exchange/banks.html", form=form, quizzes=_quizzes(), megabytes=FILE_BYTES // 1_000_000)
    return make_response(html, 422 if form.errors else 200)


def _called(form: ImportForm) -> str:
    """The file's own name, without what neither a page nor a table takes."""
    name = (form.file.data.filename or "") if form.file.data else "Texte collé"
    return " ".join(line(name).split())[:120] or "Fichier sans nom"


@bp.get("/<bank>")
@only(Role.ADMIN)
def bank(bank: str) -> str:
    """What a bank becomes in each format, before it leaves."""
    quiz = _quizzes().get(bank) or abort(404)
    formats = {form: export(quiz.questions, quiz.title, form, _images())[1] for form in FORMATS}
    return render_template("exchange/bank.html", bank=bank, quiz=quiz, formats=formats, summary=summary)


@bp.get("/<bank>/<any(gift, xml, yaml):form>")
@only(Role.ADMIN)
def leave(bank: str, form: str) -> Response:
    """The bank as a file."""
    quiz = _quizzes().get(bank) or abort(404)
    if form == "yaml":
        return _file((content_home() / "quizzes" / f"{bank}.yaml").read_bytes(), f"{bank}.yaml", "application/yaml")
    data, _ = export(quiz.questions, quiz.title, form, _images())
    return _file(data, f"{bank}-gift.txt" if form == "gift" else f"{bank}-moodle.xml", "application/octet-stream")


def _images() -> dict[str, bytes]:
    return images_in(content_home() / "quizzes" / "img")


def _file(data: bytes, name: str, mimetype: str) -> Response:
    response = make_response(data)
    response.mimetype = mimetype
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _own(token: str) -> tuple[Desk, Order]:
    """An import of this person's."""
    desk = Desk(operations.instance(), token)
    order = desk.order()
    if order is None or order.person != visitor().id:
        abort(404)
    return desk, order


@bp.get("/imports/<token>")
@only(Role.ADMIN)
def preview(token: str) -> Response:
    """Every question of the file with what became of it; while it is being read, how far that is."""
    desk, order = _own(token)
    result = desk.result()
    if result is None:
        job = jobs.latest(f"questions-{token}")
        failed = job is None or job.failed
        response = make_response(render_template("exchange/waiting.html", order=order, job=job, failed=failed))
        if not failed:
            response.headers["Refresh"] = "2"
        return response
    if "refusal" in result:
        return make_response(render_template("exchange/refused.html", order=order, reason=result["refusal"]))
    wanted = request.args.get("etat", "")
    chosen = [item for item in result["items"] if wanted not in set(Status) or item["status"] == wanted]
    last = max(1, -(-len(chosen) // _PAGE))
    number = min(max(request.args.get("page", 1, int), 1), last)
    shown = [_shown(item) for item in chosen[(number - 1) * _PAGE : number * _PAGE]]
    counts = {status: sum(item["status"] == status for item in result["items"]) for status in Status}
    return make_response(
        render_template(
            "exchange/preview.html",
            order=order,
            token=token,
            result=result,
            items=shown,
            counts=counts,
            wanted=wanted if wanted in set(Status) else "",
            page={"number": number, "last": last},
            home=_quizzes().get(order.bank),
            here=lambda html: html.replace("/questions/img/", f"/administration/banques/imports/{token}/img/"),
        )
    )


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    question = item["question"]
    return {**item, "question": QUESTION.validate_json(json.dumps(question)) if question else None}


@bp.get("/imports/<token>/fichier")
@only(Role.ADMIN)
def download(token: str) -> Response:
    """The bank made of it; in a zip when images come with it."""
    desk, order = _own(token)
    result = desk.result() or {}
    if not any(item["question"] for item in result.get("items", ())):
        abort(404)
    name = f"{order.bank or 'banque-importee'}.yaml"
    if not result["images"]:
        return _file(desk.bank(), name, "application/yaml")
    return _file(pack({name: desk.bank(), **desk.images()}), name.replace(".yaml", ".zip"), "application/zip")


@bp.get("/imports/<token>/img/<name>")
@only(Role.ADMIN)
def image(token: str, name: str) -> Response:
    """An image that came with the questions."""
    desk, _ = _own(token)
    return send_file(desk.image(name) or abort(404))


@pictures.get("/questions/img/<name>")
def picture(name: str) -> Response:
    """An image that a question of a bank shows."""
    return send_file(image_in(content_home() / "quizzes" / "img", name) or abort(404), conditional=True)
