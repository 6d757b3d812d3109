"""What a start makes of the content is kept for the next one: rendered Markdown, compiled templates."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from course import richtext, typography

_PARTS = ("markdown", "pymdown-extensions", "nh3", "jinja2")


def warm_folder(instance: Path) -> Path:
    """The folder of this very code in the instance; those of other versions are removed."""
    digest = hashlib.sha256("".join(map(version, _PARTS)).encode())
    for module in (__file__, richtext.__file__, typography.__file__):
        digest.update(Path(module).read_bytes())
    folder = instance / "cache" / digest.hexdigest()[:12]
    if not folder.exists():
        shutil.rmtree(instance / "cache", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def rendered_once(folder: Path) -> Iterator[None]:
    """Within it, a Markdown text that a former start rendered is read from the folder."""
    file = folder / "markdown.json"
    try:
        before: dict[str, str] = json.loads(file.read_bytes())
    except (OSError, ValueError):
        before = {}
    made: dict[str, str] = {}

    def remembered(render: Callable[[str], str], source: str) -> str:
        name = hashlib.sha256(source.encode()).hexdigest()
        made[name] = before.get(name) or render(source)
        return made[name]

    with richtext.through(remembered):
        yield
    if made.keys() != before.keys():
        with suppress(OSError):  # a full disk costs the next start its time, not this one its life
            temporary = file.with_suffix(f".{os.getpid()}")
            temporary.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
            temporary.replace(file)
