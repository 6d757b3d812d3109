"""Somebody who goes wherever the pages lead, and presses every button, each time on the data as they were."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import urldefrag, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, literal, select, union_all
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from course.db import Base, db
from tests.pressing import Button, address_of, buttons, document, links

_READ = {200, 303}
_PRESSED = {200, 204, 303, 422}
"""What a button may answer: a form that the page gives empty says what it lacks, and what it leads to is read."""


class Visit:
    """What was met, and what was wrong there."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.client, self.faults = client, list[str]()
        self._seen, self._buttons = set[str](), dict[object, tuple[str, Button]]()
        self._routes = app.url_map.bind("localhost")

    def walk(self, addresses: Iterable[str]) -> None:
        """Read every page to which these lead."""
        waiting = [(address, "its own address") for address in addresses]
        while waiting:
            address, came_from = waiting.pop()
            if address not in self._seen:
                self._seen.add(address)
                waiting += [(target, address) for target in self._read(address, came_from)]

    def press(self) -> None:
        """Press each kind of button that was seen, once."""
        with _put_back(self.client) as put_back:
            for page, button in self._buttons.values():
                self._press(page, button)
                put_back()

    def _read(self, address: str, came_from: str) -> list[str]:
        """Where the page leads."""
        with self.client.get(address) as page:
            if page.status_code not in _READ:
                self.faults.append(f"{came_from}: a link to {address}, {page.status_code}")
            if page.status_code == 303:
                return [urldefrag(page.location)[0]] if page.location.startswith("/") else []
            return self._look_at(page) if page.mimetype == "text/html" else []

    def _look_at(self, page: TestResponse) -> list[str]:
        for button in buttons(page):
            self._buttons.setdefault(self._kind(button), (address_of(page), button))
        marks = {tag.get("id") for tag in document(page).iter() if tag.get("id")}
        found = [urldefrag(link) for link in links(page)]
        self.faults += [
            f"{address_of(page)}: nothing is #{mark}"
            for target, mark in found
            if mark and target == address_of(page) and mark not in marks
        ]
        return [target for target, _ in found]

    def _press(self, page: str, button: Button) -> None:
        response = button.press(self.client)
        response.close()
        codes = [response.status_code]
        if button.method == "post" and response.status_code == 303:
            self._press_again(page, button, response)
        if response.status_code == 303 and response.location.startswith("/"):
            with self.client.get(response.location) as after:
                codes.append(after.status_code)
        if codes[0] not in _PRESSED or not _READ.issuperset(codes[1:]):
            self.faults.append(f"{page}: « {button.label} » ({button.method} {button.address}), {codes}")

    def _press_again(self, page: str, button: Button, first: TestResponse) -> None:
        """A double click makes nothing more and leads to the same place; who is no longer signed in makes nothing."""
        made = _rows()
        second = button.press(self.client)
        second.close()
        if _rows() != made or (second.status_code == 303 and second.location != first.location):
            self.faults.append(f"{page}: « {button.label} » ({button.address}) pressed twice, {second.location}")

    def _kind(self, button: Button) -> object:
        """The same gesture on two things is pressed once; one that leads nowhere is by itself."""
        try:
            endpoint, _ = self._routes.match(urlsplit(button.address).path, button.method.upper())
        except HTTPException:
            endpoint = button.address
        return endpoint, button.names, button.label


def _rows() -> dict[str, int]:
    """How many rows each table holds."""
    db.session.rollback()
    with db.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        counted = [select(literal(table.name), func.count()).select_from(table) for table in tables]
        return {row[0]: row[1] for row in connection.execute(union_all(*counted))}


@contextmanager
def _put_back(client: FlaskClient) -> Iterator[object]:
    """What puts the data, and the visitor's session, back as they were."""
    db.session.remove()
    path = db.engine.url.database
    assert path
    with closing(sqlite3.connect(":memory:")) as kept, closing(sqlite3.connect(path)) as live:
        live.execute("PRAGMA synchronous=OFF")
        live.backup(kept)
        with client.session_transaction() as session:
            held = dict(session)

        def put_back() -> None:
            kept.backup(live)
            with client.session_transaction() as session:
                session.clear()
                session.update(held)

        yield put_back
