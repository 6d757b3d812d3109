"""What can be found, and what was found."""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup


@dataclass(frozen=True)
class Place:
    """Where a passage is: `kind` in words, and `page`, the title of the page that holds it, "" when it is the page."""

    kind: str
    page: str
    title: str
    url: str


@dataclass(frozen=True)
class Document:
    """A passage with an address of its own: the head of a page, one of its sections, or a whole sheet.

    `stems` is all that finds it, `heading` those of its title.
    """

    place: Place
    text: str
    stems: tuple[str, ...]
    heading: frozenset[str]

    @cached_property
    def known(self) -> frozenset[str]:
        """Its stems, each once."""
        return frozenset(self.stems)


@dataclass(frozen=True)
class Hit(Place):
    """A passage found: its text with the words asked marked; `whole` when it has them all."""

    extract: Markup
    whole: bool
