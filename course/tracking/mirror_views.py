"""What a cohort knows as a whole: its mirror, on paper or projected, and the questions that it misses."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.views import ID, led
from course.competences.schema import LEVELS
from course.db import db
from course.questions.base import COMPETENCES
from course.quizzes.rules import decimal
from course.tracking import mirror, mirror_queries
from course.tracking import mirror_operations as operations

bp = Blueprint("tracking_mirror", __name__, url_prefix="/cohortes")
bp.add_app_template_filter(lambda percent: decimal(mirror.level(percent, LEVELS)), "level")

_MIRROR = f"{ID}/miroir"


@bp.get(_MIRROR)
def show(cohort_id: int) -> str:
    """The mirror, and the way to make it again."""
    return _page(cohort_id, "tracking/mirror.html")


@bp.get(f"{_MIRROR}/projection")
def projection(cohort_id: int) -> str:
    """The mirror alone, for a wall."""
    return _page(cohort_id, "tracking/mirror_screen.html")


def _page(cohort_id: int, template: str) -> str:
    cohort = led(cohort_id).cohort
    figures = mirror_queries.figures(cohort.id, now())
    made = [figure.made_at for found in figures.values() for figure in found.values()]
    said = request.args.get("de") == "niveaux" and bool(figures[mirror.SAID])
    return render_template(
        template,
        cohort=cohort,
        assessed=figures[mirror.ASSESSED],
        said=figures[mirror.SAID],
        said_first=said,
        competences=COMPETENCES,
        made_at=max(made, default=None),
        fewest=mirror.FEWEST,
    )


@bp.post(_MIRROR)
def refresh(cohort_id: int) -> AnyResponse:
    """Make the mirror again where enough people moved since; nothing is locked while their facts are read."""
    number, at = led(cohort_id).cohort.id, now()
    today = mirror_queries.today(number, at)
    db.session.rollback()
    changed = operations.refresh(number, today, at)
    db.session.commit()
    if changed:
        flash(f"Le miroir est à jour : {changed} compétence{'s' if changed > 1 else ''}.", "success")
    else:
        flash(f"Rien n'a changé : il faut que {mirror.FEWEST} personnes au moins aient avancé.", "success")
    return redirect(f"/cohortes/{number}/miroir", 303)


@bp.get(f"{ID}/questions")
def hardest(cohort_id: int) -> str:
    """What to work on together: the questions least often right."""
    cohort = led(cohort_id).cohort
    found = mirror_queries.hardest(cohort.id, now())
    return render_template("tracking/questions.html", cohort=cohort, questions=found, fewest=mirror.FEWEST)
