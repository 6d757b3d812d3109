"""A problem found in the content: data, not an exception, so that all are shown at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

QUESTION_TYPES = frozenset("single multiple truefalse ordering matching short numeric gap scenario typed list".split())
"""Tags that pydantic puts in the path of an error and that no author wrote there."""

FIELDS: dict[str, frozenset[str]] = {}
"""The fields of each kind of content, by its class's name, for « vouliez-vous dire »."""

Location = tuple[str | int, ...]
Lines = Callable[[Location], int]
"""Where a field is written: its line in the file, or 0."""

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_YES, _NO = {"vrai", "oui", "true", "yes", "1", "juste"}, {"faux", "non", "false", "no", "0"}

_MESSAGES = {
    "missing": ("champ obligatoire absent", "ajoutez-le"),
    "extra_forbidden": ("champ inconnu", "corrigez son nom ou retirez-le"),
    "string_type": ("texte attendu", "mettez la valeur entre guillemets"),
    "empty": ("champ vide", "écrivez sa valeur ou retirez-le"),
    "string_too_short": ("texte vide", "écrivez-le"),
    "string_too_long": ("texte trop long ({max_length} signes au plus)", "raccourcissez-le"),
    "string_pattern_mismatch": ("écriture refusée", "utilisez minuscules, chiffres et tirets"),
    "int_type": ("nombre entier attendu", "écrivez {form}"),
    "int_parsing": ("nombre entier attendu", "écrivez {form}"),
    "int_from_float": ("nombre entier attendu", "écrivez {form}"),
    "float_type": ("nombre attendu", "écrivez {form}"),
    "bool_type": ("true ou false attendu", "écrivez {form}"),
    "list_type": ("liste attendue", "mettez les valeurs entre crochets"),
    "tuple_type": ("liste attendue", "mettez les valeurs entre crochets"),
    "dict_type": ("suite de « champ: valeur » attendue", "relisez le guide des auteurs"),
    "model_type": ("suite de « champ: valeur » attendue", "relisez le guide des auteurs"),
    "too_short": ("pas assez d'éléments ({min_length} au moins)", "complétez la liste"),
    "too_long": ("trop d'éléments ({max_length} au plus)", "allégez la liste"),
    "literal_error": ("valeur inconnue", "choisissez parmi {expected}"),
    "greater_than_equal": ("nombre trop petit", "{ge} au moins"),
    "less_than_equal": ("nombre trop grand", "{le} au plus"),
    "union_tag_invalid": ("type de question inconnu", "choisissez parmi {expected_tags}"),
    "union_tag_not_found": ("champ « type » absent", "dites le type de la question"),
}


@dataclass(frozen=True, order=True)
class Problem:
    """One problem: the file, the place in it, what is wrong, and the cure; all in French."""

    file: str
    place: str
    message: str
    cure: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}, {self.cure}"

    @property
    def where(self) -> str:
        """The place, after its line where it is known."""
        return f"ligne {self.line}, {self.place}" if self.line else self.place


def from_validation(file: Path | str, place: str, error: ValidationError, lines: Lines | None = None) -> list[Problem]:
    """Turn pydantic's errors into located problems; the field's path follows `place`."""
    errors = error.errors()
    inner = {item["loc"][:depth] for item in errors for depth in range(len(item["loc"]))}
    kept = [item for item in errors if item["loc"] not in inner]
    return [_problem(str(file), place, item, error.title, lines) for item in kept]


def _problem(file: str, place: str, item: ErrorDetails, title: str, lines: Lines | None) -> Problem:
    written = _written(item["loc"], title)
    where = " › ".join([place, *map(_step, written)])
    line = lines(written) if lines else 0
    message, cure = _said(item, title)
    return Problem(file, where, message, cure, line)


def _written(location: Location, title: str) -> Location:
    """The path that the author wrote: without the tags, which come first or after a number or a gap's name."""
    question = title.startswith("tagged-union")
    return tuple(
        step
        for index, step in enumerate(location)
        if not (step in QUESTION_TYPES and (_follows_one_of_several(location, index) if index else question))
    )


def _follows_one_of_several(location: Location, index: int) -> bool:
    return isinstance(location[index - 1], int) or "gaps" in location[max(0, index - 2) : index]


def _said(item: ErrorDetails, title: str) -> tuple[str, str]:
    kind, given = item["type"], item.get("input")
    context = {**item.get("ctx", {}), "form": _form(item["type"], given)}
    if kind == "value_error":
        message, _, cure = str(context["error"]).partition(" ; ")
        return message, cure or "relisez le guide des auteurs"
    message, cure = _MESSAGES.get(kind, ("valeur refusée", "relisez le guide des auteurs"))
    if given is None and kind not in ("missing", "extra_forbidden"):
        return _MESSAGES["empty"]
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", " ou ")
    if nearest := _nearest(item, title):
        cure = f"vouliez-vous dire « {nearest} » ?"
    return message.format(**context), cure.format(**context)


def _form(kind: str, given: object) -> str:
    """How the value should have been written."""
    text = str(given).strip()
    if kind == "bool_type":
        known = {**dict.fromkeys(_YES, "true"), **dict.fromkeys(_NO, "false")}
        return known.get(text.casefold(), "true ou false") + ", sans guillemets"
    found = _NUMBER.search(text)
    number = found[0].replace(",", ".") if found else "un nombre en chiffres, par exemple 20"
    if kind.startswith("int"):
        number = number.partition(".")[0]
    return f"{number}, sans unité ni guillemets"


def _nearest(item: ErrorDetails, title: str) -> str:
    """What the author probably meant, among what is known at this place, or ""."""
    context, kind = item.get("ctx", {}), item["type"]
    if kind == "extra_forbidden":
        own = FIELDS.get(title, frozenset()) if len(item["loc"]) == 1 else frozenset[str]()
        known = own or frozenset[str]().union(*FIELDS.values())
        given = str(item["loc"][-1])
    elif kind in ("literal_error", "union_tag_invalid"):
        known = frozenset(re.findall(r"'([^']+)'", context.get("expected") or context.get("expected_tags") or ""))
        given = str(context.get("tag") or item.get("input"))
    else:
        return ""
    by_fold = {name.casefold(): name for name in sorted(known)}
    return next((by_fold[name] for name in get_close_matches(given.casefold(), by_fold, 1, 0.7)), "")


def _step(step: str | int) -> str:
    return f"élément {step + 1}" if isinstance(step, int) else step
