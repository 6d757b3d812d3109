"""The search page; its address keeps the query."""

from flask import Blueprint, Response, make_response, render_template, request

from course.search.forms import SearchForm
from course.search.index import MOST, search

bp = Blueprint("search", __name__)


@bp.get("/recherche")
def results() -> Response:
    """What is found, or the field alone."""
    form = SearchForm(request.args)
    valid = form.validate()
    query = (form.q.data or "").strip() if valid else ""
    hits = search(query, MOST + 1)
    html = render_template("search/results.html", form=form, query=query, hits=hits[:MOST], more=len(hits) > MOST)
    return make_response(html, 200 if valid else 422)
