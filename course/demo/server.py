"""The demonstration served: one sign-in link per person, on this machine only.

`relais serve` never imports this file. The guards: bound to loopback, refused to any other
address or host name, and said on every page.
"""

import os
import secrets
from pathlib import Path

import click
from flask import Blueprint, abort, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from course.app import create_app
from course.config import ConfigurationError, Settings
from course.db import db, forget_connections, upgrade
from course.demo.people import PEOPLE, address
from course.demo.region import populate
from course.instance import OTHERS, keep_private
from course.people.landing import landing
from course.people.models import Person
from course.people.session import Visitor, begin
from course.server import refuse_taken, serve
from course.web.access import public

BANNER = "Démonstration : des personnes inventées, sur cette machine seulement. Rien de ce qui s'y fait n'est réel."
_HOSTS = {"127.0.0.1", "localhost"}

bp = Blueprint("demo", __name__)


@bp.before_app_request
def only_from_here() -> None:
    """Refuse whatever does not come from this machine, under this machine's name."""
    if request.remote_addr != "127.0.0.1" or request.host.partition(":")[0] not in _HOSTS:
        abort(403)


@bp.get("/demonstration/<key>")
@public
def enter(key: str) -> Response:
    """Sign in as one of the people of the demonstration."""
    if key not in PEOPLE:
        abort(404)
    person = db.session.scalars(select(Person).where(Person.email == address(key))).one()
    begin(Visitor.of(person))
    return redirect(landing(person.id), 303)


def run(port: int) -> None:
    """Make the instance if there is none, print the links, serve."""
    _refuse_taken(port)
    os.environ.update(_alone(port))
    app = create_app()
    app.register_blueprint(bp)
    with app.app_context():
        upgrade()
        populate()
    forget_connections(app)
    click.echo(f"\nRelais, démonstration : http://127.0.0.1:{port}\n")
    for key, (name, _, _, what) in PEOPLE.items():
        click.echo(f"  {name} ({what}) : http://127.0.0.1:{port}/demonstration/{key}")
    click.echo("\nLes données restent d'une fois à l'autre. Ctrl+C arrête.\n")
    serve(app, "127.0.0.1", port, workers=2, jobs=1)


def _refuse_taken(port: int) -> None:
    """Say it before the region is made and its links are shown, with the line to run."""
    try:
        refuse_taken("127.0.0.1", port)
    except ConfigurationError as error:
        raise click.ClickException(f"Le port {port} ne peut pas servir. Lancez : make run PORT={port + 1}") from error


def _alone(port: int) -> dict[str, str]:
    """The environment of the demonstration, from which every other setting goes: a real base, a real mail server.

    It keeps its instance in a folder of its own, so that a name given for the real one never leads there.
    """
    instance = Path(os.environ.get("RELAIS_INSTANCE") or Settings().instance) / "demonstration"
    os.umask(OTHERS)
    keep_private(instance)
    for name in [name for name in os.environ if name.startswith("RELAIS_")]:
        del os.environ[name]
    return {
        "RELAIS_INSTANCE": str(instance),
        "RELAIS_URL": f"http://127.0.0.1:{port}",
        "RELAIS_BANNER": BANNER,
        "RELAIS_SECRET_KEY": _secret(instance),
    }


def _secret(instance: Path) -> str:
    """The instance's own secret, made at the first run and readable by its owner only."""
    path = instance / "secret"
    if not path.exists():
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
