"""The whole content, cross-checked: what exists, in which order, and how long it takes."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from course.competences.loader import FILE as GRID
from course.competences.loader import load_grid
from course.competences.schema import Grid, placeable
from course.methods.loader import load_methods
from course.methods.schema import Method
from course.modules.loader import course_of, lesson_names, load_drafts
from course.modules.schema import Course, Module
from course.practice.rules import Entry, Key
from course.problems import Problem
from course.questions.schema import AnyQuestion
from course.quizzes.loader import load_quizzes
from course.quizzes.schema import Quiz


@dataclass(frozen=True)
class Step:
    """One station of the path; `kind` is « lesson » or « quiz », `minutes` its honest duration."""

    kind: str
    slug: str
    title: str
    short: str
    minutes: int
    module: str

    @property
    def url(self) -> str:
        """Where the step is done."""
        return f"/lecons/{self.slug}" if self.kind == "lesson" else f"/evaluations/{self.slug}"


@dataclass(frozen=True)
class Catalog:
    """Every module, quiz and method sheet, the grid of competences, and the steps of each module in order."""

    course: Course
    quizzes: dict[str, Quiz]
    methods: dict[str, Method]
    grid: Grid
    unused: tuple[Problem, ...] = ()
    """What is written and that nothing names."""

    def steps(self, module: Module) -> tuple[Step, ...]:
        """The module's lessons, then its assessment."""
        quiz = self.quizzes[module.head.quiz]
        lessons = [
            Step("lesson", item.slug, item.head.title, item.head.short, item.head.minutes, module.slug)
            for item in module.lessons
        ]
        return (*lessons, Step("quiz", module.head.quiz, quiz.title, "Évaluation", quiz.minutes, module.slug))

    @property
    def practisable(self) -> dict[Key, Entry]:
        """Every question that may be missed, by where it is asked and its id there."""
        checks = {
            (lesson.slug, question.id): Entry(question, module.slug, lesson.slug)
            for module in self.course.modules
            for lesson in module.lessons
            for question in lesson.body.questions
        }
        banks = {
            (slug, question.id): Entry(question, quiz.module, f"{quiz.module}/{question.lesson}")
            for slug, quiz in self.quizzes.items()
            for question in quiz.questions
        }
        return checks | banks

    @property
    def placeable(self) -> list[AnyQuestion]:
        """The questions of the banks that a placement test may ask."""
        return placeable(question for quiz in self.quizzes.values() for question in quiz.questions)

    def minutes(self, module: Module) -> int:
        """The module's whole duration."""
        return sum(step.minutes for step in self.steps(module))


def load_catalog(home: Path) -> tuple[Catalog | None, list[Problem]]:
    """The content under `home`, or None with every problem of every file, sorted."""
    drafts, problems = load_drafts(home / "modules")
    quizzes, found = load_quizzes(home / "quizzes")
    methods, refused = load_methods(home / "modules" / "methodes")
    grid, wrong = load_grid(home / "modules")
    problems += found + refused + wrong
    problems += cross_check_all(home, drafts.modules, quizzes)
    course = course_of(drafts)
    if problems or course is None or grid is None:
        return None, sorted(problems)
    used = {module.head.quiz for module in course.modules}
    unused = (*_unnamed(home, course), *(_never_asked(slug) for slug in quizzes if slug not in used))
    catalog = Catalog(course, {slug: quiz for slug, quiz in quizzes.items() if slug in used}, methods, grid, unused)
    if shortage := grid.shortage(catalog.placeable):
        return None, [Problem(GRID, "draw", shortage, "écrivez-en ou demandez-en moins")]
    return catalog, []


def _unnamed(home: Path, course: Course) -> Iterator[Problem]:
    """The folders of written pages that course.yaml does not name."""
    named = {*course.head.modules, course.head.capsule}
    for folder in sorted({path.parent.name for path in (home / "modules").glob("*/*.md")} - named):
        cure = "ajoutez-le à modules, ou retirez-le"
        yield Problem(f"modules/{folder}", "dossier", "course.yaml ne le nomme pas, personne ne le lit", cure)


def _never_asked(slug: str) -> Problem:
    cure = "donnez-la au champ quiz d'un module, ou retirez-la"
    return Problem(f"quizzes/{slug}.yaml", "évaluation", "aucun module ne la nomme", cure)


def cross_check_all(home: Path, modules: Iterable[Module], quizzes: dict[str, Quiz]) -> list[Problem]:
    """What modules and quizzes say that does not go together; a file refused for a fault of its own is there."""
    there = {path.stem.lower() for path in (home / "quizzes").glob("*.*")}
    found = []
    for module in modules:
        names = lesson_names(home / "modules" / module.slug)
        if module.head.quiz in quizzes or module.head.quiz not in there:
            found += _cross_check(module, quizzes, names)
    return found


def _cross_check(module: Module, quizzes: dict[str, Quiz], names: Set[str]) -> list[Problem]:
    file = f"modules/{module.slug}/index.md"
    quiz = quizzes.get(module.head.quiz)
    if quiz is None:
        return [Problem(file, "quiz", f"« {module.head.quiz} » n'existe pas", f"créez quizzes/{module.head.quiz}.yaml")]
    file = f"quizzes/{module.head.quiz}.yaml"
    if quiz.module != module.slug:
        return [Problem(file, "module", f"« {quiz.module} » n'est pas {module.slug}", "corrigez l'un des deux")]
    faults = []
    for question in quiz.questions:
        if question.lesson and question.lesson not in names:
            faults.append(
                Problem(file, f"question {question.id}", f"leçon « {question.lesson} » inconnue", "corrigez son nom")
            )
        if question.competence and question.competence not in module.head.competences:
            faults.append(
                Problem(
                    file,
                    f"question {question.id}",
                    f"compétence {question.competence} que le module n'annonce pas",
                    "ajoutez-la à l'en-tête du module ou changez-la",
                )
            )
    return faults
