"""The questions to mend and their figures, for coaches and administrators; nothing there is about a person."""

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request

from course.modules.schema import Course
from course.people.models import Role
from course.people.session import Visitor, visitor
from course.statistics.advice import Reason, known, reasons, shares, shown, signed
from course.statistics.queries import Measured, banks, measured, passed
from course.statistics.rules import Figures
from course.web.access import only

bp = Blueprint("statistics", __name__)
bp.add_app_template_filter(signed, "signed")

_LIST = "/questions/statistiques"
ORDERS = {
    "revoir": "Les plus à revoir d'abord",
    "ordre": "Dans l'ordre des fichiers",
    "reussite": "Les moins réussies d'abord",
    "discrimination": "Celles qui distinguent le moins d'abord",
    "temps": "Les plus longues d'abord",
}


@dataclass(frozen=True)
class Row:
    """A question of the list: what it is, what may be shown of it, and what to mend."""

    item: Measured
    figures: Figures | None
    reasons: list[Reason]


def _row(item: Measured) -> Row:
    return Row(item, known(item.figures), reasons(item.question, item.figures))


def _key(row: Row, order: str) -> tuple[bool, float]:
    """Where a row goes; what is unknown goes last."""
    found = row.figures
    values = {
        "revoir": row.reasons[0].gravity - len(row.reasons) / 100 if row.reasons else None,
        "ordre": 0,
        "reussite": found.facility if found else None,
        "discrimination": found.discrimination if found else None,
        "temps": -found.seconds if found and found.seconds else None,
    }
    value = values[order]
    return value is None, value or 0


def _open_to(me: Visitor) -> set[str]:
    """The banks whose figures one may read: they tell which answers are right, so a coach passes them first."""
    return set(banks()) if me.is_admin else passed(me.id) & banks().keys()


def _course() -> Course:
    course: Course = current_app.extensions["relais_course"]
    return course


@bp.get(_LIST)
@only(Role.COACH, Role.ADMIN)
def table() -> str:
    """The questions to mend, and every question's figures."""
    found = _course().module(request.args.get("module", ""))
    order = request.args.get("tri", "")
    order = order if order in ORDERS else "revoir"
    open_ones = _open_to(visitor())
    rows = [_row(item) for item in measured(found.head.quiz if found else "") if item.quiz in open_ones]
    rows.sort(key=lambda row: _key(row, order))
    return render_template(
        "statistics/table.html",
        rows=rows,
        to_mend=[row for row in rows if row.reasons],
        modules=_course().modules,
        module=found,
        order=order,
        orders=ORDERS,
        closed=[item for item in _course().modules if item.head.quiz in banks() and item.head.quiz not in open_ones],
    )


@bp.get(f"{_LIST}/<quiz>/<question>")
@only(Role.COACH, Role.ADMIN)
def detail(quiz: str, question: str) -> str:
    """One question: what was answered, and what the strongest answered."""
    bank = banks()[quiz] if quiz in _open_to(visitor()) else abort(404)
    if question not in {item.id for item in bank.questions}:
        abort(404)
    row = next(_row(item) for item in measured(quiz) if item.question.id == question)
    given = shown(shares(row.item.question, row.figures)) if row.figures else []
    return render_template("statistics/detail.html", row=row, shares=given)
