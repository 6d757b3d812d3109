"""Lesson pages: rendered once at start, filled with what one person did."""

import json
import random
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, render_template

from course.modules.queries import WAIVED
from course.modules.schema import Course, Lesson, Module
from course.people.session import Visitor
from course.waivers.rules import Reason
from course.web.fragments import CSRF_SLOT, csrf, frame_slot, render_fragments, slot

Row = tuple[str, str, str | None]


class LessonPages:
    """Every lesson's page, ready to fill."""

    def __init__(self, course: Course) -> None:
        self.lessons = {lesson.slug: lesson for module in course.modules for lesson in module.lessons}
        self._next = {
            lesson.slug: _after(module, index)
            for module in course.modules
            for index, lesson in enumerate(module.lessons)
        }
        self._pages = {
            lesson.slug: render_fragments(
                "modules/lesson.html",
                module=module,
                lesson=lesson,
                number=index + 1,
                previous=module.lessons[index - 1] if index else None,
                following=self._next[lesson.slug],
            )
            for module in course.modules
            for index, lesson in enumerate(module.lessons)
        }
        self._check = lru_cache(maxsize=4096)(self._render_check)
        self._part = lru_cache(maxsize=1024)(self._render_part)

    def page(self, lesson: Lesson, visitor: Visitor, rows: list[Row], unread: Row | None = None) -> bytes:
        """The lesson as this person sees it; `rows` come from queries.LESSON.

        `unread` is an answer just typed that cannot be read: its question is asked again with it.
        """
        kept: dict[str, tuple[Any, ...]] = {question: (fingerprint, given) for question, fingerprint, given in rows}
        if unread:
            kept[unread[0]] = (*unread[1:], True)
        read = kept.get("", (None,))[0]
        waived = "" if read else kept.get(WAIVED, ("",))[0]
        token = csrf()

        def value(name: str) -> str:
            if name.startswith("check_"):
                html = self._check(lesson.slug, int(name[6:]), *kept.get(lesson.body.questions[int(name[6:])].id, ()))
            elif name in ("state", "finish"):
                html = self._part(lesson.slug, name, read and read == lesson.body.fingerprint, waived)
            else:
                return frame_slot(name, visitor, "parcours")
            return html.replace(CSRF_SLOT, token)

        return self._pages[lesson.slug].fill(value)

    def check(self, lesson: Lesson, index: int, fingerprint: str, given: str, asking: bool = False) -> str:
        """One check question alone, as the page shows it after this answer, or asking for it again."""
        return self._check(lesson.slug, index, fingerprint, given, asking).replace(CSRF_SLOT, csrf())

    def next_url(self, lesson: Lesson) -> str:
        """Where to go when the lesson is finished: the next one, or the assessment."""
        return self._next[lesson.slug][0]

    def _render_check(
        self, slug: str, index: int, fingerprint: str = "", given: str | None = None, asking: bool = False
    ) -> str:
        lesson = self.lessons[slug]
        question = lesson.body.questions[index]
        chance = random.Random(question.id)  # noqa: S311 (a stable order, not a secret)
        answer = json.loads(given) if given and fingerprint == question.fingerprint else None
        return render_template(
            "modules/check.html",
            lesson=lesson,
            question=question,
            answer=answer,
            asking=asking,
            score=question.grade(answer),
            layout=_layout(question.type, question.shuffled(chance), question.presented()),
            csrf_token=lambda: slot("csrf"),
        )

    def _render_part(self, slug: str, part: str, same: bool | None, waived: str) -> str:
        """`same` is None when the lesson is not finished, else whether the version read is today's.

        `waived` is the reason why it need not be, or "".
        """
        return render_template(
            f"modules/{part}.html",
            lesson=self.lessons[slug],
            finished=same is not None,
            same=same,
            waived=Reason(waived).label if waived else "",
            following=self._next[slug],
            csrf_token=lambda: slot("csrf"),
        )


def _layout(kind: str, shuffled: list[int], presented: int) -> list[int]:
    """Choices stay as their author ordered them; what is to be ordered or matched is mixed."""
    return shuffled if kind in ("ordering", "matching") else list(range(presented))


def _after(module: Module, index: int) -> tuple[str, str]:
    """Address and name of what follows a lesson."""
    if index + 1 < len(module.lessons):
        lesson = module.lessons[index + 1]
        return f"/lecons/{lesson.slug}", lesson.head.title
    return f"/evaluations/{module.head.quiz}", "Évaluation du module"


def lesson_pages() -> LessonPages:
    """The current application's lesson pages."""
    found: LessonPages = current_app.extensions["relais_lesson_pages"]
    return found


def prebuild(app: Flask) -> None:
    """Render every lesson, once."""
    course: Course = app.extensions["relais_course"]
    app.jinja_env.globals["lesson_title"] = lambda slug: lesson.head.title if (lesson := course.lesson(slug)) else ""
    app.jinja_env.globals["module_title"] = lambda slug: module.head.title if (module := course.module(slug)) else ""
    app.extensions["relais_lesson_pages"] = LessonPages(course)
