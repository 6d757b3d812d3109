"""The documents on disk: whole or absent."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from course.certificates.schema import DocumentError

_REASONS = {
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "il n'y a plus de place sur le disque",
    errno.EACCES: "l'écriture est refusée dans ce dossier",
    errno.EROFS: "l'écriture est refusée dans ce dossier",
}


def path(instance: Path, code: str) -> Path:
    """Where the document of that code is, or will be."""
    return instance.resolve() / "documents" / f"{code}.pdf"


def write(target: Path, content: bytes) -> None:
    """Put the whole file in place, on the disk itself, or nothing; raises DocumentError when refused."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync(target.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        reason = _REASONS.get(error.errno or 0, error.strerror)
        raise DocumentError(f"document non écrit dans {target.parent} : {reason}") from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
