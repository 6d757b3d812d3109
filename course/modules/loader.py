"""Read /modules: frozen values, or the list of everything that is wrong, all at once."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from course.files import WRITTEN, Lines, read_page, read_yaml
from course.modules.blocks import NAMES
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
_MISNAMED = re.compile(r"^[\d\W_]*|\.[a-z.]+$")
_BLOCKS = {"scene": "scène", "example": "exemple complet", "try": "essai", "sources": "sources"}

CAPSULE = "capsule"
"""The folder of the capsule where course.yaml cannot say it."""

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
        head = None if problems else self._head(CourseHead, value, self.root / "course.yaml", "course")
        slugs = head.modules if head else self._folders()
        files = {slug: self._lesson_files(slug) for slug in slugs}
        known = {f"{module}/{name}": f"/lecons/{module}/{name}" for module, names in files.items() for name in names}
        known |= {f"fiches/{path.stem}": f"/fiches/{path.stem}" for path in (self.root / "methodes").glob("*.yaml")}
        for slug in files:
            # A link to a file that is refused is not one more fault.
            known = {f"{slug}/{name}": "" for name in lesson_names(self.root / slug)} | known
        known |= {"outils/fiches": "/fiches", "outils/deroules": "/deroules"}
        self.modules = [module for slug in slugs if (module := self._module(slug, files[slug], known))]
        self.capsule = self._capsule(self.root / (head.capsule if head else CAPSULE) / "index.md", known)
        return head

    def _folders(self) -> list[str]:
        """The modules that course.yaml would name if it could be read."""
        return [path.parent.name for path in sorted(self.root.glob("*/index.md")) if path.parent.name != CAPSULE]

    def _capsule(self, path: Path, known: Links) -> Capsule | None:
        page = self._page(CapsuleHead, path, known)
        if page is None:
            return None
        body, times, problems = in_three_times(page[1], self._name(path))
        self.problems += problems
        return Capsule(page[0], body, times)

    def _lesson_files(self, module: str) -> dict[str, Path]:
        files: dict[str, Path] = {}
        numbers: dict[str, str] = {}
        for path in sorted((self.root / module).glob("*")):
            match = _FILE.fullmatch(path.name)
            if path.name == "index.md" or path.suffix.lower() not in WRITTEN or path.name.startswith("."):
                continue
            if match and match[1] in numbers:
                place = f"aussi celui de {numbers[match[1]]}"
                self._problem(path, "nom du fichier", f"numéro {match[1]} : {place}", "donnez-lui un autre numéro")
            if match:
                numbers[match[1]] = path.name
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
        self._in_order(files, [item for item in lessons if item])
        if not files:
            self._problem(self.root / slug / "index.md", "module", "sans leçon", "ajoutez 01-nom.md")
        return Module(slug, *page, tuple(item for item in lessons if item)) if page else None

    def _lesson(self, slug: str, path: Path, known: Links) -> Lesson | None:
        unknown: list[tuple[int, str]] = []
        page = self._page(LessonHead, path, known, unknown)
        if page is None:
            return None
        head, body = page
        html = "".join(part for part in body.parts if isinstance(part, str))
        missing = [label for css, label in _BLOCKS.items() if f'<div class="{css}">' not in html]
        for label in missing:
            line, name = unknown.pop(0) if unknown else (0, "")
            cure = f"corrigez le nom du bloc « /// {name} »" if name else "ajoutez le bloc, voir docs/auteurs.md"
            self._problem(path, "leçon", f"sans {label}", cure, line)
        self._unknown(path, unknown)
        for name in head.prerequisites:
            if f"{slug.partition('/')[0]}/{name}" not in known:
                self._problem(path, "prerequisites", f"« {name} » n'est pas une leçon du module", "corrigez son nom")
        self.lessons.append(Lesson(slug, head, body))
        return self.lessons[-1]

    def _in_order(self, files: dict[str, Path], lessons: list[Lesson]) -> None:
        """What a lesson asks for comes before it: the plan relies on it."""
        places = {name: place for place, name in enumerate(files)}
        for lesson in lessons:
            for name in lesson.head.prerequisites:
                if places.get(name, -1) >= places[lesson.name]:
                    cure = "retirez-la, ou changez les numéros"
                    self._problem(files[lesson.name], "prerequisites", f"« {name} » ne vient pas avant", cure)

    def _unknown(self, path: Path, blocks: list[tuple[int, str]]) -> None:
        for line, name in blocks:
            cure = f"choisissez parmi {', '.join(NAMES)}"
            self._problem(path, "texte", f"bloc « /// {name} » inconnu", cure, line)

    def _page(
        self, kind: type[Head], path: Path, known: Links, unknown: list[tuple[int, str]] | None = None
    ) -> tuple[Head, Body] | None:
        """The head and the body; unknown blocks are given to who asks for them, else they are problems."""
        value, source, line, problems = read_page(path, self._name(path))
        self.problems += problems
        if problems:
            return None
        head = self._head(kind, value, path, "en-tête")
        reader = Reader(self._name(path), path.parent, known)
        body = reader.read(source, line)
        self.problems += reader.problems
        if unknown is None:
            self._unknown(path, reader.unknown)
        else:
            unknown += reader.unknown
        return (head, body) if head else None

    def _head(self, kind: type[Head], value: object, path: Path, place: str) -> Head | None:
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            self.problems += from_validation(self._name(path), place, error, Lines.of(path))
            return None

    def _name(self, path: Path) -> str:
        return str(Path("modules") / path.relative_to(self.root))

    def _problem(self, path: Path, place: str, message: str, cure: str, line: int = 0) -> None:
        self.problems.append(Problem(self._name(path), place, message, cure, line))


def lesson_names(folder: Path) -> set[str]:
    """The names of the lessons that a module's folder holds, whatever is wrong with their files."""
    names = (_MISNAMED.sub("", path.name.lower()) for path in folder.glob("*.*") if path.name != "index.md")
    return {name for name in names if name}


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


def course_of(drafts: Drafts) -> Course | None:
    """The course that drafts without any problem make, or None."""
    if drafts.head is None or drafts.capsule is None:
        return None
    return Course(drafts.head, drafts.modules, drafts.capsule)
