"""The search itself: the database's own full-text engine over our stems (docs/decisions/0007)."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence

from flask import Flask, current_app

from course.clock import now
from course.db import db, owned
from course.per_thread import PerThread
from course.search.documents import documents
from course.search.operations import fill
from course.search.queries import FIND, THERE
from course.search.rules import hit, ordered
from course.search.schema import Document, Hit
from course.search.stems import asked

MOST = 30


class Memory:
    """SQLite's FTS5, in the memory of each thread, filled at its first search."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._connections = PerThread(self._filled, sqlite3.Connection.close)
        self.close = self._connections.close

    def ranks(self, stems: Iterable[str]) -> dict[int, float]:
        """The rank of each document that has one of these stems."""
        query = " OR ".join(f'"{stem}"' for stem in stems)
        found = "SELECT rowid, -bm25(document) FROM document WHERE document MATCH ?"
        return dict(self._connections.mine().execute(found, (query,)).fetchall())

    def _filled(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.execute("CREATE VIRTUAL TABLE document USING fts5(words, content='', tokenize='ascii')")
        connection.executemany("INSERT INTO document (rowid, words) VALUES (?, ?)", enumerate(self._words))
        return connection


class Table:
    """PostgreSQL's text search over the table that all the workers share."""

    def __init__(self, words: Sequence[str]) -> None:
        self._rows = json.dumps([{"position": index, "words": line} for index, line in enumerate(words)])
        self._version = hashlib.sha256(self._rows.encode()).hexdigest()[:16]

    def ranks(self, stems: Iterable[str]) -> dict[int, float]:
        """The rank of each document that has one of these stems."""
        wanted = {"version": self._version, "wanted": " | ".join(stems)}
        found = dict(FIND.rows(**wanted))
        if not found:
            fill(self._version, self._rows, now())
            found = dict(FIND.rows(**wanted))
        found.pop(THERE, None)
        return found


class Search:
    """The documents and the engine that finds them."""

    def __init__(self, found: Sequence[Document], dialect: str) -> None:
        self.documents = found
        engine = Table if dialect == "postgresql" else Memory
        self.engine: Memory | Table = engine([" ".join(document.stems) for document in found])


def search(query: str, limit: int = MOST) -> tuple[Hit, ...]:
    """The passages that answer a query, the best first; nothing typed is ever taken for a command."""
    words = asked(query)
    if not words:
        return ()
    here: Search = current_app.extensions["relais_search"]
    ranks = here.engine.ranks(sorted(frozenset().union(*words)))
    return tuple(hit(here.documents[index], words) for index in ordered(here.documents, words, ranks)[:limit])


def prebuild(app: Flask) -> None:
    """Read every document, once."""
    found = documents(app.extensions["relais_course"], app.extensions["relais_methods"])
    made = app.extensions["relais_search"] = Search(found, db.engine.dialect.name)
    if isinstance(made.engine, Memory):
        owned(app, made.engine.close)
