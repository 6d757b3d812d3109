"""A list of people: its columns found by their headings, each line checked, each fault told with its cure."""

from collections.abc import Sequence
from dataclasses import dataclass

from course import typed
from course.cohorts.spreadsheet import Row
from course.people import rules

HEADINGS = {
    "email": ("email", "mail", "courriel", "adresse", "adresse electronique", "adresse email", "adresse mail", "mel"),
    "first": ("prenom", "first name", "firstname", "given name"),
    "name": ("nom", "name", "nom complet", "full name", "prenom et nom", "nom et prenom", "nom prenom", "last name"),
    "service": ("service", "structure", "direction", "organisation", "organization", "department", "entite", "unit"),
}
"""What each column may be called, without accents nor capitals; « E-mail » is « email »."""
COLUMNS = "La première ligne doit nommer les colonnes : email, nom, service (dans l'ordre que vous voulez)."


@dataclass(frozen=True)
class Line:
    """One person to bring in, as their line says."""

    number: int
    email: str
    name: str
    service: str


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be taken; 0 is the whole list."""

    number: int
    message: str


@dataclass(frozen=True)
class Roster:
    """What can be taken, and what cannot."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read(rows: Sequence[Row]) -> Roster:
    """The people of a list whose first row names the columns."""
    if not rows:
        return Roster((), (Problem(0, f"La liste est vide. {COLUMNS}"),))
    columns = _columns(rows[0][1])
    missing = [label for key, label in (("email", "email"), ("name", "nom")) if key not in columns]
    if missing:
        return Roster((), (Problem(0, f"Colonne introuvable : {', '.join(missing)}. {COLUMNS}"),))
    return _checked([_line(row, columns) for row in rows[1:]])


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each known column is; the first of two that are called alike."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = " ".join(rules.folded(typed.line(heading)).replace("-", "").replace("_", " ").split())
        for key, names in HEADINGS.items():
            if plain in names:
                found.setdefault(key, place)
    return found


def _line(row: Row, columns: dict[str, int]) -> Line:
    number, cells = row

    def cell(key: str) -> str:
        place = columns.get(key, len(cells))
        return typed.line(cells[place]) if place < len(cells) else ""

    return Line(number, cell("email"), f"{cell('first')} {cell('name')}".strip(), cell("service"))


def _checked(lines: Sequence[Line]) -> Roster:
    kept: dict[str, Line] = {}
    problems = []
    for line in lines:
        address = rules.clean_email(line.email)
        if problem := _problem(line, address):
            problems.append(Problem(line.number, problem))
        elif address in kept:
            problems.append(Problem(line.number, f"Cette adresse est déjà à la ligne {kept[address].number}."))
        elif address:
            kept[address] = Line(line.number, address, line.name, line.service)
    if not lines:
        problems.append(Problem(0, "La liste n'a que ses titres de colonnes : ajoutez une ligne par personne."))
    return Roster(tuple(kept.values()), tuple(problems))


def _problem(line: Line, address: str | None) -> str | None:
    if not line.email:
        return "L'adresse manque : écrivez-la dans la colonne email."
    if address is None:
        return f"« {line.email[:80]} » n'est pas une adresse complète. Exemple : prenom.nom@exemple.fr"
    if problem := rules.name_problem(line.name):
        return f"Le nom : {problem[0].lower()}{problem[1:]}"
    if problem := rules.service_problem(line.service):
        return f"Le service : {problem[0].lower()}{problem[1:]}"
    return None
