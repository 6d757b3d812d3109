"""The learner's home, the facts behind its figure, and the presentation of a module."""

from flask import Blueprint, Response, abort, render_template
from markupsafe import Markup

from course.certificates.queries import CERTIFICATES
from course.clock import now
from course.path.arrivals import announced
from course.path.pages import home_page
from course.people.session import visitor
from course.practice.queries import todays_plan
from course.progress.queries import catalog, record
from course.progress.rules import Progress, path_steps, progress
from course.web.access import public

bp = Blueprint("path", __name__)


@bp.get("/")
def home() -> Response:
    """Where am I, what is next, how long does it take."""
    me = visitor()
    certificates = {subject: (code, bool(ready)) for subject, code, ready in CERTIFICATES.rows(person_id=me.id)}
    arrival = announced(me.id) if me.arrives else ""
    page = home_page().page(me, record(me.id), certificates, todays_plan(me.id, now()), arrival)
    return Response(page, mimetype="text/html")


@bp.get("/pourquoi")
def why() -> str:
    """« Pourquoi 62 % ? »: every fact that makes the figure."""
    facts = record(visitor().id)
    content = catalog()
    modules = [(module, progress(content.steps(module), facts)) for module in content.course.modules]
    return render_template("path/why.html", modules=modules, whole=progress(path_steps(content), facts))


@bp.get("/modules/<slug>")
def module(slug: str) -> str:
    """What a module is for, who it is for, what it holds and how it ends."""
    content = catalog()
    found = content.course.module(slug) or abort(404)
    return render_template(
        "path/module.html",
        module=found,
        body=Markup("".join(part for part in found.body.parts if isinstance(part, str))),
        quiz=content.quizzes[found.head.quiz],
        minutes=content.minutes(found),
        part=progress(content.steps(found), record(visitor().id)),
    )


@bp.app_template_global()
def my_progress(slug: str) -> Progress | None:
    """How far the visitor is in a module; None when the course no longer has it."""
    found = catalog().course.module(slug)
    return progress(catalog().steps(found), record(visitor().id)) if found else None


@bp.get("/aide")
@public
def assistance() -> str:
    """Whom to ask, and how the platform works."""
    return render_template("path/help.html")


@bp.get("/accessibilite")
@public
def accessibility() -> str:
    """The accessibility statement, true by default: not audited."""
    return render_template("path/accessibility.html")


@bp.get("/donnees-personnelles")
@public
def privacy() -> str:
    """What is kept about a person, why and how long."""
    return render_template("path/privacy.html")
