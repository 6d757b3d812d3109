"""Lessons: read, answer in place, keep one's place, finish."""

import json

from flask import Blueprint, Response, abort, flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.db import db
from course.modules import operations
from course.modules.pages import Row, lesson_pages
from course.modules.queries import LESSON
from course.modules.schema import Lesson
from course.people.session import visitor
from course.questions.schema import AnyQuestion
from course.web.fragments import etag, page

bp = Blueprint("modules", __name__)


def _lesson(module: str, name: str) -> Lesson:
    return lesson_pages().lessons.get(f"{module}/{name}") or abort(404)


@bp.get("/lecons/<module>/<name>")
def show(module: str, name: str) -> Response:
    """A lesson, with what the person did in it."""
    lesson = _lesson(module, name)
    return page(_page(lesson), etag(visitor().mark))


def _page(lesson: Lesson, unread: Row | None = None) -> bytes:
    """The lesson, with what the person did in it, and what was just typed and cannot be read."""
    me, module = visitor(), lesson.slug.partition("/")[0]
    rows = LESSON.rows(person=me.id, lesson=lesson.slug, module=module)
    return lesson_pages().page(lesson, me, rows, unread)


@bp.post("/lecons/<module>/<name>/questions/<identifier>")
def answer(module: str, name: str, identifier: str) -> AnyResponse:
    """Answer a check question, or blank it to try again."""
    lesson = _lesson(module, name)
    question = lesson.question(identifier) or abort(404)
    fields = request.form.to_dict(flat=False)
    given = None if "again" in fields else question.read(fields)
    kept = "" if given is None else json.dumps(given, ensure_ascii=False)
    if question.doubt(given):
        return Response(_asked_again(lesson, question, kept), 422, mimetype="text/html")
    if given is None:
        operations.forget_answer(visitor().id, lesson, question)
    else:
        operations.answer(visitor().id, lesson, question, given, now())
    db.session.commit()
    if request.headers.get("X-Fragment"):
        return Response(_check(lesson, question, kept), mimetype="text/html")
    if given is None and "again" not in fields:
        flash("Choisissez ou écrivez une réponse avant de vérifier.", "error")
    return redirect(f"/lecons/{lesson.slug}#question-{question.id}", 303)


def _check(lesson: Lesson, question: AnyQuestion, given: str, asking: bool = False) -> str:
    index = lesson.body.questions.index(question)
    return lesson_pages().check(lesson, index, question.fingerprint, given, asking)


def _asked_again(lesson: Lesson, question: AnyQuestion, typed: str) -> str | bytes:
    """The question with what was typed and why it cannot be read: nothing of it is kept."""
    if request.headers.get("X-Fragment"):
        return _check(lesson, question, typed, asking=True)
    return _page(lesson, (question.id, question.fingerprint, typed))


@bp.post("/lecons/<module>/<name>/place")
def keep_place(module: str, name: str) -> AnyResponse:
    """Remember the section where the person is."""
    lesson = _lesson(module, name)
    section = request.form.get("section", "")
    if section and section not in dict(lesson.body.sections):
        abort(400)
    operations.keep_place(visitor().id, lesson, section, now())
    if request.headers.get("X-Fragment"):
        return Response(status=204)
    flash("Votre place est gardée : « Reprendre » vous y ramènera.", "success")
    return redirect(f"/lecons/{lesson.slug}#{section}", 303)


@bp.post("/lecons/<module>/<name>/terminer")
def finish(module: str, name: str) -> AnyResponse:
    """« J'ai terminé »: keep the version read, go on."""
    lesson = _lesson(module, name)
    operations.finish(visitor().id, lesson, now())
    db.session.commit()
    flash(f"Leçon terminée : {lesson.head.title}.", "success")
    return redirect(lesson_pages().next_url(lesson), 303)
