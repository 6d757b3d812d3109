"""What a coach does about one person of their cohort: read what is known, write, note, meet, settle."""

from datetime import datetime

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.coaching import operations, queries, week_queries
from course.coaching.forms import LetterForm, NoteForm, later, reasons
from course.coaching.letters import Both, letter
from course.coaching.operations import AlreadyWrittenError, Written
from course.coaching.queries import Following
from course.coaching.week_queries import About
from course.cohorts.models import Cohort
from course.cohorts.rules import first_day
from course.cohorts.views import ID
from course.db import db
from course.mail import Kind, refused_kinds
from course.people.models import Person
from course.people.session import visitor
from course.tracking.beside import beside
from course.typography import long_date, typo

bp = Blueprint("coaching_person", __name__, url_prefix="/cohortes")

PERSON = f"{ID}/suivi/<int(max=2147483647):person_id>"


def followed(cohort_id: int, person_id: int) -> Following:
    """A person whom the visitor coaches now in this cohort; anybody else is not found."""
    return queries.following(cohort_id, person_id, visitor().id, now()) or abort(404)


@beside
def acts(cohort: Cohort, person: Person, at: datetime) -> Markup:
    """What a coach may do about a person, on the page of their path."""
    who = queries.following(cohort.id, person.id, visitor().id, at)
    return Markup(render_template("coaching/beside.html", who=who)) if who else Markup()


@bp.get(PERSON)
def person(cohort_id: int, person_id: int) -> Response:
    """What is known of a person and what was written, sent and agreed."""
    return _page(followed(cohort_id, person_id), NoteForm(formdata=None, token=""))


def _page(who: Following, form: NoteForm) -> Response:
    at = now()
    html = render_template(
        "coaching/person.html",
        who=who,
        cohort=who.cohort,
        about=week_queries.about(who, at),
        journal=queries.journal(who),
        form=form,
        at=at,
    )
    return make_response(html, 422 if form.errors else 200)


@bp.post(f"{PERSON}/notes")
def add_note(cohort_id: int, person_id: int) -> AnyResponse:
    """Keep a note."""
    who, form = followed(cohort_id, person_id), NoteForm()
    if not form.validate():
        return _page(who, form)
    operations.add_note(who, form.text.data, form.visibility.data, form.token.data, now())
    db.session.commit()
    flash("La note est gardée.", "success")
    return redirect(f"{who.path}#journal", 303)


@bp.post(f"{PERSON}/notes/<int(max=2147483647):note_id>/supprimer")
def remove_note(cohort_id: int, person_id: int, note_id: int) -> AnyResponse:
    """Erase one's own note."""
    who = followed(cohort_id, person_id)
    if not operations.remove_note(note_id, who.coach.id):
        abort(404)
    db.session.commit()
    return redirect(f"{who.path}#journal", 303)


@bp.route(f"{PERSON}/message", methods=["GET", "POST"])
def write(cohort_id: int, person_id: int) -> AnyResponse:
    """A letter ready to edit, then sent; if somebody wrote in the meantime, the coach decides again."""
    who, at = followed(cohort_id, person_id), now()
    if request.method == "GET":
        about = week_queries.about(who, at)
        return _letter_page(who, _ready(who, about), about)
    form, found = LetterForm(), reasons(request.form.getlist("reason"))
    if not form.validate():
        return _letter_page(who, form, week_queries.about(who, at), 422)
    try:
        written = Written(form.subject.data, form.text.data, form.token.data, form.known.data)
        operations.send_letter(who, written, found, at)
        db.session.commit()
    except AlreadyWrittenError:
        db.session.rollback()
        who = followed(cohort_id, person_id)
        return _letter_page(who, form, week_queries.about(who, at), 409)
    flash(_sent(who), "success")
    return redirect("/cette-semaine", 303)


def _sent(who: Following) -> str:
    if _by_mail(who):
        return f"Le message part par courriel. {who.person.name} vous répondra à votre adresse."
    return f"Le message attend {who.person.name} dans son compte."


def _by_mail(who: Following) -> bool:
    return Kind.COACH not in refused_kinds(who.person.id)


def _ready(who: Following, found: About) -> LetterForm:
    """The form as the facts fill it."""
    drawn = letter(found.signals, Both(who.person.name, who.coach.name, found.step, found.failed))
    return LetterForm(formdata=None, subject=typo(drawn.subject), text=typo(drawn.text), token="")


def _letter_page(who: Following, form: LetterForm, about: About, code: int = 200) -> Response:
    last = queries.last_letter(who)
    form.known.data = last.id if last else 0
    html = render_template(
        "coaching/letter.html",
        who=who,
        form=form,
        found=about.signals,
        last=last,
        asked_again=code == 409,
        by_mail=_by_mail(who),
    )
    return make_response(html, code)


@bp.post(f"{PERSON}/regler")
def settle(cohort_id: int, person_id: int) -> AnyResponse:
    """Note that reasons are done with, or put them off until a day."""
    who, form = followed(cohort_id, person_id), request.form
    until = later(form.get("until", ""), first_day(now(), who.cohort.time_zone)) if form.get("act") == "later" else None
    if form.get("act") == "later" and until is None:
        flash("Choisissez une date à venir, d'ici un an.", "error")
        return redirect("/cette-semaine", 303)
    operations.settle(who, reasons(form.getlist("reason")), until, now())
    db.session.commit()
    back = f" et y revient le {long_date(until)}" if until else ""
    flash(f"{who.person.name} quitte la liste{back}.", "success")
    return redirect("/cette-semaine", 303)


@bp.post(f"{PERSON}/remettre/<int(max=2147483647):handled_id>")
def put_back(cohort_id: int, person_id: int, handled_id: int) -> AnyResponse:
    """Put a reason back in the list."""
    who = followed(cohort_id, person_id)
    if not operations.put_back(who, handled_id):
        abort(404)
    db.session.commit()
    return redirect("/cette-semaine", 303)
