"""`relais questions import` and `export`: files in, files out, and what becomes of each question said."""

from pathlib import Path

import click

from course.exchange.bank import BankError, Defaults, join, names_in, new_bank
from course.exchange.bounds import FILE_BYTES, RefusedFileError
from course.exchange.exporter import export
from course.exchange.importer import read_file
from course.exchange.schema import Item, Reading, summary
from course.exchange.storage import images_in
from course.questions.schema import AnyQuestion
from course.quizzes.loader import load_quizzes

_NEXT = "Relisez-la, lancez « relais check », puis redémarrez le serveur : il lit les banques à son démarrage."


def take_in(source: Path, into: Path | None, output: Path | None, defaults: Defaults) -> None:
    """Import a file into a bank, or as a new one."""
    bank = _bank(into)
    folder = (into or output or Path("x")).parent / "img"
    try:
        if source.stat().st_size > FILE_BYTES:
            raise RefusedFileError(f"Le fichier dépasse {FILE_BYTES // 1_000_000} Mo : coupez-le.")
        reading = read_file(source.read_bytes(), names_in(bank) if bank else (), images_in(folder))
        _say(reading)
        questions = [defaults.applied(question) for question in reading.questions]
        if not questions:
            raise click.ClickException("Aucune question n'a pu être reprise : rien n'est écrit.")
        if into:
            _check_complete(questions)
            text = join(bank, questions)
        else:
            text = new_bank(source.name, reading.items, questions, summary(reading.items))
    except (RefusedFileError, BankError, OSError) as error:
        raise click.ClickException(str(error)) from error
    target = into or output
    if target is None:
        if reading.images:
            click.echo("Des images viennent avec les questions : donnez --output pour les garder.", err=True)
        click.echo(text, nl=False)
        return
    _write(target, text.encode())
    for name, data in reading.images.items():
        _write(target.parent / name, data)
    click.echo(f"Banque écrite : {target}. {_NEXT}", err=True)


def _bank(into: Path | None) -> str:
    if into is None:
        return ""
    try:
        return into.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{into} : banque absente ou illisible.") from error


def _check_complete(questions: list[AnyQuestion]) -> None:
    """A bank wants a competence and a lesson of each question."""
    for field, option in (("competence", "--competence B2"), ("lesson", "--lesson role")):
        lacking = [question.id for question in questions if getattr(question, field) is None]
        if lacking:
            shown = ", ".join(lacking[:5]) + ("…" if lacking[5:] else "")
            raise BankError(f"Sans « {field} » : {shown}. Ajoutez par exemple {option}. Rien n'est écrit.")


def _say(reading: Reading) -> None:
    for remark in reading.remarks:
        click.echo(f"fichier : {remark}", err=True)
    for item in reading.items:
        click.echo(str(item), err=True)
    click.echo(f"{reading.format}, {summary(reading.items)}.", err=True)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(data)
    draft.replace(path)


def give_out(home: Path, bank: str, form: str, output: Path | None) -> None:
    """Export a bank of the content."""
    quizzes, problems = load_quizzes(home / "quizzes")
    if problems:
        raise click.ClickException(f"{problems[0]} (lancez « relais check »).")
    if bank not in quizzes:
        raise click.ClickException(f"« {bank} » n'existe pas ; choisissez parmi {', '.join(quizzes)}.")
    if form == "yaml":
        data, items = (home / "quizzes" / f"{bank}.yaml").read_bytes(), tuple[Item, ...]()
    else:
        quiz = quizzes[bank]
        data, items = export(quiz.questions, quiz.title, form, images_in(home / "quizzes" / "img"))
    for item in items:
        if item.remarks:
            click.echo(f"« {item.name} » {item.status} : {' ; '.join(item.remarks)}", err=True)
    if items:
        click.echo(f"{summary(items)}.", err=True)
    if output is None:
        click.echo(data, nl=False)
    else:
        _write(output, data)
