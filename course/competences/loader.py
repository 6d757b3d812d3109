"""Read modules/positionnement.yaml: the grid, or what is wrong with it."""

from pathlib import Path

from pydantic import ValidationError

from course.competences.schema import Grid
from course.files import Lines, read_yaml
from course.problems import Problem, from_validation

FILE = "modules/positionnement.yaml"


def load_grid(modules: Path) -> tuple[Grid | None, list[Problem]]:
    """The grid of this folder of modules, and the problems met."""
    value, problems = read_yaml(modules / "positionnement.yaml", FILE)
    if problems:
        return None, problems
    try:
        return Grid.model_validate(value), []
    except ValidationError as error:
        return None, from_validation(FILE, "positionnement", error, Lines.of(modules / "positionnement.yaml"))
