"""The preview's pages: the learner's own templates where there is one, with the answers, and the problems on top."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template
from jinja2 import UndefinedError
from markupsafe import Markup
from werkzeug.wrappers import Response as WerkzeugResponse

from course.modules.schema import Lesson
from course.preview.drafts import HOME, Content, readable_questions
from course.preview.watch import Watched
from course.web.fragments import render_fragments

bp = Blueprint("preview", __name__)
PATIENCE = 15.0


def _watched() -> Watched:
    found: Watched = current_app.extensions["relais_watched"]
    return found


def _content() -> Content:
    return _watched().content


@bp.before_app_request
def remember() -> None:
    """What is shown is at least as new as this version: the browser asks for what comes after it."""
    g.version = _watched().version


@bp.get("/")
def home() -> str:
    """Everything there is, and where something is wrong."""
    content = _content()
    return _page(HOME, "preview/home.html", groups=content.groups(), content=content)


@bp.get("/lecons/<module>/<name>")
def lesson(module: str, name: str) -> str:
    """A lesson as learners see it, its questions answered."""
    url, content = f"/lecons/{module}/{name}", _content()
    found = content.lessons.get(f"{module}/{name}")
    if found is None:
        return _alone(url)
    parent = content.modules[module] if module in content.modules else abort(404)
    lessons = parent.lessons
    at = lessons.index(found) if found in lessons else 0
    after = lessons[at + 1] if at + 1 < len(lessons) else None
    exam = (f"/evaluations/{parent.head.quiz}", "Évaluation du module")
    following = (f"/lecons/{after.slug}", after.head.title) if after else exam
    previous = lessons[at - 1] if at else None
    shown = {"module": parent, "lesson": found, "number": at + 1, "previous": previous, "following": following}
    return _page(url, "modules/lesson.html", _answered(found), **shown)


def _answered(lesson: Lesson) -> Callable[[str], str]:
    def slot(name: str) -> str:
        if not name.startswith("check_"):
            return ""
        question = lesson.body.questions[int(name[6:])]
        return render_template("preview/check.html", question=question)

    return slot


@bp.post("/lecons/<module>/<name>/place")
def keep_place(**_lesson: str) -> Response:
    """The lesson's own script says where the reader is: nobody is remembered here."""
    return Response(status=204)


@bp.get("/modules/<slug>")
def module(slug: str) -> str:
    """A module's presentation."""
    url, found = f"/modules/{slug}", _content().modules.get(slug)
    if found is None or not found.body.fingerprint:
        return _alone(url)
    body = Markup("".join(part for part in found.body.parts if isinstance(part, str)))
    return _page(url, "preview/module.html", module=found, body=body)


@bp.get("/evaluations/<slug>")
def quiz(slug: str) -> str:
    """A bank of questions, each with its answer and what it teaches; the sound ones when the file is not."""
    url, found = f"/evaluations/{slug}", _content().quizzes.get(slug)
    if found:
        return _page(url, "preview/quiz.html", quiz=found, questions=found.questions)
    if url not in _content().entries:
        abort(404)
    path = _watched().home / _content().entries[url].file
    return _page(url, "preview/quiz.html", quiz=None, questions=readable_questions(path))


@bp.get("/fiches/<slug>")
def sheet(slug: str) -> str:
    """A method sheet."""
    url, methods = f"/fiches/{slug}", _content().methods
    if slug not in methods:
        return _alone(url)
    return _page(url, "methods/sheet.html", slug=slug, method=methods[slug], methods=methods)


@bp.get("/capsule")
def capsule() -> str:
    """The capsule."""
    found = _content().capsule
    return _page("/capsule", "hall/capsule.html", capsule=found) if found else _alone("/capsule")


@bp.get("/fiches")
def sheets() -> WerkzeugResponse:
    """The finder asks a database: here, every sheet is on the home."""
    return redirect("/#methodes")


@bp.get("/deroules")
@bp.get("/deroules/ajouter")
@bp.get("/capsule/mur")
@bp.get("/aide")
@bp.get("/donnees-personnelles")
@bp.get("/accessibilite")
@bp.post("/capsule/mot")
@bp.post("/documents/fiche/<slug>")
@bp.post("/documents/module/<slug>")
def elsewhere(**_slug: str) -> str:
    """What a page of learners leads to, and that only the platform has: it is said, nothing is written."""
    return _page("", "preview/elsewhere.html")


@bp.get("/changements/<int:known>")
def changes(known: int) -> Response:
    """Says at once that something was saved after version `known` (server-sent events)."""
    events = (f"data: {version}\n\n" for version in _watched().changes(known, PATIENCE))
    return Response(events, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


def _alone(url: str) -> str:
    """The problems alone, of a file that cannot be shown; 404 when there is no such file."""
    return _page(url, "preview/alone.html") if url in _content().entries else abort(404)


def _nothing(_slot: str) -> str:
    return ""


def _page(url: str, template: str, slot: Callable[[str], str] = _nothing, **shown: object) -> str:
    """A page with its problems on top; they are alone when they prevent it from being shown."""
    entry, content = _content().entries.get(url), _content()
    parts = {
        "entry": entry,
        "problems": content.problems.get(url, []),
        "remarks": content.remarks.get(url, []),
        "version": g.version,
    }

    def value(name: str) -> str:
        if name == "nav":
            return render_template("preview/nav.html", **parts)
        return render_template("preview/problems.html", **parts) if name == "messages" else slot(name)

    try:
        page = render_fragments(template, entry=entry, **shown)
    except UndefinedError:
        if not content.problems:
            raise
        page = render_fragments("preview/alone.html", entry=entry)
    return page.fill(value).decode()
