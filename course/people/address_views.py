"""Changing one's address: asked with one's password, proved by the new address, refused by the former one."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from course.db import db
from course.people import address_operations as operations
from course.people import passwords, queries, throttle
from course.people.forms import AddressForm
from course.people.models import AddressChange, Person
from course.people.operations import RefusedError
from course.people.session import visitor
from course.web.access import public

bp = Blueprint("people_address", __name__)


@bp.route("/compte/adresse", methods=["GET", "POST"])
def change() -> AnyResponse:
    """Ask to change one's own address."""
    form, mine = AddressForm(), queries.account(visitor().id)
    if form.validate_on_submit() and _is_really_them(form, mine):
        try:
            address = operations.ask(db.session.get_one(Person, mine.id), form.email.data, mine.id)
            db.session.commit()
            flash(
                f"Un message part à {address} : son lien fait le changement. Un autre prévient {mine.email}.", "success"
            )
            return redirect("/compte", 303)
        except RefusedError as refusal:
            db.session.rollback()
            form.email.errors = [str(refusal)]
    html = render_template("people/address.html", form=form, mine=mine)
    return make_response(html, 422 if form.errors else 200)


def _is_really_them(form: AddressForm, mine: queries.Account) -> bool:
    """True with the present password, whose tries are counted."""
    if minutes := throttle.minutes_to_wait("change-address", mine.email):
        form.current.errors = [f"Trop d'essais. Patientez {minutes} min, puis recommencez."]
    elif not passwords.matches(mine.password_hash, form.current.data):
        form.current.errors = ["Ce n'est pas votre mot de passe actuel."]
    else:
        throttle.succeeded("change-address", mine.email)
    return not form.current.errors


@bp.route("/adresse/<secret>", methods=["GET", "POST"])
@public
def prove(secret: str) -> AnyResponse:
    """The new address proves itself."""
    text = "Votre adresse est changée : connectez-vous désormais avec elle."
    return _settle(operations.waiting(secret), operations.prove, "prove", text)


@bp.route("/adresse/<secret>/refus", methods=["GET", "POST"])
@public
def refuse(secret: str) -> AnyResponse:
    """The former address refuses."""
    text = "Le changement est refusé, et toutes les sessions du compte sont fermées. Choisissez un autre mot de passe."
    return _settle(operations.refusable(secret), operations.refuse, "refuse", text)


def _settle(found: AddressChange | None, act: Callable[[AddressChange], None], verb: str, text: str) -> AnyResponse:
    """Show what the link does, or do it."""
    form = FlaskForm()
    if found is None or not form.validate_on_submit():
        html = render_template("people/address_link.html", change=found, verb=verb)
        return _private(html, 200 if found else 410)
    try:
        act(found)
        db.session.commit()
        flash(text, "success")
    except RefusedError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect("/mot-de-passe-oublie" if verb == "refuse" else "/connexion", 303)


def _private(html: str, code: int) -> Response:
    """A page that no browser keeps: its address is a secret."""
    response = make_response(html, code)
    response.headers["Cache-Control"] = "no-store"
    return response
