"""Assessments: what one is, an attempt that saves itself, the confirmation, the result."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.db import db
from course.people.session import visitor
from course.quizzes import grant_queries, operations, overtime, page_operations, queries
from course.quizzes.certainty import LEVELS, advice, calibration
from course.quizzes.models import CERTAINTY, OPEN, Attempt
from course.quizzes.rules import Permission, by_competence, decimal, may_start, percent, result
from course.quizzes.schema import Quiz
from course.quizzes.timing import GRACE, closes_at, extra_minutes, opens_at
from course.typography import typo
from course.waivers.queries import assessment_waived
from course.web.local import local_zone

bp = Blueprint("quizzes", __name__)
bp.add_app_template_filter(percent, "percent")
bp.add_app_template_filter(decimal, "decimal")

_ID = "<int(max=2147483647):attempt_id>"
_CLOSED = "Cet essai est terminé : vos réponses ne changent plus."
_LATE = "Le temps est écoulé. Ce qui vient d'arriver est gardé, mais ne compte pas."
_NEWER = "une réponse plus récente, venue d'une autre page ou d'un autre appareil, est gardée. Relisez-la."
_REPLACED = "la réponse de cette page remplace celle qui avait été enregistrée entre-temps. Relisez-la."
_UNREAD = "cette réponse n'a pas pu être lue, et rien n'a changé. Rechargez la page, puis répondez de nouveau."
_CHECKED = "Cette réponse est déjà vérifiée : elle ne change plus. Rechargez la page pour lire le retour."


def _quizzes() -> dict[str, Quiz]:
    found: dict[str, Quiz] = current_app.extensions["relais_quizzes"]
    return found


def _quiz(slug: str) -> Quiz:
    return _quizzes().get(slug) or abort(404)


def _own(attempt_id: int) -> Attempt:
    return queries.own_attempt(visitor().id, attempt_id) or abort(404)


def _permission(quiz: Quiz, slug: str, past: list[Attempt]) -> Permission:
    grants = grant_queries.extras(visitor().id, slug)
    granted = any(grant.attempt_id is None for grant in grants)
    return may_start(quiz, queries.tries(past, grants), now(), local_zone(), granted)


@bp.get("/evaluations/<slug>")
def show(slug: str) -> str:
    """What the assessment is, how it counts, the attempts made and the next one."""
    quiz = _quiz(slug)
    past = queries.attempts(visitor().id, slug)
    unfinished = past.pop() if past and past[-1].state == OPEN else None
    at, limit = now(), timedelta(minutes=quiz.time_limit or 0)
    closes = closes_at(quiz, local_zone())
    return render_template(
        "quizzes/intro.html",
        quiz=quiz,
        slug=slug,
        past=past,
        unfinished=unfinished,
        permission=_permission(quiz, slug, past),
        extra=extra_minutes(quiz.time_limit, grant_queries.extra_percent(visitor().id)),
        kinds={item.label: item.hint for item in quiz.questions},
        over=unfinished is not None and unfinished.is_over(at),
        opens=opens_at(quiz, local_zone()),
        closes=closes,
        cut_short=limit and closes and closes < at + limit,
        grace=GRACE.seconds,
        levels=LEVELS,
        waived=assessment_waived(visitor().id, quiz.module),
    )


@bp.post("/evaluations/<slug>/essai")
def start(slug: str) -> AnyResponse:
    """Begin an attempt, or find the open one."""
    begun = operations.start(visitor().id, slug, _quiz(slug), now(), local_zone())
    db.session.commit()
    if isinstance(begun, Permission):
        flash(begun.reason, "error")
        return redirect(f"/evaluations/{slug}", 303)
    return redirect(f"/essais/{begun.id}", 303)


@bp.get(f"/essais/{_ID}")
def attempt(attempt_id: int) -> str:
    """The open attempt's questions, or the result."""
    found = _own(attempt_id)
    at = now()
    if found.is_over(at):
        return render_template("quizzes/over.html", attempt=found)
    items, quiz = queries.items(found), _quizzes().get(found.quiz)
    if found.state == OPEN:
        answered = sum(item.answer is not None for item in items)
        incomplete = request.args.get("a-completer", 0, int)
        return render_template(
            "quizzes/attempt.html",
            attempt=found,
            items=items,
            answered=answered,
            quiz=quiz,
            levels=LEVELS,
            incomplete=incomplete,
            at=at,
        )
    past = queries.attempts(visitor().id, found.quiz)
    return render_template(
        "quizzes/result.html",
        attempt=found,
        items=items,
        quiz=quiz,
        competences=by_competence((item.question.competence or "", item.score or 0) for item in items),
        permission=_permission(quiz, found.quiz, past) if quiz else None,
        unfinished=past[-1] if past[-1].state == OPEN else None,
        levels=LEVELS,
        **_calibration(found, items),
    )


def _calibration(found: Attempt, items: list[queries.Item]) -> dict[str, object]:
    """What the result says of certainty, where each answer had one."""
    if found.behaviour != CERTAINTY:
        return {}
    answers = [item.said for item in items]
    rows = calibration(answers)
    accuracy = result([item.score for item in answers], 0).score
    return {"accuracy": accuracy, "calibration": rows, "advice": advice(rows)}


@bp.post(f"/essais/{_ID}")
def keep(attempt_id: int) -> AnyResponse:
    """Save the whole page, then check an answer, come back to the page or go on to the confirmation."""
    fields, position = request.form.to_dict(flat=False), request.form.get("check", 0, int)
    at = now()
    page = page_operations.keep_page(visitor().id, attempt_id, fields, at, position) or abort(404)
    found = page.attempt
    checking = 0 < position < 1000 and position not in page.unread and not found.is_over(at)
    done = operations.check(found, position) if checking else None
    db.session.commit()
    _tell(page)
    if found.is_over(at) or found.timed_out:
        flash(_LATE, "error")
    elif found.state != OPEN:
        flash(_CLOSED, "error")
    elif done is not None:
        asked = "" if done else f"?a-completer={position}"
        return redirect(f"/essais/{attempt_id}{asked}#question-{position}", 303)
    elif page.unread:
        return redirect(f"/essais/{attempt_id}#question-{page.unread[0]}", 303)
    elif "finish" in request.form:
        return redirect(f"/essais/{attempt_id}/terminer", 303)
    else:
        flash("Vos réponses sont enregistrées.", "success")
    return redirect(f"/essais/{attempt_id}", 303)


def _tell(page: page_operations.Page) -> None:
    """What the page that was sent and what is kept say differently."""
    for positions, words in ((page.newer, _NEWER), (page.replaced, _REPLACED), (page.unread, _UNREAD)):
        if positions:
            plural = "s" if len(positions) > 1 else ""
            flash(f"Question{plural} {', '.join(map(str, positions))} : {words}", "error")


@bp.post(f"/essais/{_ID}/reponses/<int(max=999):position>")
def answer(attempt_id: int, position: int) -> Response:
    """Save one answer: the hot path, one read and one write; a scenario also asks what its last choice brings."""
    me = visitor().id
    asked = queries.ASKED.one(attempt=attempt_id, person=me, position=position) or abort(404)
    state, behaviour, checked, fingerprint = asked
    fields, at, question = request.form.to_dict(flat=False), now(), queries.question_asked(fingerprint)
    given = queries.given_in(fields, position, fingerprint, behaviour)
    if question.strange(fields, queries.field_prefix(position)):
        return make_response({"message": typo(f"Question {position} : {_UNREAD}"), "kind": "unread"}, 422)
    if state == OPEN and operations.keep_answer(me, attempt_id, position, given, at):
        response = _kept(attempt_id, position, question.doubt(given.answer))
        response.headers["X-Answer-Mark"] = queries.answer_mark(fingerprint, given)
        return response
    if overtime.keep_late(me, attempt_id, position, given, at):
        return make_response({"message": _LATE, "kind": "late"}, 409)
    if state == OPEN and checked:
        return make_response({"message": _CHECKED, "kind": "checked"}, 409)
    return make_response({"message": _CLOSED, "kind": "over"}, 409)


def _kept(attempt_id: int, position: int, doubt: str) -> Response:
    """Nothing to say, the step of a scenario that comes next, or why what is kept cannot be read."""
    if request.headers.get("X-Fragment"):
        return _next_step(attempt_id, position)
    return make_response({"message": typo(doubt), "kind": "doubt"}) if doubt else Response(status=204)


def _next_step(attempt_id: int, position: int) -> Response:
    (item,) = [item for item in queries.items(_own(attempt_id)) if item.position == position]
    return make_response(render_template("quizzes/inputs.html", item=item))


@bp.get(f"/essais/{_ID}/terminer")
def confirm(attempt_id: int) -> AnyResponse | str:
    """What is still blank, before it is too late."""
    found = _own(attempt_id)
    if found.state != OPEN or found.is_over(now()):
        return redirect(f"/essais/{attempt_id}", 303)
    items = queries.items(found)
    blank = [item.position for item in items if item.answer is None]
    unread = [item.position for item in items if item.question.doubt(item.answer)]
    partial = [
        item.position
        for item in items
        if item.answer is not None and item.position not in unread and not item.question.complete(item.answer)
    ]
    unsaid = [item.position for item in items if item.answer is not None and item.certainty is None]
    return render_template(
        "quizzes/confirm.html",
        attempt=found,
        total=len(items),
        blank=blank,
        unread=unread,
        partial=partial,
        unsaid=unsaid if found.behaviour == CERTAINTY else [],
    )


@bp.post(f"/essais/{_ID}/terminer")
def submit(attempt_id: int) -> AnyResponse:
    """Hand in the attempt: grade it, once. A page that believes the time over, and is mistaken, is shown again."""
    found, at = _own(attempt_id), now()
    if "over" in request.form and found.state == OPEN and found.deadline and at < found.deadline:
        return redirect(f"/essais/{attempt_id}", 303)
    operations.submit(visitor().id, attempt_id, at)
    db.session.commit()
    return redirect(f"/essais/{attempt_id}", 303)
