"""Read /modules: frozen values, or the list of everything that is wrong, all at once."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from course.files import read_page, read_yaml
from course.modules.body import Reader
from course.modules.capsule import in_three_times
from course.modules.schema import (
    Body,
    Capsule,
    CapsuleHead,
    Course,
    CourseHead,
    Lesson,
    LessonHead,
    Module,
    ModuleHead,
)
from course.problems import Problem, from_validation
from course.questions.base import Value

_FILE = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_BLOCKS = {"scene": "scène", "example": "exemple complet", "try": "essai", "sources": "sources"}

Head = TypeVar("Head", bound=Value)
Links = dict[str, str]
"""What an author may link to, and its address."""


class _Folder:
    """One reading of /modules; `problems` gathers what is wrong."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.lessons: list[Lesson] = []
        self.modules: list[Module] = []
        self.capsule: Capsule | None = None

    def read(self) -> CourseHead | None:
        """Read everything that can be; what cannot is a problem."""
        value, problems = read_yaml(self.root / "course.yaml", "modules/course.yaml")
        self.problems += problems
        head = None if problems else self._head(CourseHead, value, "modules/course.yaml", "course")
        if head is None:
            return None
        files = {slug: self._lesson_files(slug) for slug in head.modules}
        known = {f"{module}/{name}": f"/lecons/{module}/{name}" for module, names in files.items() for name in names}
        known |= {f"fiches/{path.stem}": f"/fiches/{path.stem}" for path in (self.root / "methodes").glob("*.yaml")}
        known |= {"outils/fiches": "/fiches", "outils/deroules": "/deroules"}
        self.modules = [module for slug in head.modules if (module := self._module(slug, files[slug], known))]
        self.capsule = self._capsule(self.root / head.capsule / "index.md", known)
        return head

    def _capsule(self, path: Path, known: Links) -> Capsule | None:
        page = self._page(CapsuleHead, path, known)
        if page is None:
            return None
        body, times, problems = in_three_times(page[1], self._name(path))
        self.problems += problems
        return Capsule(page[0], body, times)

    def _lesson_files(self, module: str) -> dict[str, Path]:
        files: dict[str, Path] = {}
        for path in sorted((self.root / module).glob("*.md")):
            match = _FILE.fullmatch(path.name)
            if path.name == "index.md":
                continue
            if not match:
                self._problem(path, "nom du fichier", "illisible", "écrivez 01-nom.md, en minuscules et tirets")
            elif match[2] in files:
                self._problem(path, "nom du fichier", f"« {match[2]} » déjà pris dans le module", "renommez-le")
            else:
                files[match[2]] = path
        return files

    def _module(self, slug: str, files: dict[str, Path], known: Links) -> Module | None:
        page = self._page(ModuleHead, self.root / slug / "index.md", known)
        lessons = [self._lesson(f"{slug}/{name}", path, known) for name, path in files.items()]
        if not files:
            self._problem(self.root / slug / "index.md", "module", "sans leçon", "ajoutez 01-nom.md")
        return Module(slug, *page, tuple(item for item in lessons if item)) if page else None

    def _lesson(self, slug: str, path: Path, known: Links) -> Lesson | None:
        page = self._page(LessonHead, path, known)
        if page is None:
            return None
        head, body = page
        html = "".join(part for part in body.parts if isinstance(part, str))
        for css, label in _BLOCKS.items():
            if f'<div class="{css}">' not in html:
                self._problem(path, "leçon", f"sans {label}", "ajoutez le bloc, voir docs/auteurs.md")
        for name in head.prerequisites:
            if f"{slug.partition('/')[0]}/{name}" not in known:
                self._problem(path, "prerequisites", f"« {name} » n'est pas une leçon du module", "corrigez son nom")
        self.lessons.append(Lesson(slug, head, body))
        return self.lessons[-1]

    def _page(self, kind: type[Head], path: Path, known: Links) -> tuple[Head, Body] | None:
        value, source, problems = read_page(path, self._name(path))
        self.problems += problems
        if problems:
            return None
        head = self._head(kind, value, self._name(path), "en-tête")
        reader = Reader(self._name(path), path.parent, known)
        body = reader.read(source)
        self.problems += reader.problems
        return (head, body) if head else None

    def _head(self, kind: type[Head], value: object, file: str, place: str) -> Head | None:
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            self.problems += from_validation(file, place, error)
            return None

    def _name(self, path: Path) -> str:
        return str(Path("modules") / path.relative_to(self.root))

    def _problem(self, path: Path, place: str, message: str, cure: str) -> None:
        self.problems.append(Problem(self._name(path), place, message, cure))


@dataclass(frozen=True)
class Drafts:
    """What can be read of /modules while it is being written; `head` is None when course.yaml cannot."""

    head: CourseHead | None
    modules: tuple[Module, ...]
    lessons: tuple[Lesson, ...]
    capsule: Capsule | None


def load_drafts(root: Path) -> tuple[Drafts, list[Problem]]:
    """Everything that can be read under `root` (the /modules folder), and all the problems met."""
    folder = _Folder(root)
    head = folder.read()
    return Drafts(head, tuple(folder.modules), tuple(folder.lessons), folder.capsule), folder.problems


def load_course(root: Path) -> tuple[Course | None, list[Problem]]:
    """The course under `root` (the /modules folder), or None with all its problems."""
    drafts, problems = load_drafts(root)
    return course_of(drafts) if not problems else None, problems


def course_of(drafts: Drafts) -> Course | None:
    """The course that drafts without any problem make, or None."""
    if drafts.head is None or drafts.capsule is None:
        return None
    return Course(drafts.head, drafts.modules, drafts.capsule)
