"""The `relais` command."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

gc.disable()  # nothing made while starting is garbage, and looking for it takes a tenth of the time

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from course import backup as copies
from course import jobs
from course.app import BrokenContentError, create_app
from course.clock import now
from course.config import ConfigurationError, Settings, from_environment
from course.db import db, forget_connections, is_current
from course.db import upgrade as migrate
from course.home import content_home
from course.instance import OTHERS, keep_private
from course.orphans import stop_with
from course.people import operations
from course.people.models import GIVEN, Person, Role
from course.progress.catalog import Catalog, load_catalog
from course.progress.quality import remarks
from course.server import serve as run_server
from course.statistics.advice import line
from course.statistics.queries import banks, measured
from course.tracking import operations as tracking

_CORES = os.cpu_count() or 1


@click.group()
def relais() -> None:
    """Relais : la plateforme de formation des pionniers de l'innovation."""
    gc.enable()


@relais.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=_CORES, show_default="un par cœur", help="Processus qui servent les pages.")
@click.option("--jobs", "job_workers", default=1, show_default=True, help="Processus pour le travail de fond.")
def serve(host: str, port: int, workers: int, job_workers: int) -> None:
    """Sert la plateforme, en production."""
    with _ready() as app:
        copies.hold(app.extensions["relais_settings"])
        run_server(app, host, port, workers, job_workers)


@relais.command()
@click.option("--workers", default=_CORES, show_default="un par cœur")
@click.option("--parent", type=int, hidden=True)
def work(workers: int, parent: int | None) -> None:
    """Fait le travail de fond : documents et courriers."""
    if parent:
        stop_with(parent)
    with _ready() as app:
        copies.hold(app.extensions["relais_settings"])
        jobs.work(app, workers)


@relais.command()
@click.option("--port", default=8000, show_default=True)
def demo(port: int) -> None:
    """Montre la plateforme avec une région inventée, sur cette machine seulement."""
    from course.demo.server import run

    try:
        run(port)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


@relais.command()
@click.option("--port", default=8001, show_default=True)
def preview(port: int) -> None:
    """Montre le contenu que l'on écrit, avec ses problèmes, et le recharge à chaque enregistrement."""
    from course.preview.server import run

    try:
        run(port)
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from error


@relais.command()
@click.option("--strict", is_flag=True, help="Échoue aussi sur une simple remarque.")
def check(strict: bool) -> None:
    """Relit tout le contenu et dit ce qui ne va pas : fichier, endroit, problème, remède."""
    try:
        catalog, problems = load_catalog(content_home())
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from error
    for problem in problems:
        click.echo(problem)
    if catalog is None:
        click.echo(f"{len(problems)} problème{'s' if len(problems) > 1 else ''}.", err=True)
        sys.exit(1)
    found = [*catalog.unused, *remarks(catalog)]
    for remark in found:
        click.echo(f"remarque : {remark}")
    click.echo(_summary(catalog))
    if found and strict:
        sys.exit(1)


def _summary(catalog: Catalog) -> str:
    lessons = [lesson for module in catalog.course.modules for lesson in module.lessons]
    words = sum(lesson.body.words for lesson in lessons)
    questions = sum(len(lesson.body.questions) for lesson in lessons)
    questions += sum(len(quiz.questions) for quiz in catalog.quizzes.values())
    counted = {
        "module": len(catalog.course.modules),
        "leçon": len(lessons),
        "mot": words,
        "question": questions,
        "fiche": len(catalog.methods),
    }
    said = [f"{many} {noun}{'s' if many > 1 else ''}" for noun, many in counted.items()]
    return f"Contenu en ordre : {', '.join(said)}."


@relais.group()
def questions() -> None:
    """Les questions des évaluations."""


@questions.command()
@click.option("--quiz", default="", help="Une seule évaluation : le nom de son fichier, sans .yaml.")
def stats(quiz: str) -> None:
    """Ce que vaut chaque question, une par ligne, d'après les essais terminés."""
    with _ready() as app, app.app_context():
        if quiz and quiz not in banks():
            raise click.ClickException(f"« {quiz} » n'existe pas ; choisissez parmi {', '.join(banks())}.")
        for item in measured(quiz):
            click.echo(f"{item.quiz:<16} {item.question.id:<32} {line(item.question, item.figures)}")


@questions.command("import")
@click.argument("source", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="La banque à compléter.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="La nouvelle banque à écrire.")
@click.option("--competence", default="", help="Pour les questions qui n'en disent rien, par exemple B2.")
@click.option("--lesson", default="", help="La leçon à relire, pour celles qui n'en disent rien.")
def import_questions(source: Path, into: Path | None, output: Path | None, competence: str, lesson: str) -> None:
    """Reprend les questions d'un fichier GIFT, Moodle XML, Aiken ou zip, et dit ce que devient chacune."""
    from course.exchange import commands
    from course.exchange.bank import Defaults

    commands.take_in(source, into, output, Defaults(competence, lesson))


@questions.command("export")
@click.argument("bank", metavar="BANQUE")
@click.option("--format", "form", type=click.Choice(["gift", "xml", "yaml"]), default="xml", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Le fichier à écrire.")
def export_questions(bank: str, form: str, output: Path | None) -> None:
    """Écrit une banque pour Moodle (GIFT ou Moodle XML), ou telle quelle (YAML)."""
    from course.exchange import commands

    commands.give_out(content_home(), bank, form, output)


@relais.command()
def upgrade() -> None:
    """Met la base de données à jour."""
    with _application() as app:
        _reach(app)
        with app.app_context():
            migrate()


@relais.command()
@click.argument("folder", metavar="DOSSIER", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copie la base et les documents dans un nouveau dossier, service en marche ou non."""
    with _settings() as settings:
        copies.backup(settings, folder)
        click.echo(f"Sauvegarde faite : {folder}.")


@relais.command()
@click.argument("folder", metavar="DOSSIER", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """Remet une sauvegarde en place, service arrêté ; ce qu'elle remplace est gardé à côté."""
    with _settings() as settings:
        kept = copies.restore(settings, folder, now())
        click.echo(f"Sauvegarde remise en place. Ce qu'elle remplace est gardé dans {kept}.")
        click.echo("Lancez « relais upgrade », puis « relais serve ».")


@relais.command()
def recount() -> None:
    """Refait le suivi de chaque personne à partir de ce qu'elle a fait."""
    with _ready() as app, app.app_context():
        people = list(db.session.scalars(select(Person.id).order_by(Person.id)))
        tracking.sum_up_all(people)
        click.echo(f"Suivi refait pour {len(people)} personne{'s' if len(people) > 1 else ''}.")


@relais.command()
@click.argument("email")
@click.option("--name", required=True, help="Prénom et nom.")
@click.option("--service", default="", help="Service.")
@click.option("--role", type=click.Choice([role.value for role in GIVEN]), default=Role.LEARNER.value)
def invite(email: str, name: str, service: str, role: str) -> None:
    """Invite une personne : un lien qui sert une fois et qui expire."""
    with _ready() as app, app.app_context():
        try:
            link = operations.invite(email, name, service, Role(role), actor_id=None)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        db.session.commit()
        click.echo(f"Invitation envoyée à {email}. Lien, valable une fois : {link}")


@relais.command("create-admin")
@click.argument("email")
@click.option("--name", required=True, help="Prénom et nom.")
@click.password_option(prompt="Mot de passe", confirmation_prompt="Encore une fois")
def create_admin(email: str, name: str, password: str) -> None:
    """Crée le premier compte d'administration."""
    with _ready() as app, app.app_context():
        try:
            operations.create_admin(email, name, password)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        db.session.commit()
        click.echo(f"Compte d'administration créé pour {email}.")


@relais.group()
def modules() -> None:
    """Emporte un module ailleurs."""


@modules.command("export")
@click.argument("slug")
@click.option("--scorm", is_flag=True, required=True, expose_value=False, help="En SCORM 1.2.")
@click.option("--without-assessment", is_flag=True, help="Les leçons seules : le corrigé de l'évaluation reste ici.")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Fichier à écrire.")
def export(slug: str, without_assessment: bool, output: Path | None) -> None:
    """Écrit le paquet d'un module, pour une autre plateforme de formation."""
    from course.scorm.operations import archive

    with _application() as app, app.app_context():
        try:
            content = archive(slug, not without_assessment, lambda _done, _total: None)
        except KeyError:
            raise click.ClickException(f"« {slug} » n'est pas un module") from None
    target = output or Path(f"{slug}-{'sans-evaluation' if without_assessment else 'entier'}-scorm12.zip")
    target.write_bytes(content)
    click.echo(f"Paquet écrit : {target} ({len(content) // 1024} Ko).")
    click.echo("Il contient le corrigé de ses questions : le navigateur en a besoin pour corriger.")


@contextmanager
def _settings() -> Iterator[Settings]:
    """The settings for a command that opens no application."""
    try:
        os.umask(OTHERS)
        yield from_environment()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


def _reach(app: Flask) -> None:
    """Say in one line that the database does not answer; leave no connection open."""
    try:
        with app.app_context(), db.engine.connect():
            pass
    except OperationalError as error:
        raise click.ClickException(
            "La base de données ne répond pas : vérifiez RELAIS_DATABASE_URL, et que son serveur est en marche."
        ) from error
    forget_connections(app)


@contextmanager
def _ready() -> Iterator[Flask]:
    """The application for one command, once its database answers and has the tables of this version."""
    with _application() as app:
        _reach(app)
        with app.app_context():
            current = is_current()
        forget_connections(app)
        if not current:
            raise click.ClickException(
                "La base de données n'est pas à jour pour cette version : lancez « relais upgrade », puis recommencez."
            )
        yield app


@contextmanager
def _application() -> Iterator[Flask]:
    """The application for one command, which leaves nothing open."""
    gc.disable()
    try:
        os.umask(OTHERS)
        app = create_app()
        keep_private(app.extensions["relais_settings"].instance)
    except (ConfigurationError, BrokenContentError, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        gc.enable()
    try:
        yield app
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    finally:
        forget_connections(app)


def main() -> None:
    """Entry point of the `relais` command."""
    relais(prog_name="relais")


if __name__ == "__main__":
    main()
