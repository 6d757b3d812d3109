"""A hall on the production server, on loopback: phones fetch the page and leave a word, screens follow the wall.

One participant in ten sends the word twice at once (a nervous thumb); one in twenty loses the network once the
word is sent, and sends it again. Whatever is acknowledged must be in the database, once (docs/benchmarks-salle.md).
"""

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from course.app import create_app
from course.clock import now
from course.config import Settings
from course.db import Base, db, forget_connections
from course.hall import operations
from course.hall.models import Hall, Word
from course.people.models import Person
from tests.serving import SECRET, free_port, serving

POLL_SECONDS = 2
TWICE, CUT = 0.10, 0.05
THINKING = (1.0, 8.0)
COMMON = "confiance oser écouter essayer ensemble liberté légitimité compter bon-sens curiosité temps".split()

_TOKEN = re.compile(r'name="jeton" value="([^"]+)"')
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass
class Load:
    """One run: what was asked, what came back."""

    port: int
    code: str
    participants: int
    screens: int
    seconds: float
    latencies: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    sent_again: int = 0
    voices: int = 0
    over: bool = False

    async def run(self) -> None:
        """Everyone comes within `seconds`; the screens stay until they have seen every word."""
        screens = [asyncio.create_task(self._screen(number)) for number in range(self.screens)]
        await asyncio.gather(*(self._participant(number) for number in range(self.participants)))
        self.over = True
        await asyncio.gather(*screens)

    async def _participant(self, number: int) -> None:
        chance = random.Random(number)
        hurry = min(1.0, self.seconds / 60)
        thinking = chance.uniform(*THINKING) * hurry
        await asyncio.sleep(chance.uniform(0, max(0.0, self.seconds - THINKING[1] * hurry)))
        status, _, page = await self._request("page", "GET", f"/salle/{self.code}")
        found = _TOKEN.search(page)
        if status != 200 or not found:
            return
        await asyncio.gather(*(self._request("fichier", "GET", path) for path in _FILES.findall(page)))
        await asyncio.sleep(thinking)
        word = chance.choice(COMMON) if chance.random() < 0.7 else f"mot rare {number % 1000}"
        await self._leave(found[1], word, chance.random())

    async def _leave(self, token: str, word: str, fate: float) -> None:
        body = urlencode({"jeton": token, "mot": word})
        if fate < CUT:
            await self._cut(body)
        times = 2 if CUT <= fate < CUT + TWICE else 1
        self.sent_again += times - 1 + (fate < CUT)
        answers = await asyncio.gather(
            *(self._request("mot", "POST", f"/salle/{self.code}", body) for _ in range(times))
        )
        if all(status == 200 for status, _, _ in answers):
            self.acknowledged.add((token, word))

    async def _screen(self, number: int) -> None:
        tag = ""
        await asyncio.sleep(POLL_SECONDS * number / self.screens)
        while True:
            last = self.over
            headers = {"If-None-Match": tag} if tag else {}
            status, fresh, body = await self._request("mur", "GET", f"/salle/{self.code}/mots", headers=headers)
            if status == 200:
                tag, self.voices = fresh["etag"], max(self.voices, json.loads(body)["voices"])
            if last:
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _request(
        self, kind: str, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        start = time.perf_counter()
        try:
            status, found, text = await asyncio.wait_for(self._exchange(method, path, body, headers or {}), 30)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.errors[f"{kind} : {type(error).__name__}"] += 1
            return 0, {}, ""
        self.latencies.setdefault(kind, []).append(1000 * (time.perf_counter() - start))
        if status not in (200, 304):
            self.errors[f"{kind} : {status}"] += 1
        return status, found, text

    async def _exchange(
        self, method: str, path: str, body: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(_message(method, path, body, headers))
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            found = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            text = (await reader.readexactly(int(found.get("content-length", 0)))).decode(errors="replace")
            return int(head.split()[1]), found, text
        finally:
            writer.close()

    async def _cut(self, body: str) -> None:
        """Send the word and lose the network before the answer."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(_message("POST", f"/salle/{self.code}", body, {}))
        await writer.drain()
        await asyncio.sleep(random.choice((0.0, 0.02)))
        writer.transport.abort()


def _message(method: str, path: str, body: str, headers: dict[str, str]) -> bytes:
    given = {
        "Host": "127.0.0.1",
        "Connection": "close",
        "Accept-Encoding": "gzip",
        "Content-Length": str(len(body)),
        **headers,
    }
    if body:
        given["Content-Type"] = "application/x-www-form-urlencoded"
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@dataclass(frozen=True)
class Kept:
    """What the database holds afterwards."""

    words: int
    lost: int
    duplicates: int


def prepare(settings: Settings) -> tuple[Flask, str]:
    """An instance with one animator and one open session; the code of the session."""
    app = create_app(replace(settings, secret_key=SECRET))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        person = Person(email="charge@example.org", name="Coach", session_key="k")
        db.session.add(person)
        db.session.flush()
        code = operations.open_hall(person.id, now()).code
        db.session.commit()
        forget_connections(app)
    return app, code


def kept(app: Flask, load: Load) -> Kept:
    """Compare what was acknowledged with what is there."""
    with app.app_context():
        rows = db.session.execute(select(Word.token, Word.text).join(Hall).where(Hall.code == load.code)).all()
        forget_connections(app)
    there = {(token, text) for token, text in rows}
    tokens = Counter(token for token, _ in rows)
    return Kept(len(rows), len(load.acknowledged - there), sum(count - 1 for count in tokens.values()))


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(load: Load, found: Kept, seconds: float) -> None:
    """The figures of docs/benchmarks-salle.md."""
    total = sum(len(values) for values in load.latencies.values())
    pace = f"{seconds:.0f} s, {total / seconds:.0f} requêtes/s"
    print(f"{load.participants} participants et {load.screens} écrans en {pace}")
    print(f"mots acquittés {len(load.acknowledged)}, en base {found.words}, vus par les écrans {load.voices}")
    print(f"renvoyés {load.sent_again}, perdus {found.lost}, en double {found.duplicates}")
    print(f"erreurs {sum(load.errors.values())} {dict(load.errors) or ''}")
    print("\n| demande | nombre | p50 ms | p95 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- | --- |")
    for kind, values in load.latencies.items():
        shares = " | ".join(f"{_share(values, share):.1f}" for share in (0.5, 0.95, 0.99, 1))
        print(f"| {kind} | {len(values)} | {shares} |")


def main() -> None:
    """Run it, report, and fail when a word is missing, twice there, or refused."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--participants", type=int, default=5000)
    options.add_argument("--screens", type=int, default=50)
    options.add_argument("--seconds", type=float, default=75)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance=Path(folder))
        app, code = prepare(settings)
        load = Load(free_port(), code, asked.participants, asked.screens, asked.seconds)
        with serving(settings.instance, load.port, jobs=1):
            start = time.perf_counter()
            asyncio.run(load.run())
            seconds = time.perf_counter() - start
        found = kept(app, load)
    report(load, found, seconds)
    if load.errors or found.lost or found.duplicates or not found.words == load.voices == load.participants:
        sys.exit("La salle n'a pas tenu.")


if __name__ == "__main__":
    main()
