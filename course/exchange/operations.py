"""Take in a file, and read it in the background."""

from pathlib import Path
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from course import jobs
from course.db import db
from course.exchange.bank import BankError, Defaults, join, names_in, new_bank
from course.exchange.bounds import RefusedFileError
from course.exchange.importer import read_file
from course.exchange.schema import Reading, summary
from course.exchange.storage import Desk, Order, forget_old, images_in, new_token
from course.home import content_home
from course.people.models import Audit


def instance() -> Path:
    """Where this server keeps its files."""
    found: Path = current_app.extensions["relais_settings"].instance
    return found


def receive(file: FileStorage | None, pasted: str, order: Order) -> str:
    """Keep the file, or the text pasted instead, and have it read; the import's token."""
    desk = Desk(instance(), new_token())
    desk.open(order)
    if file:
        file.save(desk.source)
    else:
        desk.source.write_text(pasted, encoding="utf-8", errors="replace")
    jobs.order("questions", key=f"questions-{desk.token}", payload={"token": desk.token}, person_id=order.person)
    detail = f"{order.source} → {order.bank or 'nouvelle banque'}"
    db.session.add(Audit(actor_id=order.person, person_id=None, action="questions-uploaded", detail=detail))
    return desk.token


@jobs.handles("questions", "Lecture de questions")
def read(payload: jobs.Payload, report: jobs.Report) -> None:
    """Read the file and keep what became of it, for its owner to look at."""
    desk = Desk(instance(), payload["token"])
    order = desk.order()
    if order is None or desk.result():
        return
    try:
        _settle(desk, order, report)
    except (RefusedFileError, BankError) as error:
        desk.settle({"refusal": str(error)})
    forget_old(instance())


def _settle(desk: Desk, order: Order, report: jobs.Report) -> None:
    home = content_home() / "quizzes"
    bank = (home / f"{order.bank}.yaml").read_bytes().decode("utf-8") if order.bank else ""
    reading = read_file(
        desk.source.read_bytes(), names_in(bank) if bank else (), images_in(home / "img"), report=report
    )
    defaults = Defaults(order.competence, order.lesson)
    questions = [defaults.applied(question) for question in reading.questions]
    written = ""
    if questions:
        counts = summary(reading.items)
        written = join(bank, questions) if bank else new_bank(order.source, reading.items, questions, counts)
    lacking = {
        field: sum(getattr(question, field) is None for question in questions) for field in ("competence", "lesson")
    }
    desk.settle(_result(reading, lacking), written, reading.images)


def _result(reading: Reading, lacking: dict[str, int]) -> dict[str, Any]:
    items = [
        {
            "line": item.line,
            "name": item.name,
            "status": item.status,
            "remarks": item.remarks,
            "category": item.category,
            "question": item.question.model_dump(mode="json") if item.question else None,
        }
        for item in reading.items
    ]
    head = {"format": reading.format, "remarks": reading.remarks, "summary": summary(reading.items)}
    return {**head, "items": items, "lacking": lacking, "images": sorted(reading.images)}
