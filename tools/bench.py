"""`make bench`: each page against a bare Flask under the same server, in the same run, on the same machine.

Absolute times say little on a shared machine; the ratios are what to read and to keep (docs/benchmarks.md).
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import psutil
from flask import Flask, Response, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import event

ROUNDS = 3
SECONDS = 3
CONNECTIONS = 8
PORT, BARE_PORT = 8951, 8952
HEADER = """| page | req/s | p50 ms | p95 ms | Flask nu req/s | part de Flask nu | requêtes SQL |
| --- | --- | --- | --- | --- | --- | --- |"""

_LATENCY = re.compile(r"^(rps|p50|p95|bad) ([\d.]+)$", re.MULTILINE)
_SCRIPT = """
local cookie, tag, paths, bodies, turn = os.getenv("COOKIE"), os.getenv("TAG"), {}, {}, 0
for path in string.gmatch(os.getenv("PATHS"), "%S+") do paths[#paths + 1] = path end
for body in string.gmatch(os.getenv("BODIES"), "%S+") do bodies[#bodies + 1] = body end
request = function()
  turn = turn + 1
  local headers = { ["Cookie"] = cookie }
  if tag ~= "" then headers["If-None-Match"] = tag end
  if #bodies == 0 then return wrk.format("GET", paths[turn % #paths + 1], headers) end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  headers["Accept"] = "application/json"
  return wrk.format("POST", paths[turn % #paths + 1], headers, bodies[turn % #bodies + 1])
end
done = function(summary, latency)
  print("rps " .. summary.requests / summary.duration * 1e6)
  print("p50 " .. latency:percentile(50) / 1000)
  print("p95 " .. latency:percentile(95) / 1000)
  print("bad " .. summary.errors.status + summary.errors.read + summary.errors.connect + summary.errors.timeout)
end
"""


@dataclass(frozen=True)
class Page:
    """What is asked again and again, in turn; bodies make it a POST, a tag a conditional GET."""

    name: str
    paths: str
    bodies: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Figures:
    """One load: requests per second, and milliseconds."""

    rps: float
    p50: float
    p95: float


class Instance:
    """A temporary instance, empty; `cookie` is the session of whoever asks for the pages."""

    cookie = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "load.lua").write_text(_SCRIPT)
        for name in [name for name in os.environ if name.startswith("RELAIS_")]:
            del os.environ[name]  # a real base is neither measured nor written to
        os.environ |= {
            "RELAIS_SECRET_KEY": "bench" * 8,
            "RELAIS_INSTANCE": str(folder),
            "RELAIS_URL": f"http://127.0.0.1:{PORT}",
        }
        from course.app import create_app
        from course.db import upgrade

        self.app = create_app()
        with self.app.app_context():
            upgrade()

    def cookie_of(self, person: int, key: str) -> str:
        """A session of theirs; within a request."""
        from course.people import open_sessions

        session.update({"_user_id": f"{person}.{key}.{open_sessions.start(person, '')}", "_fresh": True})
        signer = self.app.session_interface.get_signing_serializer(self.app)
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"

    def fetch(self, path: str, tag: str = "") -> tuple[bytes, Message]:
        """One page, with its headers."""
        headers = {"Cookie": self.cookie} | ({"If-None-Match": tag} if tag else {})
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.read(), answer.headers

    def load(self, port: int, page: Page, paths: str = "") -> Figures:
        """Ask for it during a few seconds."""
        environment = os.environ | {
            "COOKIE": self.cookie,
            "TAG": page.tag,
            "BODIES": page.bodies,
            "PATHS": paths or page.paths,
        }
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(self.folder / "load.lua")]
        run = subprocess.run(
            [*command, f"http://127.0.0.1:{port}"], env=environment, capture_output=True, text=True, check=True
        )
        found = {name: float(value) for name, value in _LATENCY.findall(run.stdout)}
        if found["bad"]:
            sys.exit(f"{page.name} : {found['bad']:.0f} réponses en erreur\n{run.stdout}")
        return Figures(found["rps"], found["p50"], found["p95"])

    def queries(self, page: Page) -> int:
        """How many statements one request costs."""
        from course.db import db, forget_connections, lane

        path = page.paths.split()[0]
        count = 0

        def seen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            nonlocal count
            count += not statement.startswith("BEGIN")

        with self.app.app_context():
            before = lane().statements
            event.listen(db.engine, "before_cursor_execute", seen)
        client = self.app.test_client()
        name, _, value = self.cookie.partition("=")
        client.set_cookie(name, value)
        headers = {"If-None-Match": page.tag} if page.tag else {}
        content = "application/x-www-form-urlencoded"
        answer = (
            client.post(path, data=page.bodies.split()[0], content_type=content)
            if page.bodies
            else client.get(path, headers=headers)
        )
        assert answer.status_code < 400, answer.status_code
        with self.app.app_context():
            event.remove(db.engine, "before_cursor_execute", seen)
            total = count + lane().statements - before
        forget_connections(self.app)
        return total


class Bench(Instance):
    """An instance with one learner."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._seed()

    def _seed(self) -> None:
        from course.clock import now
        from course.db import db, forget_connections
        from course.modules import operations as reading
        from course.people.models import Person
        from course.quizzes import operations as quizzes
        from course.quizzes import queries

        course = self.app.extensions["relais_course"]
        module = course.modules[0]
        with self.app.test_request_context(method="POST"):
            person = Person(email="bench@example.org", name="Zoé N’Guyên-Le Goff", session_key="bench")
            db.session.add(person)
            db.session.flush()
            for lesson in module.lessons[:4]:
                reading.finish(person.id, lesson, now())
            attempt = quizzes.start(
                person.id,
                module.head.quiz,
                self.app.extensions["relais_quizzes"][module.head.quiz],
                now(),
                "Europe/Paris",
            )
            db.session.commit()
            self.person, self.attempt = person.id, attempt.id
            self.answers = {
                item.position: f"{item.prefix}a={item.question.tokens[0]}"
                for item in queries.items(attempt)
                if item.question.type in ("single", "multiple")
            }
            db.session.rollback()
            self.lesson = f"/lecons/{module.lessons[5].slug}"
            self.token = generate_csrf()
            self.cookie = self.cookie_of(person.id, "bench")
        forget_connections(self.app)

    def pages(self) -> list[Page]:
        """What `make bench` measures."""
        places = " ".join(f"/essais/{self.attempt}/reponses/{place}" for place in self.answers)
        bodies = " ".join(f"csrf_token={self.token}&{field}" for field in self.answers.values())
        return [
            Page("leçon", self.lesson),
            Page("accueil", "/"),
            Page("enregistrer une réponse", places, bodies),
            Page("leçon, 304", self.lesson, tag=self.fetch(self.lesson)[1]["ETag"]),
            Page("évaluation en cours", f"/essais/{self.attempt}"),
            Page("pourquoi", "/pourquoi"),
            Page("capsule", "/capsule"),
        ]


def bare() -> Flask:
    """A Flask that returns a string of the size asked in the path."""
    app = Flask("bare")
    strings: dict[int, str] = {}

    @app.route("/<int:size>", methods=["GET", "POST"])
    def page(size: int) -> Response:
        return Response(strings.setdefault(size, "x" * size), mimetype="text/html")

    return app


@contextmanager
def running(command: list[str], port: int) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A server, once it answers; and the seconds it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, start_new_session=True)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/capsule", timeout=2).read()
            except urllib.error.HTTPError:
                break
            except OSError:
                if time.perf_counter() - start > 60:
                    raise
                time.sleep(0.01)
            else:
                break
        yield process, time.perf_counter() - start
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def main() -> None:
    """Run everything and print it as the table of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        relais = [sys.executable, "-m", "course.cli", "serve", "--port", str(PORT), "--workers", "2", "--jobs", "0"]
        plain = [sys.executable, __file__, "bare"]
        with running(relais, PORT) as (server, cold), running(plain, BARE_PORT):
            print(HEADER)
            for page in bench.pages():
                print(bench_line(bench, page), flush=True)
            print(f"\nDémarrage à froid, jusqu'à la première page : {cold:.2f} s")
            print(f"Mémoire des deux processus (PSS) après la charge : {pss(server.pid):.0f} Mo")
            weigh(bench)


def bench_line(bench: Instance, page: Page) -> str:
    """The median of several rounds, each followed by bare Flask's with an answer of the same size."""
    size = 0 if page.bodies or page.tag else len(bench.fetch(page.paths)[0])
    rounds = [(bench.load(PORT, page), bench.load(BARE_PORT, page, f"/{size}")) for _ in range(ROUNDS)]
    ours, theirs = sorted(rounds, key=lambda pair: pair[0].rps / pair[1].rps)[ROUNDS // 2]
    share = ours.rps / theirs.rps
    return (
        f"| {page.name} | {ours.rps:.0f} | {ours.p50:.2f} | {ours.p95:.2f} | {theirs.rps:.0f} "
        f"| {share:{'.2f' if share >= 0.1 else '.4f'}} | {bench.queries(page)} |"
    )


def pss(parent: int) -> float:
    """Megabytes of the server's workers, what they share counted once."""
    return sum(child.memory_full_info().pss for child in psutil.Process(parent).children()) / 1e6


def weigh(bench: Bench) -> None:
    """What a first visit to a lesson costs in the browser, images aside."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import OPTIONS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**OPTIONS)
        context = browser.new_context()
        name, _, value = bench.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{PORT}"}])
        page = context.new_page()
        sizes: list[int] = []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        page.goto(f"http://127.0.0.1:{PORT}{bench.lesson}", wait_until="networkidle")
        print(f"Première visite d'une leçon : {len(sizes)} requêtes, {sum(sizes) / 1000:.0f} Ko transférés")
        browser.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["bare"]:
        from course.server import serve

        serve(bare(), "127.0.0.1", BARE_PORT, 2, 0)
    else:
        main()
