"""An administrator's first page: what to do first, what is done, and what waits for them."""

from flask import Blueprint, render_template
from sqlalchemy import func, select

from course.clock import now
from course.cohorts.models import Cohort, Membership, Term
from course.db import db
from course.people.landing import expects
from course.people.models import Person, Role
from course.people.session import visitor
from course.web.access import only

bp = Blueprint("administration", __name__)

PATH = "/administration"


@bp.get(PATH)
@only(Role.ADMIN)
def start() -> str:
    """What to do first, in order, and what is already there."""
    return render_template("cohorts/start.html", **_found(), me=visitor())


@expects
def _what_is_missing(person_id: int, _at: object) -> str:
    """Whoever administers arrives there until somebody coaches a cohort."""
    role = db.session.scalar(select(Person.role).where(Person.id == person_id))
    return PATH if role == Role.ADMIN and not _found()["coached"] else ""


def _found() -> dict[str, int | None]:
    """The last cohort made, whether people are in one and somebody coaches, and how many were not able to join."""
    at = now()
    coached = select(Term.id).where(Term.ends_at > at).limit(1)
    invited = select(func.count()).where(Person.password_hash.is_(None), Person.disabled.is_(False))
    parts = {
        "cohort": select(func.max(Cohort.id)),
        "members": select(func.count()).select_from(Membership),
        "coached": coached,
        "invited": invited,
    }
    row = db.session.execute(select(*(part.scalar_subquery().label(name) for name, part in parts.items()))).one()
    return dict(row._mapping)
