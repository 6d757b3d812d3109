"""All that can be shown of content being written, each page with its own problems and remarks."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from course.competences.loader import load_grid
from course.files import read_yaml
from course.methods.loader import load_methods
from course.methods.schema import Method
from course.modules.loader import CAPSULE, Drafts, course_of, load_drafts
from course.modules.schema import Body, Capsule, Lesson, Module, ModuleHead
from course.problems import Problem
from course.progress.catalog import Catalog, cross_check_all
from course.progress.quality import remarks
from course.questions.schema import QUESTION, AnyQuestion
from course.quizzes.loader import load_quizzes
from course.quizzes.schema import Quiz
from course.richtext import through

_LESSON = re.compile(r"modules/([^/]+)/\d\d-([^/]+)\.md")
_INDEX = re.compile(r"modules/([^/]+)/index\.md")
_QUIZ = re.compile(r"quizzes/([^/]+)\.yaml")
_SHEET = re.compile(r"modules/methodes/([^/]+)\.yaml")
_REMARKED = re.compile(r"leçon (.+)")
_NOTHING = Body((), (), (), 0, "")
HOME = "/"
Marks = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Entry:
    """One page of the preview: its address, its title or its file's name, and its file."""

    url: str
    title: str
    file: str

    @property
    def group(self) -> str:
        """The folder that holds its file."""
        return self.file.split("/")[-2]


@dataclass(frozen=True)
class Content:
    """What could be read, by slug; a module whose index.md cannot be read has only its name."""

    modules: Mapping[str, Module]
    lessons: Mapping[str, Lesson]
    quizzes: Mapping[str, Quiz]
    methods: Mapping[str, Method]
    capsule: Capsule | None
    entries: Mapping[str, Entry]
    problems: Mapping[str, list[Problem]]
    remarks: Mapping[str, list[Problem]]
    folders: Mapping[str, str]
    """The title of each folder that course.yaml names."""

    def groups(self) -> list[tuple[str, list[Entry]]]:
        """Every page, as the home shows them: the capsule, each module in order, the banks, the sheets."""
        titles = {**self.folders, "quizzes": "Évaluations", "methodes": "Fiches méthode"}
        shown: dict[str, list[Entry]] = {title: [] for title in titles.values()}
        for entry in self.entries.values():
            shown.setdefault(titles.get(entry.group, "Absents de modules/course.yaml"), []).append(entry)
        return [(title, entries) for title, entries in shown.items() if entries]


def marks(folder: Path) -> Marks:
    """What a change would change: each file with its date and size; one that goes away meanwhile is not there."""
    found = []
    for path in sorted(folder.rglob("*.*")):
        with suppress(OSError):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


@lru_cache(maxsize=256)
def _rendered(render: Callable[[str], str], source: str) -> str:
    """The bodies that a save left alone are not made again."""
    return render(source)


@lru_cache(maxsize=1)
def _quizzes(folder: Path, _marks: Marks) -> tuple[dict[str, Quiz], list[Problem]]:
    return load_quizzes(folder)


@lru_cache(maxsize=1)
def _methods(folder: Path, _marks: Marks) -> tuple[dict[str, Method], list[Problem]]:
    return load_methods(folder)


def read(home: Path) -> Content:
    """The content under `home`, with what is wrong of each page; what belongs to no page is said at home."""
    with through(_rendered):
        drafts, problems = load_drafts(home / "modules")
    quizzes, refused = _quizzes(home / "quizzes", marks(home / "quizzes"))
    methods, unfit = _methods(home / "modules" / "methodes", marks(home / "modules" / "methodes"))
    grid, wrong = load_grid(home / "modules")
    problems = [*problems, *refused, *unfit, *wrong]
    problems += cross_check_all(home, drafts.modules, quizzes)
    course = None if problems else course_of(drafts)
    found = remarks(Catalog(course, _used(quizzes, drafts.modules), methods, grid)) if course and grid else []
    modules = {module.slug: module for module in drafts.modules}
    lessons = {lesson.slug: lesson for lesson in drafts.lessons}
    titles = {f"/lecons/{slug}": lesson.head.title for slug, lesson in lessons.items()}
    titles |= {f"/modules/{slug}": module.head.title for slug, module in modules.items()}
    titles |= {f"/evaluations/{slug}": quiz.title for slug, quiz in quizzes.items()}
    titles |= {f"/fiches/{slug}": method.title for slug, method in methods.items()}
    if drafts.capsule:
        titles["/capsule"] = drafts.capsule.head.title
    capsule = drafts.head.capsule if drafts.head else CAPSULE
    entries = {entry.url: entry for entry in _entries(home, titles, capsule)}
    order = drafts.head.modules if drafts.head else sorted({slug.partition("/")[0] for slug in lessons})
    return Content(
        modules={slug: modules.get(slug) or _unnamed(slug, drafts.lessons) for slug in order},
        lessons=lessons,
        quizzes=quizzes,
        methods=methods,
        capsule=drafts.capsule,
        entries=entries,
        problems=_by_page(problems, entries, capsule),
        remarks=_by_page(found, entries, capsule),
        folders=_folders(drafts, capsule),
    )


def _folders(drafts: Drafts, capsule: str) -> dict[str, str]:
    titles = {module.slug: module.head.title for module in drafts.modules}
    named = drafts.head.modules if drafts.head else ()
    return {capsule: "Capsule", **{slug: titles.get(slug, slug) for slug in named}}


def _used(quizzes: dict[str, Quiz], modules: Iterable[Module]) -> dict[str, Quiz]:
    return {module.head.quiz: quizzes[module.head.quiz] for module in modules}


def _unnamed(slug: str, lessons: Iterable[Lesson]) -> Module:
    head = ModuleHead(
        title=slug,
        short="…",
        summary="…",
        objectives=("…",),
        public="…",
        prerequisites="…",
        means="…",
        competences=("A1",),
        quiz="absent",
    )
    return Module(slug, head, _NOTHING, tuple(item for item in lessons if item.slug.startswith(f"{slug}/")))


def _entries(home: Path, titles: Mapping[str, str], capsule: str) -> Iterable[Entry]:
    """Every content file that has a page, read or not."""
    for folder, pattern in (("modules", "*/*.md"), ("quizzes", "*.yaml"), ("modules/methodes", "*.yaml")):
        for path in sorted((home / folder).glob(pattern), key=lambda path: (path.name != "index.md", path)):
            file = str(path.relative_to(home))
            if (url := address(file, capsule)) != HOME:
                yield Entry(url, titles.get(url, path.name), file)


def address(file: str, capsule: str = CAPSULE) -> str:
    """The page that shows a file, as problems and remarks name it."""
    if match := _SHEET.fullmatch(file):
        return f"/fiches/{match[1]}"
    if match := _QUIZ.fullmatch(file):
        return f"/evaluations/{match[1]}"
    if match := _INDEX.fullmatch(file):
        return "/capsule" if match[1] == capsule else f"/modules/{match[1]}"
    if match := _LESSON.fullmatch(file):
        return f"/lecons/{match[1]}/{match[2]}"
    if match := _REMARKED.fullmatch(file):
        return f"/lecons/{match[1]}"
    return HOME


def _by_page(problems: Iterable[Problem], entries: Mapping[str, Entry], capsule: str) -> dict[str, list[Problem]]:
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in sorted(problems):
        url = address(problem.file, capsule)
        found[url if url in entries else HOME].append(problem)
    return dict(found)


def readable_questions(path: Path) -> list[AnyQuestion]:
    """The questions of a quiz file that are right by themselves, when the whole file is not."""
    value, problems = read_yaml(path, path.name)
    items = value.get("questions") if not problems and isinstance(value, dict) else None
    found = []
    for item in items if isinstance(items, list) else []:
        try:
            found.append(QUESTION.validate_python(item))
        except ValidationError:
            continue
    return found
