"""A fresh application for each test, on SQLite or (--database=postgresql) on a server of the suite's own."""

import contextvars
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache, Undefined
from sqlalchemy import create_engine
from werkzeug.test import TestResponse

from course.app import create_app
from course.config import Settings
from course.db import Base, db, forget_connections
from course.digest.operations import order_due
from course.jobs import registry
from tests.cast import Cast
from tests.postgresql import PostgreSQL

for _name in [name for name in os.environ if name.startswith("RELAIS_")]:
    del os.environ[_name]  # what a developer exported for a real instance is not what is tried, nor written to

ROOT = Path(__file__).parent.parent
SAMPLE = Path(__file__).parent / "sample"
_UNHURRIED: dict[str, Any] = {"signin_limit": "1000 per minute", "session_idle_hours": 0}
"""Limits that only their own tests meet."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.addoption("--dated", action="store_true", help="only the tests that count days from the present one")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, only what has a database is run again; --dated leaves out what any day leaves alike."""
    engine = config.getoption("--database")
    alike = {item for item in items if _only_on(item) not in (None, engine)}
    if engine == "postgresql":
        alike |= {item for item in items if not _has_a_database(item)}
    if config.getoption("--dated"):
        alike |= {item for item in items if not _counts_days(item)}
    config.hook.pytest_deselected(items=list(alike))
    items[:] = [item for item in items if item not in alike]


def _only_on(item: pytest.Item) -> str | None:
    """The one engine that a slow test needs, when the other would teach nothing more."""
    mark = item.get_closest_marker("engine")
    return mark.args[0] if mark else None


def _has_a_database(item: pytest.Item) -> bool:
    return "postgresql" in getattr(item, "fixturenames", ())


def _counts_days(item: pytest.Item) -> bool:
    """True for a test of the product, at no moment of its own, in a file that speaks of time; workers are slow."""
    fixtures = {*getattr(item, "fixturenames", ())}
    cheap_and_of_the_product = {"app", "shown"} & fixtures and not {"worker", "work"} & fixtures
    return bool(cheap_and_of_the_product) and not item.get_closest_marker("at") and _speaks_of_time(item.path)


@cache
def _speaks_of_time(file: Path) -> bool:
    return any(word in file.read_text(encoding="utf-8") for word in ("now()", "timedelta", "travel("))


@pytest.fixture(scope="session", autouse=True)
def _content(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tiny course of tests/sample with the real templates and document designs."""
    home = tmp_path_factory.mktemp("home")
    for name in ("modules", "quizzes"):
        shutil.copytree(SAMPLE / name, home / name)
    for name in ("templates", "certificates"):
        (home / name).symlink_to(ROOT / name)
    os.environ["COURSE_HOME"] = str(home)


class Unsaid(Undefined):
    """What a template names and nobody gave: it may ask whether it is there, it never writes it as nothing."""

    __str__ = Undefined._fail_with_undefined_error


@pytest.fixture(scope="session", autouse=True)
def _templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Templates are compiled once, not for each application: half of what a start takes. None writes a hole."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": cache, "undefined": Unsaid}


@pytest.fixture
def content() -> Iterator[Path]:
    """The content folder, to edit during a test; put back afterwards."""
    home = Path(os.environ["COURSE_HOME"])
    yield home
    for name in ("modules", "quizzes"):
        shutil.rmtree(home / name)
        shutil.copytree(SAMPLE / name, home / name)


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL | None]:
    """A PostgreSQL server in a temporary folder, when the suite runs on it."""
    if request.config.getoption("--database") == "sqlite":
        yield None
        return
    with PostgreSQL() as server:
        with server.engine("template1") as engine:
            Base.metadata.create_all(engine)
        yield server


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory, _content: None) -> Path:
    """An SQLite file with every table and no row, copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "relais.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, postgresql: PostgreSQL | None, empty_sqlite: Path) -> Iterator[Settings]:
    """Settings of an instance of its own, with an empty database."""
    if postgresql is None:
        shutil.copy(empty_sqlite, tmp_path / "relais.db")
        yield Settings(secret_key="s" * 32, instance=tmp_path, **_UNHURRIED)
        return
    with postgresql.database() as address:
        yield Settings(secret_key="s" * 32, instance=tmp_path, database_url=address, **_UNHURRIED)


class Browser(FlaskClient):
    """A browser whose requests share nothing with the test but the database."""

    signed_at = 0.0

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        assert int(self.signed_at) <= time.time(), "the clock went back: give the test its moment, mark.at(…)"
        if has_app_context():
            db.session.rollback()
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(autouse=True)
def _at(request: pytest.FixtureRequest) -> None:
    """The moment that a test is marked with is there before its database, its people and their sessions are made."""
    mark = request.node.get_closest_marker("at")
    if mark:
        request.getfixturevalue("time_machine").move_to(*mark.args, tick=False)


@pytest.fixture(autouse=True)
def _any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test sees does not depend on the day it runs: only the digest's own tests order digests."""
    monkeypatch.setattr(registry, "all_sweeps", [sweep for sweep in registry.all_sweeps if sweep is not order_due])


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, within its context."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with app.app_context():
        yield app
    forget_connections(app)


@pytest.fixture
def reopened(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Starts the application on the test's data: again, as after an edit of the content, or with other settings."""
    opened = []

    def start(**changes: Any) -> Flask:
        again = create_app(replace(settings, **changes))
        again.config["WTF_CSRF_ENABLED"] = False
        again.test_client_class = Browser
        opened.append(again)
        return again

    yield start
    for again in opened:
        forget_connections(again)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Alice and Bob learn, Chloé coaches, Diane administers; each with a signed-in client."""
    return Cast(app)
