"""Templates: French spaces in everything they say, and the filters of the pages."""

import re
from contextlib import suppress
from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import Markup

from course.config import Settings
from course.richtext import inline, to_html
from course.typography import date_time, duration, long_date, of, typo, typo_html
from course.web.local import local_zone

_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_HIDDEN = re.compile("\x04(\\d+)\x050")
"""What stands for a piece of code while the words around it are mended; it ends as a number would."""


class FrenchTypography(Extension):
    """Applies the typography to a template's own words when it is compiled, once."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        code: list[str] = []

        def hide(match: re.Match[str]) -> str:
            code.append(match[0])
            return f"\x04{len(code) - 1}\x050"

        text = typo_html(_CODE.sub(hide, source))
        return _HIDDEN.sub(lambda match: code[int(match[1])], text)


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates on disk; a full disk costs their compilation, not the page."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template for the next start, where there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def init_app(app: Flask, folder: Path, compiled: Path | None, settings: Settings) -> None:
    """Read templates from `folder`, keep them compiled in another if given, with our filters and the settings."""
    environment: Environment = app.jinja_env
    app.jinja_loader = FileSystemLoader(folder)
    if compiled and not environment.bytecode_cache:
        environment.bytecode_cache = _Compiled(str(compiled))
    environment.add_extension(FrenchTypography)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        typo=typo,
        of=of,
        markdown=lambda text: Markup(to_html(text)),
        inline=lambda text: Markup(inline(text)),
        duration=duration,
        date=lambda value: long_date(value, local_zone()),
        datetime=lambda value: date_time(value, local_zone()),
    )
    environment.globals["settings"] = settings
    environment.globals["local_zone"] = local_zone
