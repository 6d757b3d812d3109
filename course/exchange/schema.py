"""What becomes of each question of a file."""

from dataclasses import dataclass, field
from enum import StrEnum

from course.questions.schema import AnyQuestion


class Status(StrEnum):
    """Taken as it is, adapted to what Relais does, or refused."""

    TAKEN = "reprise"
    ADAPTED = "adaptée"
    REFUSED = "refusée"


@dataclass(frozen=True)
class Item:
    """One question of a file: where it begins, what it is called there, what became of it and why."""

    line: int
    name: str
    status: Status
    remarks: tuple[str, ...] = ()
    question: AnyQuestion | None = None
    category: str = ""

    def __str__(self) -> str:
        place = f"ligne {self.line}" if self.line else "fichier"
        reasons = f" : {' ; '.join(self.remarks)}" if self.remarks else ""
        return f"{place}, « {self.name} » {self.status}{reasons}"


@dataclass(frozen=True)
class Reading:
    """A whole file read: its format, remarks about the file itself, its questions, and their images by name."""

    format: str
    remarks: tuple[str, ...]
    items: tuple[Item, ...]
    images: dict[str, bytes] = field(default_factory=dict, repr=False)

    def count(self, status: Status) -> int:
        """How many questions have this status."""
        return sum(item.status == status for item in self.items)

    @property
    def questions(self) -> tuple[AnyQuestion, ...]:
        """Those that were taken or adapted."""
        return tuple(item.question for item in self.items if item.question)


def summary(items: tuple[Item, ...]) -> str:
    """« 12 questions : 9 reprises, 2 adaptées, 1 refusée »."""
    counts = {status: sum(item.status == status for item in items) for status in Status}
    parts = [f"{count} {status}{'s' if count > 1 else ''}" for status, count in counts.items() if count]
    plural = "s" if len(items) > 1 else ""
    return f"{len(items)} question{plural} : {', '.join(parts)}" if items else "aucune question"
