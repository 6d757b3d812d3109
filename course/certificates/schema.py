"""What an attestation says: the facts frozen at issue, kept as JSON, printed, and shown to whoever checks.

A field added later needs a default: attestations already issued do not have it.
"""

from datetime import date

from course.questions.base import Value


class Skill(Value):
    """A competence of the grid, as it was worded then."""

    code: str
    label: str


class Result(Value):
    """The assessment: score and pass mark in per cent, and how many attempts it took."""

    score: int
    pass_mark: int
    attempts: int


class Facts(Value):
    """Everything that the document states; dates are those of the instance's time zone.

    `lessons` are those really followed, and `minutes` those of the steps really done. `result` is None without an
    assessment, or when it was waived: no score is made up.
    """

    name: str
    module: str
    course: str
    nature: str
    objectives: tuple[str, ...]
    lessons: tuple[str, ...]
    competences: tuple[Skill, ...]
    started_on: date
    finished_on: date
    minutes: int
    result: Result | None
    waived: tuple[str, ...] = ()
    assessment_waived: bool = False
    issuer: str
    issued_on: date


class DocumentError(Exception):
    """The document could not be made; the message, in French, says why."""
