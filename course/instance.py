"""The instance folder is its owner's alone: it holds passwords' hashes, letters, and links that open an account."""

import os
from pathlib import Path

from course.config import ConfigurationError

OTHERS = 0o077


def keep_private(folder: Path) -> None:
    """Whatever this process makes is for its own account; so is what an earlier version left open.

    Raises ConfigurationError where the folder is another account's.
    """
    os.umask(OTHERS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_mode & OTHERS:
            for path in [*folder.rglob("*"), folder]:
                path.chmod(path.stat().st_mode & ~OTHERS)
    except PermissionError as error:
        raise ConfigurationError(
            f"Le dossier {folder} est à un autre compte : lancez relais sous ce compte, ou donnez-lui le dossier."
        ) from error
