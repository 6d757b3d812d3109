"""A learning management system as small as can be: scorm-again (npm) around a package, which it shows in a frame.

What it keeps, it keeps as a real one does: only at commit and at finish, in the flat form of the data model.
"""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

from playwright.sync_api import Frame, Page

from tests.conftest import ROOT

RUNTIME = ROOT / "tests" / "scorm" / "node_modules" / "scorm-again" / "dist" / "scorm12.min.js"
COURSE = "/lms/depot/42/paquet"
"""Deep below the root of the site, as packages are."""

_LAUNCH = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>LMS</title><link rel="icon" href="data:,">
<style>html, body, iframe {{ margin: 0; width: 100%; height: 100%; border: 0; display: block }}</style>
<script src="/scorm12.js"></script>
<script>
window.refused = [];
window.hostile = window.hostile || {{}};
window.calls = {{ LMSInitialize: 0, LMSSetValue: 0, LMSCommit: 0, LMSFinish: 0 }};
const api = new Scorm12API({{ autocommit: false, logLevel: 5 }});
const held = JSON.parse(localStorage.getItem("held") || "null");
if (held) api.loadFromJSON(held, "cmi");
api.cmi.core.student_name = "Nguyên, Zoé";
const answers = {{}};
for (const name of ["LMSInitialize", "LMSSetValue", "LMSGetValue", "LMSCommit", "LMSFinish", "LMSGetLastError"]) {{
  answers[name] = (...given) => {{
    if (name in hostile) return hostile[name]();
    const said = api[name](...given);
    if (name in window.calls) window.calls[name] += 1;
    const error = api.LMSGetLastError();
    if (String(said) === "false" || error !== "0") window.refused.push([name, ...given, error].join(" "));
    if (name === "LMSCommit" || name === "LMSFinish") localStorage.setItem("held", JSON.stringify(api.cmi));
    return said;
  }};
}}
if (!{none}) window.API = answers;
window.cmi = () => JSON.parse(JSON.stringify(api.cmi));
</script>
{frame}
</html>"""
_FRAME = f'<iframe src="{COURSE}/index.html" title="Module"></iframe>'
_LAUNCHES = {"scorm": ("false", _FRAME), "none": ("true", _FRAME), "window": ("false", "")}


class System:
    """The system's site: its address, and what a person's visit of the package sees and leaves."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def deposit(self, package: bytes) -> None:
        """Unpack a package where it is served."""
        with ZipFile(io.BytesIO(package)) as archive:
            archive.extractall(self.folder / COURSE.strip("/"))

    def launch(self, page: Page, without_api: bool = False) -> Frame:
        """Open the package in its frame, as a person who comes, or comes back."""
        page.goto(f"{self.url}/launch-{'none' if without_api else 'scorm'}.html")
        frame = page.frame_locator("iframe").owner.element_handle().content_frame()
        assert frame
        frame.wait_for_load_state()
        return frame


def held(page: Page) -> dict[str, Any]:
    """What the system has kept: the data model's values at the last commit or finish."""
    kept: dict[str, Any] = json.loads(page.evaluate("localStorage.getItem('held')"))
    return kept


@contextmanager
def system(folder: Path) -> Iterator[System]:
    """A site that serves this folder for a while."""
    (folder / "scorm12.js").write_bytes(RUNTIME.read_bytes())
    for name, (none, frame) in _LAUNCHES.items():
        (folder / f"launch-{name}.html").write_text(_LAUNCH.format(none=none, frame=frame))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield System(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing of each file."""
