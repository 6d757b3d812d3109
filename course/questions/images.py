"""The images that a question shows, in whichever of its texts."""

import re
from collections.abc import Iterable
from pathlib import Path

from course.problems import Problem
from course.questions.schema import AnyQuestion

HEAVIEST = 2_000_000
"""Bytes of an image, at most."""

_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*([^)\s]*)")
_NAME = re.compile(r"img/[a-z0-9-]{1,60}\.(?:png|jpg|gif|webp)")


def images(question: AnyQuestion) -> dict[str, str]:
    """Where each image is, as written (« img/nom.png »), with its alternative; no text is rendered."""
    return {source: alternative for alternative, source in _IMAGE.findall(question.model_dump_json())}


def image_problems(questions: Iterable[AnyQuestion], file: str, folder: Path) -> list[Problem]:
    """The images that are not in `folder` (quizzes/img), or that say nothing to who cannot see them."""
    faults = []
    for question in questions:
        for source, alternative in images(question).items():
            place = f"question {question.id}"
            if not _NAME.fullmatch(source):
                faults.append(Problem(file, place, f"« {source} » n'est pas une image", "employez img/nom.png"))
            elif not (folder / source.removeprefix("img/")).is_file():
                faults.append(Problem(file, place, f"image « {source} » absente", "placez-la dans quizzes/img/"))
            elif (folder / source.removeprefix("img/")).stat().st_size > HEAVIEST:
                cure = f"réduisez-la sous {HEAVIEST // 1_000_000} Mo"
                faults.append(Problem(file, place, f"image « {source} » trop lourde", cure))
            if not alternative.strip():
                cure = "écrivez entre crochets ce qu'on y voit"
                faults.append(Problem(file, place, f"image « {source} » sans texte de remplacement", cure))
    return faults
