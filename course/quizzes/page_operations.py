"""Save a page that holds a whole attempt, and tell what it and the attempt say differently."""

from dataclasses import dataclass, field
from datetime import datetime

from course.db import db
from course.people import facts
from course.questions.base import Fields
from course.quizzes.certainty import Given
from course.quizzes.models import OPEN, Attempt, AttemptItem
from course.quizzes.operations import answer_in, as_text, items_of, locked
from course.quizzes.queries import answer_mark, field_prefix, given_in, question_asked


@dataclass
class Page:
    """What was sent of an attempt, and the positions of what its reader must be told.

    `newer`: answered otherwise elsewhere since, which stays. `replaced`: the same, but changed on this page too, which
    stays. `unread`: something that the page never offered, which changes nothing.
    """

    attempt: Attempt
    fields: Fields
    at: datetime
    checked: int = 0
    newer: list[int] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """True when what comes no longer counts."""
        return self.attempt.timed_out or self.attempt.is_over(self.at)

    def keep(self, row: AttemptItem) -> None:
        """Write what the page changed of this answer."""
        prefix = field_prefix(row.position)
        if question_asked(row.fingerprint).strange(self.fields, prefix):
            self.unread.append(row.position)
            return
        given = given_in(self.fields, row.position, row.fingerprint, self.attempt.behaviour)
        shown, mine = self.fields.get(f"{prefix}was", ()), answer_mark(row.fingerprint, given)
        changed = bool(shown) and mine not in shown
        if self.late:
            if changed and row.late_answer is None:
                row.late_answer, row.late_at = as_text(given.answer), self.at
            return
        if row.score is not None:
            return
        written = changed or (row.position == self.checked and given.answer is not None)
        held = answer_mark(row.fingerprint, Given(answer_in(row), row.certainty))
        if shown and held not in (mine, *shown):
            (self.replaced if written else self.newer).append(row.position)
        if written:
            row.answer, row.certainty, row.answered_at = as_text(given.answer), given.certainty, self.at


def keep_page(person: int, attempt_id: int, fields: Fields, at: datetime, checked: int = 0) -> Page | None:
    """Save what was changed on a page that holds the whole attempt; apart once its time is over, not when it is done.

    An answer left as the page showed it, or that it did not show, is not written: another device may have changed it.
    The one at the position `checked` is written as the page shows it: it is the one that its reader means.
    """
    attempt = locked(person, attempt_id)
    if attempt is None:
        return None
    page = Page(attempt, fields, at, checked)
    if attempt.state == OPEN or page.late:
        facts.worked(person)
        for row in db.session.scalars(items_of(attempt).with_for_update()):
            page.keep(row)
    return page
