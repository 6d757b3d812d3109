"""The content as the makers of histories use it: each question known once, its fingerprint computed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.demo.answers import Asked
from course.demo.assessments import Bank
from course.modules.schema import Lesson, Module
from course.progress.catalog import Catalog, Step
from course.progress.rules import path_steps
from course.questions.schema import AnyQuestion


@dataclass(frozen=True)
class Reading:
    """A lesson, and its check questions with the section where each stands."""

    lesson: Lesson
    checks: Sequence[tuple[Asked, str]]


@dataclass(frozen=True)
class Content:
    """The lessons and the assessments by their slug, the steps that count and the optional ones."""

    catalog: Catalog
    lessons: Mapping[str, Reading]
    banks: Mapping[str, Bank]
    steps: Sequence[Step]
    more: Sequence[Step]

    @property
    def modules(self) -> Sequence[Module]:
        """The modules, in order."""
        return self.catalog.course.modules


def prepared(catalog: Catalog, zone: str) -> Content:
    """Everything that is looked up again and again."""
    lessons = [lesson for module in catalog.course.modules for lesson in module.lessons]
    checks = {
        lesson.slug: Reading(lesson, [(_asked(item), lesson.section_of(item)) for item in lesson.body.questions])
        for lesson in lessons
    }
    banks = {
        slug: Bank(slug, quiz, zone, {question.id: _asked(question) for question in quiz.questions})
        for slug, quiz in catalog.quizzes.items()
    }
    optional = [step for module in catalog.course.modules if module.head.optional for step in catalog.steps(module)]
    return Content(catalog, checks, banks, path_steps(catalog), optional)


def _asked(question: AnyQuestion) -> Asked:
    return Asked(question, question.fingerprint)
