"""Attestations: one warm document against a plain WeasyPrint call in the same run, then 2,000 through the job."""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import psutil
from sqlalchemy import func, select

MANY = 2000
RUNS = 30
ADDRESS = "https://relais.example.org/verifier/RL-7K3M-9QXT-2VBD"


def main() -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith("RELAIS_")]:
            del os.environ[name]  # a real base is neither measured nor written to
        os.environ |= {"RELAIS_SECRET_KEY": "bench" * 8, "RELAIS_INSTANCE": folder}
        warm()
        many(Path(folder))


def warm() -> None:
    """The median of a warm document, and of the same page given whole to WeasyPrint each time."""
    from weasyprint import HTML

    from course.certificates import document
    from course.home import content_home
    from tests.certificate_sample import FACTS

    designs = document.Designs(content_home() / "certificates")
    html = re.sub(r"bundled:([\w.-]+)", _font, _whole_page(designs.folder))
    ours = _median(lambda: document.attestation(designs, FACTS, "RL-7K3M-9QXT-2VBD", ADDRESS))
    plain = _median(lambda: HTML(string=html).write_pdf(pdf_variant="pdf/ua-1"))
    print(f"Attestation à chaud : {ours:.0f} ms ; appel simple : {plain:.0f} ms ; rapport {ours / plain:.2f}")


def _whole_page(folder: Path) -> str:
    """The attestation's HTML with its style inside, as the press renders it."""
    from course.certificates import document
    from tests.certificate_sample import FACTS

    html = document.page(document.Designs(folder), FACTS, "RL-7K3M-9QXT-2VBD", ADDRESS)
    return html.replace("</head>", f"<style>{(folder / 'attestation.css').read_text()}</style></head>")


def _font(match: re.Match[str]) -> str:
    for package in ("font_source_sans_pro", "font_source_serif_pro"):
        path = Path(str(files(package).joinpath("files", match[1])))
        if path.is_file():
            return path.as_uri()
    raise FileNotFoundError(match[1])


def _median(make: Callable[[], object]) -> float:
    for _ in range(3):
        make()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        make()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def many(folder: Path) -> None:
    """Order 2,000 attestations, let two workers make them, and watch their memory."""
    from course import jobs
    from course.app import create_app
    from course.certificates.models import Certificate
    from course.clock import now
    from course.db import db, forget_connections, upgrade
    from course.people.models import Person
    from tests.certificate_sample import FACTS

    app = create_app()
    with app.app_context():
        upgrade()
        for number in range(MANY):
            person = Person(email=f"{number}@example.org", name=f"Personne {number}", session_key="k")
            db.session.add(person)
            db.session.flush()
            row = Certificate(
                code=f"RL-{number:012d}", person_id=person.id, subject="posture", facts=FACTS.model_dump_json(),
                issued_at=now(), error="",
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            jobs.order("certificate", key=f"certificate:{row.id}", payload={"id": row.id})
        db.session.commit()
        ready = select(func.count()).select_from(Certificate).where(Certificate.ready_at.is_not(None))
        worker = subprocess.Popen([sys.executable, "-m", "course.cli", "work", "--workers", "2"])
        start, memory, done = time.perf_counter(), [], 0
        while done < MANY:
            time.sleep(2)
            done = db.session.scalar(ready) or 0
            db.session.rollback()
            memory.append((done, _memory(worker.pid)))
            assert worker.poll() is None, "the workers stopped"
        seconds = time.perf_counter() - start
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
        forget_connections(app)
    pdfs = len(list((folder / "documents").glob("*.pdf")))
    print(f"{pdfs} attestations par le travail de fond en {seconds:.0f} s, soit {pdfs / seconds:.1f} par seconde")
    for share in (0.1, 0.5, 1.0):
        done, size = min(memory, key=lambda point: abs(point[0] - share * MANY))
        print(f"  mémoire des processus après {done} : {size:.0f} Mo (PSS)")


def _memory(parent: int) -> float:
    """Megabytes of the workers, what they share counted once."""
    return sum(child.memory_full_info().pss for child in psutil.Process(parent).children(recursive=True)) / 1e6


if __name__ == "__main__":
    main()
