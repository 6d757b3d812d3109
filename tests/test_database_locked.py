"""A database that somebody else holds: a clear message, nothing half written, and the same gesture works afterwards."""

from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, func, select, text

from course.db import db
from course.modules.models import LessonState

URL = "/lecons/essai/ouvrir"


@contextmanager
def locked(settings):
    """Hold the write lock of SQLite, or the table in PostgreSQL, as another program would."""
    postgresql = settings.database.startswith("postgresql")
    db.session.rollback()
    engine = create_engine(settings.database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        if postgresql:
            connection.execute(text("LOCK TABLE lesson_state IN ACCESS EXCLUSIVE MODE"))
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()


@pytest.mark.parametrize("path", [f"{URL}/terminer", f"{URL}/place"])
def test_a_write_says_that_nothing_was_saved(cast, settings, path):
    with locked(settings):
        answer = cast.alice.post(path, data={"section": "cadrer"})
    assert answer.status_code == 503
    assert "Votre dernier geste n’a pas été enregistré" in answer.text
    assert db.session.scalar(select(func.count()).select_from(LessonState)) == 0
    assert cast.alice.post(path, data={"section": "cadrer"}).status_code == 303


def test_reading_goes_on_meanwhile(cast, settings):
    if settings.database.startswith("postgresql"):
        assert cast.alice.get("/aide").status_code == 200
        return
    with locked(settings):
        assert cast.alice.get(URL).status_code == 200
        assert cast.alice.get("/").status_code == 200
