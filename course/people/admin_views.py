"""Administrators' pages about people: who is here, who is invited, and one person's access."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from course.clock import now
from course.db import db
from course.people import address_operations, operations, queries
from course.people.acts import ACTS
from course.people.forms import InvitationForm
from course.people.models import GIVEN, Person, Role
from course.people.operations import RefusedError
from course.people.rules import EMAIL_LONGEST
from course.people.session import visitor
from course.typed import line
from course.web.access import only

bp = Blueprint("people_admin", __name__, url_prefix="/administration/personnes")

_ID = "/<int(max=2147483647):person_id>"


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


@bp.get("")
@only(Role.ADMIN)
def people() -> str:
    """Everyone, by name, found by words and by state."""
    search, state = line(request.args.get("q"))[:200], request.args.get("etat", "")
    page = queries.people(search, state, request.args.get("page", 1, int))
    return render_template("people/people.html", page=page, search=search, state=state, roles=Role, now=now())


@bp.route("/inviter", methods=["GET", "POST"])
@only(Role.ADMIN)
def invite() -> AnyResponse:
    """Invite somebody by mail."""
    form = InvitationForm(email=line(request.args.get("email"))[:EMAIL_LONGEST])
    if form.validate_on_submit():
        if (twin := queries.namesake(form.name.data, form.email.data)) and request.form.get("twin") != twin:
            form.name.errors = [f"Une personne de ce nom a déjà un compte : {twin}."]
            return make_response(render_template("people/invite.html", form=form, twin=twin), 422)
        details = (form.email.data, form.name.data, form.service.data, Role(form.role.data))
        try:
            operations.invite(*details, actor_id=visitor().id)
            db.session.commit()
            flash(f"L'invitation part vers {form.email.data}.", "success")
            return redirect("/administration/personnes", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form[refusal.field].errors = [str(refusal)]
    return make_response(render_template("people/invite.html", form=form), 422 if form.errors else 200)


@bp.get(_ID)
@only(Role.ADMIN)
def person(person_id: int) -> Response:
    """One person's access, and what was done with it."""
    found = _person(person_id)
    html = render_template(
        "people/person.html",
        person=found,
        expires_at=queries.invitation_expiry(person_id),
        history=queries.history(person_id),
        acts=ACTS,
        roles=GIVEN,
        role=Role(found.role),
        now=now(),
        me=visitor(),
    )
    return make_response(html)


@bp.post(f"{_ID}/role")
@only(Role.ADMIN)
def change_role(person_id: int) -> AnyResponse:
    """Give another role."""
    role = request.form.get("role", "")
    if role not in GIVEN:
        abort(400)
    return _done(
        person_id, lambda person: operations.change_role(person, Role(role), visitor().id), "Le rôle est changé."
    )


@bp.post(f"{_ID}/adresse")
@only(Role.ADMIN)
def change_address(person_id: int) -> AnyResponse:
    """Ask for another address: the new one proves itself, the former one may refuse."""
    text = "Un message part à la nouvelle adresse : son lien fait le changement. Un autre prévient l'ancienne."
    typed, me = request.form.get("email", ""), visitor().id
    return _done(person_id, lambda person: address_operations.ask(person, typed, me), text)


@bp.post(f"{_ID}/fermer")
@only(Role.ADMIN)
def disable(person_id: int) -> AnyResponse:
    """Shut the account."""
    return _done(person_id, lambda person: operations.disable(person, visitor().id), "L'accès est fermé.")


@bp.post(f"{_ID}/ouvrir")
@only(Role.ADMIN)
def enable(person_id: int) -> AnyResponse:
    """Open the account again."""
    return _done(person_id, lambda person: operations.enable(person, visitor().id), "L'accès est rouvert.")


@bp.post(f"{_ID}/invitation")
@only(Role.ADMIN)
def invite_again(person_id: int) -> AnyResponse:
    """Mail a new invitation, in place of the former."""
    text = "Une nouvelle invitation part. Les liens précédents ne fonctionnent plus."
    return _done(person_id, lambda person: operations.invite_again(person, visitor().id), text)


@bp.post(f"{_ID}/deconnexion")
@only(Role.ADMIN)
def sign_out(person_id: int) -> AnyResponse:
    """End every session of this person."""
    text = "Toutes les sessions de cette personne sont terminées."
    return _done(person_id, lambda person: operations.sign_out_everywhere(person, visitor().id), text)


def _done(person_id: int, act: Callable[[Person], object], text: str) -> AnyResponse:
    """Do it, say it or say why not, and come back to the person."""
    try:
        act(_person(person_id))
        db.session.commit()
        flash(text, "success")
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(f"/administration/personnes/{person_id}", 303)
