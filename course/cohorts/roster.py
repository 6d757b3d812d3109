"""A list of people: its columns found by their headings, each line checked, each fault told with its cure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from course import typed
from course.cohorts.spreadsheet import Row
from course.people import rules

HEADINGS = {
    "email": (
        *("email", "mail", "courriel", "adresse", "adresse electronique", "adresse email", "adresse mail", "mel"),
        *("adresse de courriel", "adresse de messagerie", "adresse courriel", "email address", "mail professionnel"),
    ),
    "first": ("prenom", "prenoms", "first name", "firstname", "given name", "givenname"),
    "name": (
        *("nom", "name", "nom complet", "full name", "prenom et nom", "nom et prenom", "nom prenom", "prenom nom"),
        *("nom de famille", "last name", "lastname", "surname", "family name", "nom d'usage"),
    ),
    "service": (
        *("service", "structure", "direction", "organisation", "organization", "department", "entite", "unit"),
        *("departement", "institution", "societe", "company", "administration"),
    ),
}
"""What each column may be called, without accents nor capitals; « E-mail » is « email ». Moodle's headings, Outlook's
and Forms' are among them, in French and in English.
"""
COLUMNS = "Une ligne doit nommer les colonnes : email, nom, service (dans l'ordre que vous voulez)."
_TITLES = 10
"""How many lines may come before the one that names the columns."""
_MAILBOX = re.compile(r'\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*')
"""A person as mail programs write them: « Diallo Awa <awa.diallo@exemple.fr> »."""
_EXCEL_ERROR = re.compile(r"#[A-ZÀ-Ý0-9/]+[!?]?")


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
    """What can be taken, what cannot, and the headings by which it was read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    headings: tuple[str, ...] = ()


def read(sheets: Sequence[Sequence[Row]]) -> Roster:
    """The people of the first sheet where a line names the columns."""
    if not any(sheets):
        return Roster((), (Problem(0, f"La liste est vide. {COLUMNS}"),))
    found = [(rows, place) for rows in sheets for place in range(min(len(rows), _TITLES)) if _names(rows[place][1])]
    if not found:
        missing = ", ".join(label for key, label in (("email", "email"), ("name", "nom")) if key not in _best(sheets))
        return Roster((), (Problem(0, f"Colonne introuvable : {missing}. {COLUMNS}"),))
    rows, place = found[0]
    headings = rows[place][1]
    columns = _columns(headings)
    read = _checked([_line(row, columns) for row in rows[place + 1 :]])
    return replace(read, headings=tuple(typed.line(headings[column]) for column in sorted(columns.values())))


def mailboxes(text: str) -> list[Row]:
    """The rows of a text where people stand as mail programs write them; nothing when it is no such text."""
    pieces = [piece for piece in re.split(r"[;\n]", text) if piece.strip()]
    found = [_MAILBOX.fullmatch(piece) for piece in pieces]
    if not pieces or not all(found):
        return []
    people = [[match[2], _in_order(match[1]), ""] for match in found if match]
    return [(0, ["email", "nom", "service"]), *enumerate(people, 1)]


def _in_order(name: str) -> str:
    """« Diallo, Awa » is Awa Diallo."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma else name


def _names(headings: Sequence[str]) -> bool:
    return {"email", "name"} <= _columns(headings).keys()


def _best(sheets: Sequence[Sequence[Row]]) -> dict[str, int]:
    """The columns of the line that names most of them."""
    return max((_columns(cells) for rows in sheets for _, cells in rows[:_TITLES]), key=len)


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
    if error := next((text for text in (line.email, *line.name.split(), line.service) if _is_error(text)), ""):
        return f"« {error} » est une erreur du tableur : écrivez la valeur à sa place."
    if not line.email:
        return "L'adresse manque : écrivez-la dans la colonne email."
    if address is None:
        return f"« {line.email[:80]} » n'est pas une adresse complète. Exemple : prenom.nom@exemple.fr"
    if problem := rules.name_problem(line.name):
        return f"Le nom : {problem[0].lower()}{problem[1:]}"
    if problem := rules.service_problem(line.service):
        return f"Le service : {problem[0].lower()}{problem[1:]}"
    return None


def _is_error(text: str) -> bool:
    return _EXCEL_ERROR.fullmatch(text) is not None
