"""The one place where SQLAlchemy meets Flask: the base class, the session, and the fast lane.

The session (ORM) serves whatever is not hot. `Prepared` statements serve the hot pages: compiled
once, run straight on the driver in autocommit, a third of the price (docs/decisions/0004).
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from multiprocessing.util import Finalize, register_after_fork
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, DateTime, Engine, Executable, Integer, MetaData, bindparam, event, inspect, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from course.patience import USUAL, Patience
from course.per_thread import PerThread
from course.turns import Turns, wait_for

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant in Python, stored in UTC without its zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Parent of every table; constraints have stable names so that Alembic can alter them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UTCDateTime},
    )


_MIGRATIONS = Path(__file__).parent / "migrations"

db = SQLAlchemy(model_class=Base)


class Lane:
    """One raw connection per thread to the application's database, for prepared statements."""

    def __init__(self, engine: Engine, patience: Patience) -> None:
        self.engine = engine
        self._patience = patience
        self.turns = Turns(f"{engine.url.database}-turn", patience) if engine.dialect.name == "sqlite" else None
        self.dialect = engine.dialect
        self.statements = 0
        self._connections: PerThread[Any] = PerThread(self._connect, _close)
        self._local = threading.local()

    def execute(self, prepared: "Prepared", values: Mapping[str, object]) -> Any:
        """Run on the thread's connection; a connection found dead is replaced once."""
        self.statements += 1
        sql, parameters = prepared.bound(self.dialect, values)
        return self._run(sql, parameters)

    def _run(self, sql: str, parameters: Mapping[str, object]) -> Any:
        try:
            return self._connections.mine().execute(sql, parameters)
        except self.dialect.loaded_dbapi.OperationalError:
            connection = self._connections.opened()
            if connection is None or isinstance(connection, sqlite3.Connection):
                raise
            if not connection.closed or self._in_transaction():
                raise
            self._connections.forget()
            return self._connections.mine().execute(sql, parameters)

    def write(self, prepared: "Prepared", values: Mapping[str, object]) -> int:
        """Run a write in its own transaction, each process in its turn; the number of rows it touched."""
        with self._in_turn():
            return int(self.execute(prepared, values).rowcount)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several statements, all kept or none: one transaction, each process in its turn."""
        with self._in_turn():
            self._run("BEGIN IMMEDIATE" if self.dialect.name == "sqlite" else "BEGIN", {})
            self._local.together = True
            try:
                yield
                self._run("COMMIT", {})
            except BaseException:
                self._give_up()
                raise
            finally:
                self._local.together = False

    def _give_up(self) -> None:
        with suppress(self.dialect.loaded_dbapi.Error):
            self._run("ROLLBACK", {})

    def _in_transaction(self) -> bool:
        return getattr(self._local, "together", False)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self.turns is None:
            yield
            return
        connection = self._connections.mine()
        with self.turns.mine(connection):
            if self._patience.hurried:
                wait_for(connection, self._patience)
            yield

    def close(self) -> None:
        """Close what every thread opened, once they are at rest."""
        self._connections.close()
        if self.turns:
            self.turns.close()

    def _connect(self) -> Any:
        pooled = self.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        if not isinstance(connection, sqlite3.Connection):
            assert connection is not None
            connection.autocommit = True
        return connection


def _close(connection: Any) -> None:
    connection.close()


_Compiled = tuple[str, dict[str, object], dict[str, Callable[[Any], object]]]
"""The SQL, the values that the statement carries, and what turns a value given into the driver's."""


class Prepared:
    """A Core statement compiled once per dialect; bind its parameters by name when running it."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def bound(self, dialect: Dialect, values: Mapping[str, object]) -> tuple[str, dict[str, object]]:
        """The SQL text in the driver's own style, and its parameters as the driver wants them."""
        sql, carried, processors = self._compiled.get(dialect.name) or self._compile(dialect)
        given = {**carried, **values}
        for name in processors.keys() & values.keys() if processors else ():
            given[name] = processors[name](values[name])
        return sql, given

    def _compile(self, dialect: Dialect) -> _Compiled:
        style = "named" if dialect.name == "sqlite" else "pyformat"
        styled: Dialect = type(dialect)(paramstyle=style)  # type: ignore[call-arg]
        compiled: Any = self._statement.compile(dialect=styled)  # type: ignore[attr-defined]
        known = (str(compiled), dict(compiled.params), dict(compiled._bind_processors))
        return self._compiled.setdefault(dialect.name, known)

    def rows(self, **values: object) -> list[Any]:
        """All rows, as tuples of driver values (dates are not converted)."""
        rows: list[Any] = lane().execute(self, values).fetchall()
        return rows

    def each(self, **values: object) -> Iterator[Any]:
        """The rows one by one, as tuples of driver values: for many of them, read as they come."""
        return iter(lane().execute(self, values))

    def one(self, **values: object) -> Any:
        """The first row, or None."""
        return lane().execute(self, values).fetchone()

    def write(self, **values: object) -> int:
        """Run a write in its own transaction; the number of rows it touched."""
        return lane().write(self, values)


TOGETHER = 50
"""How many rows `one_of` asks for at once: a page of a list."""
_PLACES = tuple(f"one{number}" for number in range(TOGETHER))


def one_of(column: Any) -> ColumnElement[bool]:
    """For prepared statements, which hold no list: that a column of numbers is one of those that `ones` gives."""
    found: ColumnElement[bool] = column.in_([bindparam(place, type_=Integer) for place in _PLACES])
    return found


def ones(numbers: Sequence[int]) -> dict[str, int | None]:
    """The values that `one_of` waits for, from fifty numbers at most."""
    return dict(zip_longest(_PLACES, numbers[:TOGETHER]))


Run = Callable[..., Any]
"""Runs a Prepared statement with its values by name, and gives its cursor: `on_lane` or `in_session`."""


def on_lane(prepared: Prepared, **values: object) -> Any:
    """Run on the fast lane."""
    return lane().execute(prepared, values)


def in_session(prepared: Prepared, **values: object) -> Any:
    """Run within the session's transaction: what it has flushed counts."""
    connection: Any = db.session.connection().connection.driver_connection
    return connection.execute(*prepared.bound(db.engine.dialect, values))


def lane() -> Lane:
    """The current application's fast lane, made at its first use."""
    extensions = current_app.extensions
    if "relais_lane" not in extensions:
        extensions["relais_lane"] = Lane(db.engine, extensions["relais_patience"])
    found: Lane = extensions["relais_lane"]
    return found


def upgrade(revision: str = "head") -> None:
    """Bring the current application's tables to a revision; Alembic is loaded only then."""
    import flask_migrate

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    flask_migrate.Migrate(app, db, directory=str(_MIGRATIONS))
    (flask_migrate.downgrade if revision == "base" else flask_migrate.upgrade)(revision=revision)


def owned(app: Flask, close: Callable[[], object]) -> None:
    """Have `forget_connections` call this too."""
    app.extensions.setdefault("relais_owned", []).append(close)


def is_current() -> bool:
    """True when the database has this version's tables: at the last revision, or all there where none is written."""
    found = inspect(db.engine).get_table_names()
    if "alembic_version" not in found:
        return Base.metadata.tables.keys() <= set(found)
    return bool(db.session.scalar(text("SELECT version_num FROM alembic_version")) == last_revision())


def last_revision() -> str:
    """The number of the last migration, which begins its file's name."""
    return max(path.name for path in _MIGRATIONS.glob("versions/0*.py")).partition("_")[0]


def forget_connections(app: Flask) -> None:
    """Close all that the application has open: at its end, or before processes are forked, which must share none.

    The last connection closed takes SQLite's `-wal` away: the database is then its one file.
    """
    with app.app_context():
        lane().close()
        db.session.remove()
        for close in app.extensions.get("relais_owned", ()):
            close()
        db.engine.dispose()


def close_in_forks(app: Flask) -> None:
    """Have each process that `multiprocessing` forks from this one close what it opened, when it ends as it should."""
    register_after_fork(app, _close_at_its_end)


def _close_at_its_end(app: Flask) -> None:
    Finalize(None, forget_connections, (app,), exitpriority=0)


def init_app(app: Flask, address: str) -> None:
    """Bind the database to the application, with SQLite in its durable and concurrent mode."""
    patience = app.extensions["relais_patience"] = Patience()
    app.config["SQLALCHEMY_DATABASE_URI"] = _with_driver(address)
    sqlite = address.startswith("sqlite")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _SILENT | (_SQLITE if sqlite else _postgresql().OPTIONS)
    db.init_app(app)
    with app.app_context():
        if sqlite:
            event.listen(db.engine, "connect", _on_connect)
            event.listen(db.engine, "begin", partial(_on_begin, patience))
        else:
            event.listen(db.engine, "do_connect", partial(_postgresql().connect, patience))


def _postgresql() -> Any:
    """What only PostgreSQL needs: loading its driver takes a tenth of a start."""
    from course import postgresql

    return postgresql


_SILENT = {"hide_parameters": True}
"""What a person wrote, and who they are, never goes to the log with the statement that failed."""
_SQLITE = {"connect_args": {"timeout": USUAL, "check_same_thread": False}}


def _with_driver(address: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if address.startswith(prefix):
            return "postgresql+psycopg://" + address.removeprefix(prefix)
    return address


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _on_begin(patience: Patience, connection: Any) -> None:
    """A write transaction takes its lock at once, so that it waits instead of failing half-way."""
    if has_request_context() and request.method in SAFE_METHODS:
        connection.exec_driver_sql("BEGIN")
        return
    if patience.hurried:
        wait_for(connection.connection.driver_connection, patience)
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError:
        patience.in_vain()
        raise
