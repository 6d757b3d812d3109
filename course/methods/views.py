"""The finder and the sheets."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from course.methods.forms import FinderForm
from course.methods.pages import method_pages
from course.methods.rules import LEVELS, PHASES, chosen, wider
from course.people.session import visitor

bp = Blueprint("methods", __name__)
bp.add_app_template_filter(PHASES.__getitem__, "phase_name")
bp.add_app_template_filter(LEVELS.__getitem__, "level_name")


@bp.get("/fiches")
def finder() -> Response:
    """Which methods fit the session; the address keeps what was asked."""
    form, pages = FinderForm(request.args), method_pages()
    valid = form.validate()
    slugs = chosen(pages.methods, form.need) if valid else []
    html = render_template(
        "methods/finder.html",
        form=form,
        lines=[pages.lines[slug] for slug in slugs],
        total=len(pages.methods),
        wider=wider(pages.methods, form.need) if valid and not slugs else {},
    )
    return make_response(html, 200 if valid else 422)


@bp.get("/fiches/<slug>")
def sheet(slug: str) -> Response:
    """One method, on one page."""
    pages = method_pages()
    if slug not in pages.methods:
        abort(404)
    return Response(pages.page(slug, visitor()), mimetype="text/html")
