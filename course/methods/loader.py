"""Read /modules/methodes: frozen values, or the list of everything that is wrong, all at once."""

import re
from collections.abc import Set
from pathlib import Path

from pydantic import ValidationError

from course.files import Lines, ignored, read_yaml
from course.methods.schema import Method
from course.problems import Problem, from_validation

LONGEST = 470
"""Words: beyond, a sheet no longer fits on one A4 page."""

_FILE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.yaml")


def load_methods(root: Path) -> tuple[dict[str, Method], list[Problem]]:
    """Every sheet of the folder `root`, by its file's name, and all the problems met."""
    methods: dict[str, Method] = {}
    paths = sorted(root.glob("*.y*ml"))
    cure = "renommez-le en nom.yaml, en minuscules et tirets"
    problems = ignored(root, "modules/methodes", cure, {path.name for path in paths})
    names = {path.stem for path in paths}
    for path in paths:
        file = f"modules/methodes/{path.name}"
        if not _FILE.fullmatch(path.name):
            problems.append(Problem(file, "nom du fichier", "refusé", "écrivez nom.yaml, en minuscules et tirets"))
            continue
        value, found = read_yaml(path, file)
        method, invalid = (None, []) if found else _validate(value, file, Lines.of(path))
        problems += found + invalid
        if method:
            problems += _faults(method, path.stem, file, names)
            methods[path.stem] = method
    return methods, problems


def _validate(value: object, file: str, lines: Lines) -> tuple[Method | None, list[Problem]]:
    try:
        return Method.model_validate(value), []
    except ValidationError as error:
        return None, from_validation(file, "fiche", error, lines)


def _faults(method: Method, slug: str, file: str, names: Set[str]) -> list[Problem]:
    faults = []
    least, most = method.minutes.min, method.minutes.max
    if not least <= method.total <= most:
        message = f"les étapes font {method.total} minutes, hors de la durée annoncée ({least} à {most})"
        faults.append(Problem(file, "fiche › steps", message, "corrigez les étapes ou minutes"))
    if method.words > LONGEST:
        message = f"{method.words} mots, {LONGEST} au plus"
        faults.append(Problem(file, "fiche", message, "raccourcissez : elle tient sur une page A4"))
    for name in method.related:
        if name == slug:
            faults.append(Problem(file, "fiche › related", "la fiche renvoie à elle-même", "retirez son nom"))
        elif name not in names:
            faults.append(Problem(file, "fiche › related", f"« {name} » n'existe pas", "corrigez ou retirez ce nom"))
    return faults
