"""What authors write in /modules, as frozen values."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from course.questions.base import Competence, Short, Slug, Text, Value
from course.questions.schema import AnyQuestion

Station = Annotated[str, Field(min_length=1, max_length=28)]
Minutes = Annotated[int, Field(ge=1, le=240)]
Codes = Annotated[tuple[Competence, ...], Field(min_length=1, strict=False)]


class LessonHead(Value):
    """The head of a lesson file; docs/auteurs.md says what each field means."""

    title: Short
    short: Station
    situation: Text
    objective: Text
    minutes: Annotated[int, Field(ge=5, le=60)]
    prerequisites: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    competences: Annotated[tuple[Competence, ...], Field(min_length=1, max_length=4, strict=False)]


class ModuleHead(Value):
    """The head of a module's index.md."""

    title: Short
    short: Station
    summary: Text
    objectives: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
    public: Text
    prerequisites: Text
    means: Text
    competences: Codes
    quiz: Slug
    optional: bool = False


class CapsuleHead(Value):
    """The head of the capsule's index.md."""

    title: Short
    short: Station
    summary: Text
    minutes: Minutes


class CourseHead(Value):
    """modules/course.yaml."""

    title: Short
    description: Text
    capsule: Slug
    modules: Annotated[tuple[Slug, ...], Field(min_length=1, strict=False)]

    @field_validator("modules")
    @classmethod
    def _once(cls, modules: tuple[str, ...]) -> tuple[str, ...]:
        if twice := sorted({slug for slug in modules if modules.count(slug) > 1}):
            raise ValueError(f"« {twice[0]} » y est deux fois ; gardez-en une")
        return modules


@dataclass(frozen=True)
class Body:
    """Written text made ready for a page: HTML fragments, with the check questions between them.

    An integer in `parts` is the index of a question. `sections` are (anchor, title) pairs.
    """

    parts: tuple[str | int, ...]
    questions: tuple[AnyQuestion, ...]
    sections: tuple[tuple[str, str], ...]
    words: int
    fingerprint: str


@dataclass(frozen=True)
class Lesson:
    """One lesson; `slug` is « module/lesson » and never changes."""

    slug: str
    head: LessonHead
    body: Body

    @property
    def name(self) -> str:
        """The lesson's own part of its slug."""
        return self.slug.partition("/")[2]

    def section_of(self, question: AnyQuestion) -> str:
        """The anchor of the section that holds a check question, or "" before the first one."""
        index = self.body.questions.index(question)
        before = "".join(part for part in self.body.parts[: self.body.parts.index(index)] if isinstance(part, str))
        return next((anchor for anchor, _ in reversed(self.body.sections) if f'<h2 id="{anchor}">' in before), "")

    def question(self, identifier: str) -> AnyQuestion | None:
        """The check question of that name, or None."""
        return next((item for item in self.body.questions if item.id == identifier), None)


@dataclass(frozen=True)
class Module:
    """One module and its lessons, in order."""

    slug: str
    head: ModuleHead
    body: Body
    lessons: tuple[Lesson, ...]

    def asked(self, slug: str, done: Collection[str]) -> set[str]:
        """A lesson and those that it asks for, in their turn; what is done asks for nothing more.

        What a lesson asks for comes before it in the module: the loader sees to it.
        """
        asked = {slug}
        for lesson in reversed(self.lessons):
            if lesson.slug in asked and lesson.slug not in done:
                asked.update(f"{self.slug}/{name}" for name in lesson.head.prerequisites)
        return asked


@dataclass(frozen=True)
class Scene:
    """One image of the capsule's story, and what it tells, as HTML."""

    figure: str
    text: str


@dataclass(frozen=True)
class Times:
    """The capsule's three times as HTML: see, understand (idea by idea), debrief around the shared wall."""

    intro: str
    scenes: tuple[Scene, ...]
    ideas: tuple[str, ...]
    questions: str
    invitation: str
    farewell: str


@dataclass(frozen=True)
class Capsule:
    """The ten minutes open to everyone."""

    head: CapsuleHead
    body: Body
    times: Times


@dataclass(frozen=True)
class Course:
    """All that /modules holds."""

    head: CourseHead
    modules: tuple[Module, ...]
    capsule: Capsule

    def lesson(self, slug: str) -> Lesson | None:
        """The lesson « module/lesson », or None."""
        return next((item for module in self.modules for item in module.lessons if item.slug == slug), None)

    def module(self, slug: str) -> Module | None:
        """The module of that name, or None."""
        return next((item for item in self.modules if item.slug == slug), None)
