"""Sign in, sign out, and one's own account."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from course.db import SAFE_METHODS, db
from course.people import known_devices, operations, passwords, queries, throttle
from course.people.devices import device_name
from course.people.forms import ChangePasswordForm, ProfileForm, SignInForm
from course.people.landing import landing
from course.people.models import Person
from course.people.queries import Account
from course.people.session import Visitor, begin, leave, login_manager, visitor
from course.web import resume
from course.web.access import local_path, public, wants_json
from course.web.resume import Kept

bp = Blueprint("people", __name__)

UNKNOWN = "Adresse ou mot de passe inconnu. Vérifiez les deux, ou demandez un nouveau mot de passe."
EXPIRED = "Votre session est terminée. Connectez-vous pour continuer."


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_sign_in() -> AnyResponse:
    """Nobody is signed in: ask for it, without losing what was typed."""
    if wants_json():
        return make_response({"message": EXPIRED}, 401)
    if request.method in SAFE_METHODS:
        target = request.full_path.rstrip("?")
        return redirect(url_for("people.sign_in", next=None if target == "/" else target), 303)
    came_from, here = request.referrer or "", request.host_url
    back = local_path("/" + came_from.removeprefix(here)) if came_from.startswith(here) else None
    form = SignInForm(formdata=None, next=back)
    return _sign_in_page(form, 401, kept=resume.posted(), notice=EXPIRED)


@bp.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> AnyResponse:
    """Sign in with an address and a password."""
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect("/", 303)
        return _sign_in_page(SignInForm(next=local_path(request.args.get("next"))), 200)
    form, kept, minutes = SignInForm(), resume.carried(), 0
    if form.validate() and not (minutes := throttle.minutes_to_wait("sign-in", form.email.data)):
        if _enter(form.email.data, form.password.data):
            throttle.succeeded("sign-in", form.email.data)
            return _resumed(kept) if kept else redirect(local_path(form.next.data) or landing(visitor().id), 303)
        _refused(form.email.data)
        form.password.errors = [UNKNOWN]
    return _sign_in_page(form, 429 if minutes else 422, kept, minutes)


def _enter(email: str, password: str) -> bool:
    """Check before opening a transaction, since it is slow; then note the sign-in and begin the session."""
    found = queries.account_of(email)
    known = found.password_hash if found else None
    if not passwords.matches(known, password) or not found or not known:
        return False
    new_hash = passwords.hashed(password) if passwords.is_outdated(known) else None
    person = db.session.get_one(Person, found.id)
    operations.sign_in(person, new_hash, device_name(request.user_agent.string), known_devices.named(email) != "")
    me = Visitor.of(person)
    db.session.commit()
    begin(me)
    known_devices.remember(email)
    return True


def _refused(email: str) -> None:
    """Leave a trace, in the same time whether or not the address has an account."""
    found, tries = queries.account_of(email), throttle.failures("sign-in", email)
    operations.refuse_sign_in(found.id if found else None, device_name(request.user_agent.string), tries)
    db.session.commit()


def _resumed(kept: Kept) -> Response:
    return make_response(render_template("web/resume.html", kept=kept, title="Vous êtes de nouveau connecté"))


def _sign_in_page(
    form: SignInForm, code: int, kept: Kept | None = None, minutes: int = 0, notice: str = ""
) -> Response:
    shown = {"kept": kept, "minutes": minutes, "notice": notice, "lost": bool(notice) and resume.is_lost()}
    html = render_template("people/sign_in.html", form=form, **shown)
    response = make_response(html, code)
    if minutes:
        response.headers["Retry-After"] = str(60 * minutes)
    return response


@bp.post("/deconnexion")
@public
def sign_out() -> AnyResponse:
    """Sign out of this browser."""
    leave()
    flash("La session est fermée. À bientôt.", "success")
    return redirect("/connexion", 303)


@bp.route("/compte", methods=["GET", "POST"])
def account() -> AnyResponse:
    """One's own name, service, address and password."""
    me = db.session.get_one(Person, visitor().id)
    form = ProfileForm(obj=me)
    if not form.validate_on_submit():
        return _account_page(me, form, ChangePasswordForm(_account(me), formdata=None))
    operations.change_profile(me, form.name.data, form.service.data)
    db.session.commit()
    flash("Vos informations sont enregistrées.", "success")
    return redirect("/compte", 303)


@bp.post("/compte/mot-de-passe")
def change_password() -> AnyResponse:
    """Choose another password; every other browser is signed out."""
    mine = queries.account(visitor().id)
    form = ChangePasswordForm(mine)
    if form.validate():
        if minutes := throttle.minutes_to_wait("change-password", mine.email):
            form.current.errors = [f"Trop d'essais. Patientez {minutes} min, puis recommencez."]
        elif not passwords.matches(mine.password_hash, form.current.data):
            form.current.errors = ["Ce n'est pas votre mot de passe actuel."]
        elif form.password.data == form.current.data:
            form.password.errors = [passwords.SAME]
    if form.errors:
        me = db.session.get_one(Person, mine.id)
        return _account_page(me, ProfileForm(formdata=None, obj=me), form)
    throttle.succeeded("change-password", mine.email)
    new_hash = passwords.hashed(form.password.data)
    person = db.session.get_one(Person, mine.id)
    operations.change_password(person, new_hash)
    me_now = Visitor.of(person)
    db.session.commit()
    begin(me_now)
    flash("Votre mot de passe est changé. Les autres appareils sont déconnectés.", "success")
    return redirect("/compte", 303)


@bp.post("/compte/deconnexion-partout")
def sign_out_everywhere() -> AnyResponse:
    """Sign out of every browser, this one too."""
    person = db.session.get_one(Person, visitor().id)
    operations.sign_out_everywhere(person, person.id)
    db.session.commit()
    leave()
    flash("Toutes vos sessions sont fermées.", "success")
    return redirect("/connexion", 303)


def _account(person: Person) -> Account:
    return Account(person.id, person.email, person.name, person.password_hash, person.service)


def _account_page(me: Person, profile: ProfileForm, password: ChangePasswordForm) -> Response:
    html = render_template("people/account.html", me=me, profile=profile, password=password)
    return make_response(html, 422 if profile.errors or password.errors else 200)
