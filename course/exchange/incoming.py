"""From Moodle's question to ours: taken, adapted with what changed, or refused with the reason."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from course.exchange import choices, gaps, matches, typed
from course.exchange.album import Album
from course.exchange.labels import read_tags
from course.exchange.moodle import Asked
from course.exchange.names import Names, title
from course.exchange.schema import Item, Status
from course.exchange.texts import Texts
from course.problems import from_validation
from course.questions.schema import QUESTION

Maker = Callable[[Asked, Texts], dict[str, Any]]

_MAKERS: dict[str, Maker] = {
    "multichoice": choices.choice,
    "truefalse": choices.truefalse,
    "shortanswer": typed.short,
    "numerical": typed.numeric,
    "matching": matches.matching,
    "match": matches.matching,
    "ordering": matches.ordering,
    "cloze": gaps.cloze,
    "multianswer": gaps.cloze,
    "gapselect": gaps.select,
    "ddwtos": gaps.select,
}
_REFUSED = {
    "essay": "réponse libre, qu'une personne corrige ; Relais ne pose que des questions qu'il corrige",
    "description": "texte sans question ; placez-le dans une leçon",
    "calculated": "question calculée, aux nombres tirés au hasard ; écrivez-en une version en « numeric »",
    "calculatedsimple": "question calculée, aux nombres tirés au hasard ; écrivez-en une version en « numeric »",
    "calculatedmulti": "question calculée, aux nombres tirés au hasard ; écrivez-en une version en « single »",
    "ddmarker": "repères à placer sur une image ; écrivez-la en « matching »",
    "ddimageortext": "étiquettes à placer sur une image ; écrivez-la en « matching »",
    "randomsamatch": "assemblage d'autres questions au hasard ; importez ces questions elles-mêmes",
    "random": "tirage d'une autre question ; importez ces questions elles-mêmes",
}


def take(asked: Asked, album: Album, names: Names) -> Item:
    """What becomes of a question; its new name is added to `names`."""
    remarks: tuple[str, ...] = ()
    question = None
    try:
        if asked.problem:
            raise ValueError(asked.problem)
        fields, remarks = _fields(asked, album)
        question = QUESTION.validate_python(fields | {"id": names.free(asked)})
        names.add(question.id)
        status = Status.ADAPTED if remarks else Status.TAKEN
    except ValidationError as error:
        status, remarks = Status.REFUSED, tuple(_reasons(error))
    except ValueError as error:
        status, remarks = Status.REFUSED, (str(error),)
    category = asked.category.removeprefix("$course$/").removeprefix("top/")
    return Item(asked.line, title(asked), status, remarks, question, category)


def _fields(asked: Asked, album: Album) -> tuple[dict[str, Any], tuple[str, ...]]:
    maker = _MAKERS.get(asked.kind)
    if maker is None:
        raise ValueError(_REFUSED.get(asked.kind) or f"type « {asked.kind[:40]} » sans équivalent dans Relais")
    texts = Texts(album)
    for remark in asked.lost:
        texts.note(remark)
    labels, changed = read_tags(asked.tags)
    for remark in changed:
        texts.note(remark)
    fields = maker(asked, texts)
    if "explanation" not in fields and (explanation := texts.markdown(asked.general).strip()):
        fields["explanation"] = explanation
    return labels | {name: value for name, value in fields.items() if value is not None}, texts.remarks


def _reasons(error: ValidationError) -> list[str]:
    """At most three, in French, with their place when it says something."""
    found = []
    for problem in from_validation("", "", error)[:3]:
        place = problem.place.strip(" ›")
        found.append(
            f"{place} : {problem.message} ; {problem.cure}" if place else f"{problem.message} ; {problem.cure}"
        )
    return found
