"""What a handout is called, and when two are the same document."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("fiche", "deroule", "module")


@dataclass(frozen=True)
class Handout:
    """One document: its kind, what it shows (a slug or a number), and the mark of that very content."""

    kind: str
    name: str
    mark: str

    @property
    def key(self) -> str:
        """The name of its file and of the job that makes it."""
        return f"{self.kind}-{self.name}-{self.mark}"

    @property
    def url(self) -> str:
        """Where its making is followed."""
        return f"/documents/{self.kind}/{self.name}/{self.mark}"


def mark(version: str, values: Mapping[str, Any]) -> str:
    """Changes with the content's version and with what the document shows: 16 hexadecimal digits."""
    text = json.dumps([version, values], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
