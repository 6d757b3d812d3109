"""What a cohort knows as a whole: its mirror, on paper or projected, and the questions that it misses."""

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.cohorts.views import ID, led
from course.db import db
from course.questions.base import COMPETENCES
from course.tracking import mirror, mirror_queries
from course.tracking import mirror_operations as operations

bp = Blueprint("tracking_mirror", __name__, url_prefix="/cohortes")

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
    made_at = max((figure.made_at for figure in figures.values()), default=None)
    return render_template(
        template, cohort=cohort, figures=figures, competences=COMPETENCES, made_at=made_at, fewest=mirror.FEWEST
    )


@bp.post(_MIRROR)
def refresh(cohort_id: int) -> AnyResponse:
    """Make the mirror again where enough people moved since."""
    number = led(cohort_id).cohort.id
    db.session.rollback()
    changed = operations.refresh(number, now())
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
