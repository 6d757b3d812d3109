"""Serves the preview to this machine alone: no account, no database, no other address."""

import socket
import threading
from pathlib import Path

import click
from flask import Flask, Response, abort, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from course.config import Settings
from course.home import content_home
from course.methods.rules import LEVELS, PHASES
from course.preview import pages
from course.preview.watch import Watched
from course.web import assets, headers, templating

HOST = "127.0.0.1"
_NAMES = {HOST, "localhost"}


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


def create_preview(home: Path, watched: Watched) -> Flask:
    """The application: templates, static files and the preview's pages."""
    app = Flask("course", static_folder=None)
    settings = Settings(name="Relais, aperçu")
    templating.init_app(app, home / "templates", None, settings)
    app.jinja_env.auto_reload = True
    app.jinja_env.filters.update(phase_name=PHASES.__getitem__, level_name=LEVELS.__getitem__)
    app.jinja_env.globals["lesson_title"] = lambda slug: (
        watched.content.lessons[slug].head.title if slug in watched.content.lessons else ""
    )
    assets.init_app(app, settings)
    headers.init_app(app, settings.secure)
    app.extensions["relais_watched"] = watched
    app.register_blueprint(pages.bp)
    app.before_request(_only_from_here)
    app.register_error_handler(HTTPException, _refused)
    return app


def _only_from_here() -> None:
    """Refuse what does not come from this machine under its own name: another site could have its name lead here."""
    if request.remote_addr != HOST or request.host.partition(":")[0] not in _NAMES:
        abort(403)


def _refused(error: HTTPException) -> Response:
    return make_response(render_template("preview/refused.html", code=error.code), error.code or 500)


def run(port: int) -> None:
    """Serve until interrupted."""
    home = content_home()
    watched = Watched(home)
    app = create_preview(home, watched)
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise click.ClickException(f"Le port {port} est déjà pris ; donnez-en un autre avec --port.") from error
    server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet, fd=listening.fileno())
    server.daemon_threads = True  # type: ignore[attr-defined]
    stopping = threading.Event()
    threading.Thread(target=watched.follow, args=(stopping.is_set,), daemon=True).start()
    click.echo(f"\nAperçu de {home} : http://{HOST}:{port}\n")
    click.echo("La page se recharge à chaque enregistrement. Cette machine seulement, sans compte. Ctrl+C arrête.\n")
    try:
        server.serve_forever()
    finally:
        stopping.set()
