"""A copy of the instance that one may put back: SQLite's database and the documents; PostgreSQL has its own tools.

The copy is made while people write (VACUUM INTO ends, where a copy page by page begins again at each write). Putting
it back refuses to work under a server, and never leaves the log of the former database to be played over it.
"""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from course.config import ConfigurationError, Settings

DATABASE, DOCUMENTS = "relais.db", "documents"
_LOCK = "relais.served"
_ELSEWHERE = (
    "La base est dans PostgreSQL, qui a ses propres outils. Sauvegarder : pg_dump --format=custom. "
    "Restaurer, service arrêté : pg_restore --clean --if-exists."
)


def hold(settings: Settings) -> None:
    """Say, as long as this process or one of its children lives, that the instance is in use."""
    handle = os.open(settings.instance / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)
    fcntl.flock(handle, fcntl.LOCK_SH)


def backup(settings: Settings, folder: Path) -> None:
    """Write the database and the documents into a new folder. May raise ConfigurationError."""
    source = _database(settings)
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(f"{folder} n'est pas vide : donnez un nouveau dossier, un par sauvegarde.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / DATABASE),))
    documents = settings.instance / DOCUMENTS
    if documents.exists():
        shutil.copytree(documents, folder / DOCUMENTS)


def restore(settings: Settings, folder: Path, at: datetime) -> Path:
    """Put a copy back, and the folder where what it replaces is kept. May raise ConfigurationError."""
    target, saved = _database(settings), folder / DATABASE
    if not saved.is_file():
        raise ConfigurationError(f"{folder} ne contient pas {DATABASE} : donnez le dossier d'une sauvegarde.")
    _check(saved)
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.instance / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError("Le service est en marche : arrêtez-le, puis recommencez.") from None
        kept = settings.instance / f"avant-restauration-{at:%Y%m%d-%H%M%S}"
        kept.mkdir()
        for path in (target, *_beside(target), settings.instance / DOCUMENTS):
            if path.exists():
                path.rename(kept / path.name)
        _copy(saved, target)
        if (folder / DOCUMENTS).exists():
            shutil.copytree(folder / DOCUMENTS, settings.instance / DOCUMENTS)
    return kept


def _database(settings: Settings) -> Path:
    """The file of the database."""
    if settings.database_url:
        raise ConfigurationError(_ELSEWHERE)
    return settings.instance / DATABASE


def _beside(database: Path) -> list[Path]:
    """What SQLite plays over the database when it opens it."""
    return [database.with_name(database.name + end) for end in ("-wal", "-shm")]


def _check(database: Path) -> None:
    """Refuse what is no sound database of ours, before anything is touched."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
            (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("SELECT count(*) FROM person").fetchone()
    except sqlite3.DatabaseError as error:
        raise ConfigurationError(f"{database} n'est pas une base de Relais ({error}). Rien n'a été touché.") from error
    if answer != "ok":
        raise ConfigurationError(f"{database} est abîmée ({answer}). Rien n'a été touché.")


def _copy(source: Path, target: Path) -> None:
    """All of it or nothing, on the disk."""
    draft = target.with_suffix(".restored")
    shutil.copyfile(source, draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
