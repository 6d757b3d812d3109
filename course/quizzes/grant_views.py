"""« Aménagements »: what a coach or an administrator grants to a person, and what each person was granted."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from course.clock import now
from course.db import db
from course.people.models import Person
from course.people.operations import RefusedError
from course.people.session import visitor
from course.quizzes import grant_operations, grant_queries
from course.quizzes.forms import ExtraAttemptForm, ExtraTimeForm
from course.quizzes.grant_operations import Decision
from course.quizzes.schema import Quiz

bp = Blueprint("grants", __name__)

_PATH = "/amenagements/<int(max=2147483647):person_id>"


def _quizzes() -> dict[str, Quiz]:
    found: dict[str, Quiz] = current_app.extensions["relais_quizzes"]
    return found


def _person(person_id: int) -> Person:
    return grant_queries.looked_after(visitor(), person_id, now()) or abort(404)


@bp.get("/compte/amenagements")
def mine() -> str:
    """What I was granted, by whom and why."""
    return render_template("quizzes/grants.html", **_granted(visitor().id))


@bp.get(_PATH)
def show(person_id: int) -> Response:
    """What a person was granted, and what to grant."""
    return _page(_person(person_id), ExtraTimeForm(formdata=None), ExtraAttemptForm(_quizzes(), formdata=None))


@bp.post(f"{_PATH}/temps")
def give_time(person_id: int) -> Response:
    """Give a person more time, or take it back for their next attempts."""
    person, form = _person(person_id), ExtraTimeForm()

    def give() -> None:
        decision = Decision(visitor().id, form.time_reason.data, now())
        grant_operations.give_time(person, int(form.percent.data), decision)

    if form.validate() and _done(form, give):
        flash("C'est enregistré. La personne est prévenue par courriel.", "success")
        return redirect(f"/amenagements/{person_id}", 303)
    return _page(_person(person_id), form, ExtraAttemptForm(_quizzes(), formdata=None))


@bp.post(f"{_PATH}/essai")
def give_attempt(person_id: int) -> Response:
    """Give a person one more attempt."""
    person, form = _person(person_id), ExtraAttemptForm(_quizzes())

    def give() -> None:
        slug, decision = form.quiz.data, Decision(visitor().id, form.attempt_reason.data, now())
        grant_operations.give_attempt(person, slug, _quizzes()[slug].title, decision)

    if form.validate() and _done(form, give):
        flash("L'essai est accordé. La personne est prévenue par courriel.", "success")
        return redirect(f"/amenagements/{person_id}", 303)
    return _page(_person(person_id), ExtraTimeForm(formdata=None), form)


def _done(form: Any, give: Callable[[], None]) -> bool:
    """Do it, or say beside its field why not."""
    try:
        give()
        db.session.commit()
    except RefusedError as refusal:
        db.session.rollback()
        form[refusal.field].errors = [str(refusal)]
        return False
    return True


def _page(person: Person, time: ExtraTimeForm, attempt: ExtraAttemptForm) -> Response:
    html = render_template(
        "quizzes/grant.html", person=person, time=time, attempt=attempt, admin=visitor().is_admin, **_granted(person.id)
    )
    return make_response(html, 422 if time.errors or attempt.errors else 200)


def _granted(person_id: int) -> dict[str, object]:
    titles = {slug: quiz.title for slug, quiz in _quizzes().items()}
    return {
        "times": grant_queries.times(person_id),
        "extras": grant_queries.all_extras(person_id),
        "titles": titles,
        "now": now(),
    }
