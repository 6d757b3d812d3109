"""Static files: read once, compressed once, named after their content, kept for ever by browsers."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request

from course.config import Settings
from course.palette import Palette
from course.web.access import public

_IMPORT = re.compile(rb'^import .*"\./([a-z]+\.js)";$', re.MULTILINE)
_FOLDER = Path(__file__).parent.parent / "static"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file in memory, plain and compressed."""

    body: bytes
    zipped: bytes
    mimetype: str


class Assets:
    """The files of course/static, by fingerprinted name; a module that imports another names it so."""

    def __init__(self, folder: Path, palette: Palette, logo: Path | None = None) -> None:
        self.names: dict[str, str] = {}
        self.files: dict[str, Asset] = {}
        bodies = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        bodies["relais.css"] += palette.style.encode()
        bodies["relais.svg"] = palette.painted(bodies["relais.svg"].decode()).encode()
        if logo:
            bodies[f"logo{logo.suffix.lower()}"] = logo.read_bytes()
        while bodies:
            ready = [name for name, body in bodies.items() if not _imports(body) & bodies.keys()]
            for name in ready:
                self._add(name, bodies.pop(name))

    def _add(self, name: str, body: bytes) -> None:
        for imported in _imports(body):
            body = body.replace(f'"./{imported}"'.encode(), f'"./{self.names[imported]}"'.encode())
        stem, _, ending = name.rpartition(".")
        self.names[name] = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.files[self.names[name]] = Asset(body, gzip.compress(body, 9, mtime=0), kind)

    @property
    def fingerprint(self) -> str:
        """Changes when any file does."""
        return hashlib.sha256("".join(sorted(self.files)).encode()).hexdigest()[:12]


def _imports(body: bytes) -> set[str]:
    """The modules of ours that a script imports."""
    return {name.decode() for name in _IMPORT.findall(body)}


def init_app(app: Flask, settings: Settings) -> None:
    """Serve course/static under /static, and give templates `asset(name)`."""
    assets = app.extensions["relais_assets"] = Assets(_FOLDER, settings.palette, settings.logo_file)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{assets.names[name]}"

    @app.get("/static/<name>")
    @public
    def static(name: str) -> Response:
        asset = assets.files.get(name) or abort(404)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(asset.zipped if zipped else asset.body, mimetype=asset.mimetype)
        response.headers["Cache-Control"] = _FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response
