"""A workshop of a cohort, prepared."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

from flask import Flask

from course.clock import now
from course.cohorts.models import Cohort
from course.db import db
from course.workshops import attendance_operations as attendance
from course.workshops import operations
from course.workshops.models import Attendance, Workshop

USUAL = {
    "title": "Cadrer le projet",
    "objective": "Un cadre commun",
    "prepare": "Votre carnet",
    "place": "Salle des actes",
    "link": "",
    "agenda_id": None,
}


def prepare(cohort_id: int, asked=(), **values) -> int:
    """The number of a workshop that takes place in ten days, unless `values` say otherwise."""
    starts_at: datetime = values.get("starts_at") or now() + timedelta(days=10)
    cohort = db.session.get_one(Cohort, cohort_id)
    hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    found = operations.create(cohort, {**USUAL, **hours, **values}, asked, None, now())
    number = found.id
    db.session.commit()
    return number


def signing(cohort_id: int, came: int) -> int:
    """The number of a workshop that goes on, whose attendance is open, and where a person was ticked."""
    number = prepare(cohort_id, title="En cours", starts_at=now() - timedelta(minutes=30))
    cohort, workshop = db.session.get_one(Cohort, cohort_id), db.session.get_one(Workshop, number)
    attendance.open_signing(workshop, cohort, None, now())
    db.session.add(Attendance(workshop_id=number, person_id=came, how="ticked"))
    db.session.commit()
    return number


def at_once(app: Flask, click: Callable[[], int], threads: int = 10, each: int = 5) -> list[int]:
    """What fifty clicks answer, ten at a time."""
    barrier, answers = Barrier(threads), []

    def several() -> None:
        barrier.wait()
        answers.extend(click() for _ in range(each))

    running = [Thread(target=several) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return answers
