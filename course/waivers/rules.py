"""What a waiver is: its scope, its reason, its state; pure values, whose words the pages and attestations share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

EVIDENCE_LONGEST, NOTE_LONGEST = 1000, 1000


class Reason(StrEnum):
    """Why a part may be left out."""

    TEST = "test"
    TRAINING = "training"
    FIELD = "field"
    ADMINISTRATIVE = "administrative"

    @property
    def label(self) -> str:
        """The reason in French, as it follows « dispensé : »."""
        return _REASONS[self]


_REASONS = {
    "test": "test réussi",
    "training": "formation équivalente",
    "field": "expérience de terrain",
    "administrative": "motif administratif",
}


class State(StrEnum):
    """Where a waiver stands; `AMENDED` is accepted with another scope or reason, `WITHDRAWN` taken back."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    AMENDED = "amended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SETTLING = (State.ACCEPTED.value, State.AMENDED.value)
"""The states in which a waiver counts."""
LIVE = (State.PROPOSED.value, *SETTLING)
"""The states of which a person has one at most for the same part."""


class Step(Protocol):
    """What is known of a step: an assessment's `kind` is « quiz », a lesson's slug is « module/lesson »."""

    @property
    def kind(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def module(self) -> str: ...


@dataclass(frozen=True)
class Scope:
    """What is left out: one lesson, or all the lessons of a module, with its assessment or not."""

    module: str
    lesson: str = ""
    assessment: bool = False

    def covers(self, step: Step) -> bool:
        """True when this step is left out."""
        if self.lesson:
            return step.kind == "lesson" and step.slug == self.lesson
        return step.module == self.module and (step.kind == "lesson" or self.assessment)


@dataclass(frozen=True)
class Decision:
    """Who decided, in which role and for which service, when, and what they wrote; `person_id` None is nobody left."""

    person_id: int | None
    role: str
    service: str
    at: datetime
    note: str = ""

    @property
    def words(self) -> str:
        """« coach de la cohorte, DREETS Occitanie »: the role and the service, never the name."""
        role = {"coach": "coach de la cohorte", "admin": "administration de la formation"}.get(self.role, self.role)
        return ", ".join(filter(None, (role, self.service)))


@dataclass(frozen=True)
class Part:
    """What is to be left out, in words too, and why."""

    scope: Scope
    title: str
    reason: Reason

    @property
    def columns(self) -> dict[str, object]:
        """What a row keeps of it."""
        scope = self.scope
        whole = {"module": scope.module, "lesson": scope.lesson, "assessment": scope.assessment}
        return {**whole, "title": self.title, "reason": self.reason}


class Asked(Protocol):
    """What is known of a waiver asked before."""

    @property
    def scope(self) -> Scope: ...
    @property
    def reason(self) -> str: ...
    @property
    def evidence(self) -> str: ...


def same_grounds(refused: Asked, part: Part, evidence: str) -> bool:
    """True when the same was refused for the same reason, and nothing is added to what was written then."""
    same = refused.scope == part.scope and refused.reason == part.reason
    return same and " ".join(evidence.split()).casefold() in ("", " ".join(refused.evidence.split()).casefold())
