"""What a person reads when something goes wrong: what happened, what is kept, what to do."""

import logging
from contextlib import suppress

from flask import Flask, Response, g, make_response, render_template, request
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from course.db import db
from course.web import resume
from course.web.access import is_public, wants_json

_MESSAGES = {
    400: ("Demande refusée", "Le formulaire envoyé n'a pas pu être lu. Revenez à la page et recommencez."),
    403: ("Page réservée", "Votre rôle ne donne pas accès à cette page."),
    404: ("Page introuvable", "Cette adresse ne mène à rien, ou pas pour vous. Vérifiez le lien."),
    405: ("Geste impossible", "Cette adresse n'accepte pas ce geste. Revenez à la page précédente."),
    409: ("Déjà en cours", "Ce formulaire vient d'être envoyé, et se fait. Revenez à la page dans un instant."),
    413: ("Envoi trop lourd", "Ce que vous envoyez dépasse la taille permise. Rien n'a été enregistré."),
    429: ("Trop d'essais", "Patientez quelques minutes avant de recommencer."),
    500: ("Erreur de notre côté", "Rien de ce qui était enregistré n'est perdu. Réessayez dans un instant."),
    503: ("Service occupé", "Votre dernier geste n'a pas été enregistré. Réessayez dans un instant."),
}
_log = logging.getLogger("relais")


def init_app(app: Flask) -> None:
    """Answer every error with a French page, or French JSON for a script."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.code == 403:
            _log.warning("refusé : %s %s par %s", request.method, request.path, _who())
        return error.response if isinstance(error.response, Response) else _page(error.code or 500)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Response:
        """No token or a stale one: another site's doing, a session that ended, or a page older than the sign-in."""
        if request.origin and request.origin.partition("://")[2] != request.host:
            return _page(400)
        if not current_user.is_authenticated and not is_public(request.endpoint):
            return app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
        if (kept := resume.posted()) and not wants_json():
            return make_response(render_template("web/resume.html", kept=kept, title="Rien n'est perdu"), 400)
        return _page(400, "Cette page était ouverte depuis trop longtemps. Rechargez-la et recommencez.")

    def busy(error: Exception) -> Response:
        _give_up()
        _log.error("base de données indisponible : %s", error)
        return _page(503)

    with app.app_context():
        driver = db.engine.dialect.loaded_dbapi
    for kind in (OperationalError, driver.OperationalError):
        app.register_error_handler(kind, busy)

    @app.errorhandler(Exception)
    def unexpected(_error: Exception) -> Response:
        _give_up()
        _log.exception("erreur imprévue sur %s", request.path)
        return _page(500)


def _who() -> object:
    """Who asks, by number: the log names nobody."""
    return getattr(current_user, "id", "de personne")


def _give_up() -> None:
    """Undo what was begun; a database that is gone undoes it by itself."""
    with suppress(DBAPIError):
        db.session.rollback()


def _page(code: int, explanation: str = "") -> Response:
    if code >= 500:
        g._login_user = AnonymousUserMixin()  # who visits is in the database, which may be what fails
    title, usual = _MESSAGES.get(code, _MESSAGES[400])
    text = explanation or usual
    if wants_json():
        return make_response({"message": text}, code)
    return make_response(render_template("web/error.html", title=title, text=text, code=code), code)
