"""The demonstration: a small cohort, one sign-in link per person, on this machine only.

`relais serve` never imports this file. The guards: bound to loopback, refused to any other
address or host name, and said on every page.
"""

import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Blueprint, abort, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from course.app import create_app
from course.clock import now
from course.cohorts import operations as cohorts
from course.cohorts import term_operations as terms
from course.cohorts.rules import Stage
from course.config import from_environment
from course.db import db, forget_connections, upgrade
from course.modules import operations as reading
from course.modules.schema import Lesson
from course.people.models import Person, Role
from course.people.session import Visitor, begin
from course.practice import operations as practice
from course.progress.queries import catalog
from course.quizzes import operations as quizzes
from course.quizzes.models import Attempt, AttemptItem
from course.quizzes.queries import items
from course.server import serve
from course.web.access import public

BANNER = "Démonstration : des personnes inventées, sur cette machine seulement. Rien de ce qui s'y fait n'est réel."
_HOSTS = {"127.0.0.1", "localhost"}
PEOPLE = {
    "referente": ("Amel Ferhat", "DDT du Lot", Role.LEARNER, "référente à mi-parcours"),
    "coach": ("Bruno Maillet", "DREETS Occitanie", Role.LEARNER, "coach, module terminé"),
    "nouvelle": ("Claire Nougaret", "Rectorat de Toulouse", Role.LEARNER, "arrivée cette semaine"),
    "administration": ("Inès Caron", "SGAR Occitanie", Role.ADMIN, "administration"),
}

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
    person = db.session.scalars(select(Person).where(Person.email == _email(key))).one()
    begin(Visitor.of(person))
    return redirect("/", 303)


def run(port: int) -> None:
    """Make the instance if there is none, print the links, serve."""
    os.environ["RELAIS_URL"] = f"http://127.0.0.1:{port}"
    os.environ["RELAIS_BANNER"] = BANNER
    os.environ["RELAIS_SECRET_KEY"] = _secret(from_environment().instance)
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


def populate() -> None:
    """Add the people and their history, once."""
    if db.session.scalars(select(Person.id).limit(1)).first():
        return
    people = {}
    for key, (name, service, role, _) in PEOPLE.items():
        person = Person(email=_email(key), name=name, service=service, role=role, session_key=secrets.token_hex(16))
        db.session.add(person)
        db.session.flush()
        people[key] = person.id
    first = catalog().course.modules[0]
    today = now()
    for index, lesson in enumerate(first.lessons):
        _read(people["coach"], lesson, today - timedelta(days=90 - 5 * index))
        if index < 4:
            at = today - timedelta(days=20 - 4 * index)
            _read(people["referente"], lesson, at)
            practice.missed(people["referente"], lesson.slug, [lesson.body.questions[0].id], at)
    _pass(people["coach"], first.head.quiz, today - timedelta(days=45))
    _cohort(people, today)
    db.session.commit()
    current = first.lessons[4]
    reading.keep_place(people["referente"], current, current.body.sections[1][0], today - timedelta(days=2))


def _cohort(people: dict[str, int], today: datetime) -> None:
    """A cohort of three months, its coach in the middle of a term."""
    starts = (today - timedelta(days=90)).date()
    admin = people["administration"]
    cohort = cohorts.create({"name": "Occitanie, promotion d'automne", "starts": starts}, admin)
    cohorts.join(cohort, people["referente"], admin, today - timedelta(days=90))
    cohorts.join(cohort, people["nouvelle"], admin, today - timedelta(days=5))
    coach = db.session.get_one(Person, people["coach"])
    term = terms.give(cohort, coach, (starts, starts + timedelta(days=181)), admin, today)
    term.told = Stage.RUNNING  # nobody is told of what began before the demonstration


def _read(person: int, lesson: Lesson, at: datetime) -> None:
    for question in lesson.body.questions:
        reading.answer(person, lesson, question, question.solution(), at)
    reading.finish(person, lesson, at)


def _pass(person: int, slug: str, at: datetime) -> None:
    """An attempt where everything is right but the last question, left blank."""
    attempt = quizzes.start(person, slug, catalog().quizzes[slug], at, "Europe/Paris")
    assert isinstance(attempt, Attempt)
    db.session.commit()
    for item in items(attempt)[:-1]:
        row = db.session.get(AttemptItem, (attempt.id, item.position))
        assert row
        row.answer, row.answered_at = json.dumps(item.question.solution()), at
    quizzes.submit(person, attempt.id, at + timedelta(minutes=18))


def _email(key: str) -> str:
    return f"{key}@demonstration.example"


def _secret(instance: Path) -> str:
    """The instance's own secret, made at the first run and readable by its owner only."""
    path = instance / "secret"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
