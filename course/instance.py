"""The instance folder is its owner's alone: it holds passwords' hashes, letters, and links that open an account."""

from pathlib import Path

from course.config import ConfigurationError

OTHERS = 0o077
"""The umask of every process that opens an instance, and the rights that nothing in it may give."""


def keep_private(folder: Path) -> None:
    """Close to other accounts what an installer's hand or an earlier version left open.

    Raises ConfigurationError where the folder is another account's.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & OTHERS:
            for path in [*folder.rglob("*"), folder]:
                path.chmod(path.stat().st_mode & ~OTHERS)
    except PermissionError as error:
        raise ConfigurationError(
            f"Le dossier {folder} est à un autre compte : lancez relais sous ce compte, ou donnez-lui le dossier."
        ) from error
