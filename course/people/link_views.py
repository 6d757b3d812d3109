"""The pages behind mailed links: first password, forgotten password. Opening one never uses it up."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from course.db import db
from course.people import known_devices, links, operations, passwords, throttle
from course.people.forms import ForgottenForm, NewPasswordForm
from course.people.landing import landing
from course.people.links import Link, Purpose
from course.people.models import Person
from course.people.session import Visitor, begin, leave
from course.web.access import public

bp = Blueprint("people_links", __name__)


@bp.route("/invitation/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> AnyResponse:
    """Choose a first password, and be in."""
    me = _choose_password(secret, Purpose.INVITATION, operations.accept_invitation)
    if not isinstance(me, Visitor):
        return me
    begin(me)
    return redirect(landing(me.id), 303)


@bp.route("/reinitialisation/<secret>", methods=["GET", "POST"])
@public
def reset(secret: str) -> AnyResponse:
    """Choose another password; every browser is signed out."""
    me = _choose_password(secret, Purpose.RESET, operations.reset_password)
    if not isinstance(me, Visitor):
        return me
    leave()
    flash("Votre mot de passe est changé. Connectez-vous avec le nouveau.", "success")
    return redirect("/connexion", 303)


def _choose_password(secret: str, purpose: Purpose, use: Callable[[str, str], Person | None]) -> Visitor | Response:
    """Show the form, or set the password; the person when it is done."""
    link = links.find(secret, purpose)
    if link is None or link.state != "open":
        return _dead(purpose, link.state if link else "unknown")
    form, minutes = NewPasswordForm(link.account), 0
    if form.validate_on_submit() and not (minutes := throttle.minutes_to_wait(purpose, link.account.email)):
        if passwords.matches(link.account.password_hash, form.password.data):
            form.password.errors = [passwords.SAME]
            return _choice(form, link, purpose, 422)
        password_hash = passwords.hashed(form.password.data)
        person = use(secret, password_hash)
        me = Visitor.of(person) if person else None
        if me is None:
            db.session.rollback()
            return _dead(purpose, "used")
        db.session.commit()
        throttle.succeeded(purpose, link.account.email)
        throttle.forget("sign-in", link.account.email)
        known_devices.remember(link.account.email)
        return me
    return _choice(form, link, purpose, 429 if minutes else 422 if form.errors else 200, minutes)


def _choice(form: NewPasswordForm, link: Link, purpose: Purpose, code: int, minutes: int = 0) -> Response:
    html = render_template("people/choose_password.html", form=form, link=link, purpose=purpose, minutes=minutes)
    return _private(html, code, minutes)


def _dead(purpose: Purpose, state: str) -> Response:
    html = render_template("people/dead_link.html", purpose=purpose, state=state)
    return _private(html, 404 if state == "unknown" else 410)


@bp.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@public
def forgotten() -> Response:
    """Ask for a reset link; the answer is the same whether or not the address has an account."""
    form, minutes = ForgottenForm(), 0
    if form.validate_on_submit() and not (minutes := throttle.minutes_to_wait("reset", form.email.data)):
        operations.ask_reset(form.email.data)
        db.session.commit()
        return _private(render_template("people/reset_sent.html", email=form.email.data), 200)
    html = render_template("people/forgotten.html", form=form, minutes=minutes)
    return _private(html, 429 if minutes else 422 if form.errors else 200, minutes)


def _private(html: str, code: int, minutes: int = 0) -> Response:
    """A page that no browser keeps: its address is a secret, or it shows one."""
    response = make_response(html, code)
    response.headers["Cache-Control"] = "no-store"
    if minutes:
        response.headers["Retry-After"] = str(60 * minutes)
    return response
