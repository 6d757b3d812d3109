"""Where the content is: the folder named by COURSE_HOME, the checkout, or the installed package."""

import os
from pathlib import Path

FOLDERS = ("modules", "quizzes", "templates", "certificates")


def content_home() -> Path:
    """The folder that holds modules/, quizzes/, templates/ and certificates/.

    Raises FileNotFoundError, naming the missing folder, when COURSE_HOME is incomplete.
    """
    named = os.environ.get("COURSE_HOME")
    if named:
        return _complete(Path(named))
    package = Path(__file__).parent
    bundled = package / "content"
    return _complete(bundled if bundled.is_dir() else package.parent)


def _complete(folder: Path) -> Path:
    for name in FOLDERS:
        if not (folder / name).is_dir():
            raise FileNotFoundError(f"{folder / name} : dossier absent")
    return folder.resolve()
