"""A problem found in the content: data, not an exception, so that all are shown at once."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

QUESTION_TYPES = frozenset("single multiple truefalse ordering matching short numeric gap scenario typed list".split())
"""Tags that pydantic puts in the path of an error and that no author wrote there."""

_MESSAGES = {
    "missing": ("champ obligatoire absent", "ajoutez-le"),
    "extra_forbidden": ("champ inconnu", "corrigez son nom ou retirez-le"),
    "string_type": ("texte attendu", "mettez la valeur entre guillemets"),
    "string_too_short": ("texte vide", "écrivez-le"),
    "string_too_long": ("texte trop long ({max_length} signes au plus)", "raccourcissez-le"),
    "string_pattern_mismatch": ("écriture refusée", "utilisez minuscules, chiffres et tirets"),
    "int_type": ("nombre entier attendu", "retirez les guillemets"),
    "int_parsing": ("nombre entier attendu", "retirez les guillemets"),
    "float_type": ("nombre attendu", "retirez les guillemets"),
    "bool_type": ("true ou false attendu", "retirez les guillemets"),
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

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.message}, {self.cure}"


def from_validation(file: Path | str, place: str, error: ValidationError) -> list[Problem]:
    """Turn pydantic's errors into located problems; the field's path follows `place`."""
    errors = error.errors()
    inner = {item["loc"][:depth] for item in errors for depth in range(len(item["loc"]))}
    return [_problem(str(file), place, item) for item in errors if item["loc"] not in inner]


def _problem(file: str, place: str, item: ErrorDetails) -> Problem:
    kind, context = item["type"], item.get("ctx", {})
    steps = [step for step in item["loc"] if step not in QUESTION_TYPES]
    where = " › ".join([place, *(_step(step) for step in steps)])
    if kind == "value_error":
        message, _, cure = str(context["error"]).partition(" ; ")
        return Problem(file, where, message, cure or "relisez le guide des auteurs")
    message, cure = _MESSAGES.get(kind, ("valeur refusée", "relisez le guide des auteurs"))
    return Problem(file, where, message.format(**context), cure.format(**context))


def _step(step: str | int) -> str:
    return f"élément {step + 1}" if isinstance(step, int) else step
