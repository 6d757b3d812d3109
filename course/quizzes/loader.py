"""Read /quizzes: frozen values, or the list of everything that is wrong, all at once."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from course.files import Lines, ignored, read_yaml
from course.problems import Problem, from_validation
from course.questions.images import image_problems
from course.questions.losses import question_losses
from course.quizzes.schema import Quiz


def load_quizzes(root: Path) -> tuple[dict[str, Quiz], list[Problem]]:
    """Every quiz under `root`, by its file's name, and all the problems met."""
    quizzes: dict[str, Quiz] = {}
    problems = ignored(root, "quizzes", "renommez-le en nom.yaml, en minuscules et tirets")
    for path in sorted(root.glob("*.yaml")):
        file = f"quizzes/{path.name}"
        value, found = read_yaml(path, file)
        quiz, invalid = (None, []) if found else _validate(value, file, Lines.of(path))
        problems += found + invalid
        if quiz:
            problems += [*_faults(quiz, file), *image_problems(quiz.questions, file, root / "img")]
            quizzes[path.stem] = quiz
    return quizzes, problems


def _validate(value: object, file: str, lines: Lines) -> tuple[Quiz | None, list[Problem]]:
    try:
        return Quiz.model_validate(value), []
    except ValidationError as error:
        return None, [_named(item) for item in from_validation(file, "quiz", error, lines)]


def _named(problem: Problem) -> Problem:
    """Say « question 3 » where pydantic says « questions › élément 3 »."""
    return replace(problem, place=problem.place.replace("quiz › questions › élément", "question"))


def _faults(quiz: Quiz, file: str) -> list[Problem]:
    faults = []
    for identifier, times in Counter(question.id for question in quiz.questions).items():
        if times > 1:
            faults.append(Problem(file, f"question {identifier}", "nom donné deux fois", "donnez-en un autre"))
    for question in quiz.questions:
        for loss in question_losses(question):
            faults.append(Problem(file, f"question {question.id}", loss.message, loss.cure))
        for field in ("competence", "lesson"):
            if getattr(question, field) is None:
                faults.append(Problem(file, f"question {question.id}", f"champ « {field} » absent", "ajoutez-le"))
    return faults
