"""A module becomes the files of its package, then one archive: the same content gives the same bytes."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import current_app, render_template

from course.home import content_home
from course.modules.schema import Lesson, Module
from course.questions.images import images
from course.questions.schema import AnyQuestion
from course.quizzes.schema import Quiz
from course.scorm.manifest import LAUNCH, NAME, manifest
from course.scorm.portable import anchored, lesson_id, portable
from course.scorm.questions import Asked, asked, for_player
from course.web.assets import Assets

_PLAYER = Path(__file__).parent / "player"
SCRIPTS = ("answers", "grading", "records", "lms", "keeping", "review", "scenario", "checks", "assessment", "player")
_CLASSIC = "(function () {{\n{source}\nrelais.enhance = enhance;\n}}());\n"
"""Scripts of a package are not modules: some systems serve them under a type that browsers refuse for a module."""

Checks = Mapping[str, list[Asked]]
Report = Callable[[int, int], None]


def package(module: Module, quiz: Quiz | None, report: Report) -> bytes:
    """The zip archive of a module, with its assessment when `quiz` is given; `report` follows its making."""
    report(1, 3)
    files = _files(module, quiz)
    report(2, 3)
    identifier = f"relais-{module.slug}" + ("" if quiz else "-sans-evaluation")
    version = hashlib.sha256(b"".join(files.values())).hexdigest()[:12]
    described = manifest(identifier, module.head.title, version, sorted(files))
    return _zipped({NAME: described.encode(), **dict(sorted(files.items()))})


def _files(module: Module, quiz: Quiz | None) -> dict[str, bytes]:
    """Every file but the manifest."""
    checks = _checks(module)
    bank = asked(quiz.questions, mixed=True) if quiz else []
    assets: Assets = current_app.extensions["relais_assets"]
    files = {f"{name}.js": (_PLAYER / f"{name}.js").read_bytes() for name in SCRIPTS}
    files["ordering.js"] = _classic(assets.files[assets.names["ordering.js"]].body.decode()).encode()
    files["content.js"] = _content(module, quiz, checks, bank).encode()
    files["relais.css"] = assets.files[assets.names["relais.css"]].body
    files[LAUNCH] = _page(module, quiz, checks, bank).encode()
    shown = {name for item in chain(bank, *checks.values()) for name in images(item.question)}
    return files | {name: (content_home() / "quizzes" / name).read_bytes() for name in shown}


def _checks(module: Module) -> Checks:
    """Each lesson's check questions, in their order."""
    found = iter(asked((question for lesson in module.lessons for question in lesson.body.questions), mixed=False))
    return {lesson.slug: [next(found) for _ in lesson.body.questions] for lesson in module.lessons}


def _classic(source: str) -> str:
    return _CLASSIC.format(source=source.replace("export function", "function"))


def _content(module: Module, quiz: Quiz | None, checks: Checks, bank: list[Asked]) -> str:
    """What the player knows of the module, as a script."""
    data = {
        "slug": module.slug,
        "lessons": [
            {"name": lesson.name, "checks": [for_player(item, module.slug) for item in checks[lesson.slug]]}
            for lesson in module.lessons
        ],
        "quiz": quiz
        and {
            "pass_mark": quiz.pass_mark,
            "counts": [line.count for line in quiz.draw],
            "bank": [{**for_player(item, module.slug), "lines": _lines(quiz, item.question)} for item in bank],
        },
    }
    return f"window.relais = window.relais || {{}};\nrelais.module = {json.dumps(data, sort_keys=True)};\n"


def _lines(quiz: Quiz, question: AnyQuestion) -> list[int]:
    """The lines of the blueprint that a question may serve."""
    return [number for number, line in enumerate(quiz.draw) if line.wants(question)]


def _page(module: Module, quiz: Quiz | None, checks: Checks, bank: list[Asked]) -> str:
    """The one page, whose lessons are shown one at a time."""
    html = render_template(
        "scorm/package.html",
        module=module,
        quiz=quiz,
        titles={lesson.name: lesson.head.title for lesson in module.lessons},
        bodies={lesson.slug: _body(lesson) for lesson in module.lessons},
        lesson_id=lesson_id,
        checks=checks,
        bank=bank,
        scripts=("content", "ordering", *SCRIPTS),
    )
    return portable(html, module.slug)


def _body(lesson: Lesson) -> list[str | int]:
    return [anchored(part, lesson.name) if isinstance(part, str) else part for part in lesson.body.parts]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with ZipFile(archive, "w") as made:
        for name, content in files.items():
            info = ZipInfo(name)
            info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, 0o644 << 16, 3
            made.writestr(info, content, compresslevel=9)
    return archive.getvalue()
