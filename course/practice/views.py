"""« 5 minutes pour réviser »: one question at a time, explained at once, and a gentle end."""

import json
import random

from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from course.clock import now
from course.db import db
from course.people.session import visitor
from course.practice import operations, queries
from course.practice.models import PracticeCard
from course.practice.rules import SESSION, Entry, Plan
from course.questions.base import Answer

bp = Blueprint("practice", __name__)

_LAST = 2147483647
_CARD = f"/reviser/<int(max={_LAST}):card_id>"
_CHANGED = "Cette question vient de changer : la voici dans sa nouvelle version."


def _onward() -> str:
    """Where the session goes on; who asked for more than five minutes keeps on."""
    return "/reviser?encore=1" if "encore" in request.args else "/reviser"


def _plan() -> Plan:
    return queries.todays_plan(visitor().id, now(), None if "encore" in request.args else SESSION)


def _own(card_id: int) -> tuple[PracticeCard, Entry | None]:
    """A person's card and its question of today, None when it left the content."""
    card = queries.own_card(visitor().id, card_id) or abort(404)
    return card, queries.entries().get((card.source, card.question))


def _ask(card_id: int, entry: Entry, answer: Answer = None) -> str:
    return render_template(
        "practice/question.html",
        card=card_id,
        entry=entry,
        plan=_plan(),
        answer=answer,
        layout=_layout(card_id, entry),
        more="encore" in request.args,
        known=_known(),
    )


def _known() -> PracticeCard | None:
    """The card just said to be known, which may be asked for again."""
    number = request.args.get("connue", 0, int)
    card = queries.own_card(visitor().id, number) if 0 < number <= _LAST else None
    return card if card and card.due is None else None


def _layout(card_id: int, entry: Entry) -> list[int]:
    """An order that stays the same from the question to its explanation, and changes the next time."""
    return entry.question.shuffled(random.Random(f"{card_id} {queries.day(now())}"))  # noqa: S311 (not a secret)


@bp.get("/reviser")
def session() -> str:
    """The next question of today, or the end."""
    plan = _plan()
    if plan.cards:
        card = plan.cards[0]
        return _ask(card.id, queries.entries()[card.key])
    today, dates = queries.day(now()), queries.waiting(visitor().id)
    later = [date for date in dates if date > today]
    following = later[0] if later else None
    return render_template("practice/end.html", plan=plan, following=following, kept=len(dates), known=_known())


@bp.get(_CARD)
def explained(card_id: int) -> Response | str:
    """The answer just given, explained."""
    card, entry = _own(card_id)
    if entry is None or card.answer is None or card.fingerprint != entry.question.fingerprint:
        return redirect(_onward(), 303)
    if card.answered_on != queries.day(now()):
        return redirect(_onward(), 303)
    return render_template(
        "practice/explained.html",
        card=card,
        entry=entry,
        plan=_plan(),
        answer=json.loads(card.answer),
        layout=_layout(card_id, entry),
        onward=_onward(),
    )


@bp.post(_CARD)
def answer(card_id: int) -> Response | str | tuple[str, int]:
    """Take an answer; a scenario goes on until its end, what cannot be read is asked again."""
    _, entry = _own(card_id)
    fields = request.form.to_dict(flat=False)
    if entry is None:
        flash("Cette question n'est plus au programme.", "error")
        return redirect(_onward(), 303)
    if entry.question.fingerprint not in fields.get("version", ()):
        flash(_CHANGED, "error")
        return _ask(card_id, entry)
    given = entry.question.read(fields)
    if given is None:
        flash("Choisissez ou écrivez une réponse avant de vérifier.", "error")
        return _ask(card_id, entry)
    if entry.question.doubt(given):
        return _ask(card_id, entry, given), 422
    if entry.question.unfolds and not entry.question.complete(given):
        return _ask(card_id, entry, given)
    operations.answer(visitor().id, card_id, entry.question, given, now())
    db.session.commit()
    return redirect(f"/reviser/{card_id}{_onward().removeprefix('/reviser')}", 303)


@bp.post(f"{_CARD}/connue")
def stop(card_id: int) -> Response:
    """« Je la connais »; what follows offers to undo it."""
    operations.stop(visitor().id, card_id) or abort(404)
    db.session.commit()
    return redirect(f"{_onward()}{'&' if 'encore' in request.args else '?'}connue={card_id}", 303)


@bp.post(f"{_CARD}/reprendre")
def resume(card_id: int) -> Response:
    """Ask it again after all; a second click changes nothing."""
    _own(card_id)
    operations.resume(visitor().id, card_id, now())
    db.session.commit()
    flash("Elle vous sera demandée de nouveau.", "success")
    return redirect(_onward(), 303)
