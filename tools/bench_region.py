"""The coach's pages on the demonstration's region at 47, 300 and 5,000 people, as shares of bare Flask in the same run.

Then the whole grid of the largest one as CSV: its time, and what the process holds more at its peak.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from bench import BARE_PORT, HEADER, PORT, Instance, Page, bench_line, running
from sqlalchemy import select

SIZES = (47, 300, 5000)
_BARE = str(Path(__file__).with_name("bench.py"))
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Region(Instance):
    """An instance with a region of that many people; its coach asks, and its newcomer."""

    def __init__(self, folder: Path, size: int) -> None:
        super().__init__(folder)
        from course.cohorts.models import Cohort, Membership
        from course.db import db, forget_connections
        from course.demo.people import address
        from course.demo.region import populate
        from course.people.models import Person

        started = time.perf_counter()
        with self.app.app_context():
            populate(size)
            self.seconds = time.perf_counter() - started
            self.cohort = db.session.scalars(select(Cohort.id)).one()
            named = select(Person.id, Person.session_key)
            coach = db.session.execute(named.where(Person.email == address("coach"))).one()
            newcomer = db.session.execute(named.where(Person.email == address("nouvelle"))).one()
            others = select(Membership.person_id).where(Membership.person_id.not_in((coach.id, newcomer.id)))
            self.member = db.session.scalars(others.order_by(Membership.person_id).offset(10).limit(1)).one()
        with self.app.test_request_context():
            self.coach, self.newcomer = self.cookie_of(*coach), self.cookie_of(*newcomer)
        forget_connections(self.app)

    def pages(self) -> list[tuple[str, Page]]:
        """What is measured, and whose session asks for it."""
        grid = f"/cohortes/{self.cohort}/suivi"
        return [
            (self.coach, Page("lundi du coach", "/cette-semaine")),
            (self.coach, Page("grille, 50 lignes", grid)),
            (self.coach, Page("page d'une personne", f"{grid}/{self.member}/parcours")),
            (self.newcomer, Page("plan de la nouvelle", "/plan")),
        ]

    @property
    def export(self) -> str:
        """Where the whole grid is asked for, as CSV."""
        return f"/cohortes/{self.cohort}/suivi/export"


def main() -> None:
    """Run everything and print it as the table of docs/benchmarks.md."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            region = Region(Path(folder), size)
            held = psutil.Process().memory_info().rss / 1e6
            print(f"\nRégion de {size} personnes, faite en {region.seconds:.1f} s ; {held:.0f} Mo ensuite\n")
            measure(region)
            if size == max(SIZES):
                export(region)


def measure(region: Region) -> None:
    """A line for each page."""
    relais = [sys.executable, "-m", "course.cli", "serve", "--port", str(PORT), "--workers", "2", "--jobs", "0"]
    with running(relais, PORT), running([sys.executable, _BARE, "bare"], BARE_PORT):
        print(HEADER)
        for cookie, page in region.pages():
            region.cookie = cookie
            print(bench_line(region, page), flush=True)


def export(region: Region) -> None:
    """In a process of its own: the memory it held before is what it started with."""
    command = [sys.executable, __file__, "export", region.export, region.coach]
    print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def take(path: str, cookie: str) -> None:
    """Take the file, and print its time and the memory that it took at most."""
    from course.app import create_app

    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie(*cookie.split("=", 1))
    client.get("/").close()
    before = psutil.Process().memory_info().rss / 1e6
    Path("/proc/self/clear_refs").write_text("5")
    started, worked = time.perf_counter(), time.process_time()
    answer = client.post(path, data={"format": "csv"}, buffered=False)
    lines = sum(piece.count(b"\n") for piece in answer.response)
    took, worked = time.perf_counter() - started, time.process_time() - worked
    peak = int(_PEAK.search(Path("/proc/self/status").read_text())[1]) / 1000
    assert answer.status_code == 200, answer.status_code
    print(
        f"{path} : {lines} lignes en {took:.2f} s ({worked:.2f} s de processeur), {peak - before:.0f} Mo de plus au pic"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["export"]:
        take(*sys.argv[2:])
    else:
        main()
