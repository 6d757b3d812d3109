"""The day that the suite believes it is: for its own processes, those they start, and the dates of their files."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SOURCE = Path(__file__).parent / "shift.c"
ZONE = ZoneInfo("Europe/Paris")


def instant(day: str) -> datetime:
    """What `2027-03-28T01:40` means: Paris time, unless it says its own offset."""
    at = datetime.fromisoformat(day)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


@contextmanager
def believing(day: str) -> Iterator[dict[str, str]]:
    """The environment of processes for which it is now this day, and whose clock runs on from there."""
    assert shutil.which("cc"), "a C compiler is missing: run « make setup-test »"
    folder = Path(tempfile.mkdtemp(prefix="relais-day-"))
    try:
        yield {**os.environ, **_shifted(instant(day), folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shifted(at: datetime, folder: Path) -> dict[str, str]:
    """What shifts a process's clock; the compiled modules of the real clock are left as they are."""
    library = folder / "shift.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE)], check=True)
    folder.chmod(0o711)
    already = int(os.environ.get("RELAIS_TESTS_SHIFT", "0"))
    shift = already + round((at - datetime.now(UTC)).total_seconds())
    compiled = str(folder / "compiled")
    return {"LD_PRELOAD": str(library), "RELAIS_TESTS_SHIFT": str(shift), "PYTHONPYCACHEPREFIX": compiled}
