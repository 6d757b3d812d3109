"""A file being imported, and what became of it: a folder of the instance, never the database."""

import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

KEPT_DAYS = 7
_TOKEN = re.compile(r"[0-9a-f]{16}")
_IMAGE = re.compile(r"[a-z0-9-]{1,60}\.(png|jpg|gif|webp)")


@dataclass(frozen=True)
class Order:
    """Who asks for what: the file's own name, the bank to join or nothing, and what to give where it says nothing."""

    person: int
    source: str
    bank: str
    competence: str
    lesson: str


class Desk:
    """The folder of one import."""

    def __init__(self, instance: Path, token: str) -> None:
        self.token = token
        self.folder = instance.resolve() / "imports" / token

    @property
    def source(self) -> Path:
        """The file as it came."""
        return self.folder / "source"

    def open(self, order: Order) -> None:
        """Make the folder."""
        self.folder.mkdir(parents=True)
        self._write("order.json", json.dumps(asdict(order)).encode())

    def order(self) -> Order | None:
        """What was asked, or None when there is no such import."""
        path = self.folder / "order.json"
        if not _TOKEN.fullmatch(self.token) or not path.is_file():
            return None
        return Order(**json.loads(path.read_bytes()))

    def settle(self, result: Mapping[str, Any], bank: str = "", images: Mapping[str, bytes] | None = None) -> None:
        """Keep what became of it; the result comes last, so that it is whole when it is there."""
        if bank:
            self._write("bank.yaml", bank.encode())
        for name, data in (images or {}).items():
            self._write(name, data)
        self._write("result.json", json.dumps(result, ensure_ascii=False).encode())

    def result(self) -> dict[str, Any] | None:
        """What became of it, or None while it is being read."""
        path = self.folder / "result.json"
        found: dict[str, Any] | None = json.loads(path.read_bytes()) if path.is_file() else None
        return found

    def bank(self) -> bytes:
        """The bank made of it."""
        return (self.folder / "bank.yaml").read_bytes()

    def image(self, name: str) -> Path | None:
        """One of its images."""
        return image_in(self.folder / "img", name)

    def images(self) -> dict[str, bytes]:
        """All of them, by the name that the bank gives them."""
        return images_in(self.folder / "img")

    def _write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        draft.write_bytes(data)
        draft.replace(path)


def new_token() -> str:
    """A name that nobody guesses."""
    return token_hex(8)


def image_in(folder: Path, name: str) -> Path | None:
    """The image of that name in a bank's folder, if there is one."""
    path = folder / name
    return path if _IMAGE.fullmatch(name) and path.is_file() else None


def images_in(folder: Path) -> dict[str, bytes]:
    """The images of a bank's folder, by the name that banks give them."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {f"img/{path.name}": path.read_bytes() for path in found if _IMAGE.fullmatch(path.name) and path.is_file()}


def forget_old(instance: Path) -> None:
    """Delete the imports of more than a week."""
    limit = time.time() - KEPT_DAYS * 86400
    folder = instance.resolve() / "imports"
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < limit:
            shutil.rmtree(path, ignore_errors=True)
