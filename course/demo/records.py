"""What a history leaves in the tables: the rows of one person, as the real operations write them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from course.demo.answers import Asked
from course.demo.assessments import Row, Sitting, Turn, begin, sit
from course.demo.content import Content
from course.demo.histories import Deed, History
from course.modules.schema import Module
from course.practice import rules as practice
from course.practice.rules import Key
from course.progress.rules import Completion

_RIGHT_AT_ONCE, _CORRECTED, _REVISES, _COMES = 0.75, 0.5, 0.65, 0.8
_PER_ANSWER = timedelta(minutes=3)


@dataclass
class Records:
    """Rows but for the person's id; `touches` counts the writes that changed what the person sees."""

    lessons: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)
    touches: int = 0


class Recorder:
    """Follows one person along their history; questions missed come back as they do for real."""

    def __init__(self, content: Content, zone: str, chance: Random) -> None:
        self.content, self.chance, self.zone = content, chance, ZoneInfo(zone)
        self.records = Records()
        self._missed: dict[Key, date] = {}
        self._seen: dict[str, Counter[str]] = {}

    def follow(self, history: History, today: date) -> Records:
        """The rows of a whole history."""
        for deed in history.deeds:
            if deed.step.kind == "lesson":
                self._read(deed)
            else:
                self._sit(deed)
        if history.reading:
            self._open(history.reading)
        if history.taking:
            self._begin(history.taking)
        self.records.cards = self._cards(today)
        self.records.completions = self._completions()
        return self.records

    def _read(self, deed: Deed) -> None:
        reading = self.content.lessons[deed.step.slug]
        for rank, (asked, _) in enumerate(reversed(reading.checks), 1):
            at, right = deed.at - rank * _PER_ANSWER, self.chance.random() < _RIGHT_AT_ONCE
            if not right:
                self._miss(deed.step.slug, [asked.question.id], at)
            given = asked.answered(right or self.chance.random() < _CORRECTED, self.chance)
            row = {"lesson": deed.step.slug, "question": asked.question.id, "fingerprint": asked.fingerprint}
            self.records.checks.append({**row, "answer": given.elsewhere, "score": given.score, "answered_at": at})
        body = reading.lesson.body
        self._state(deed, body.sections[-1][0] if body.sections else "", body.fingerprint)
        self.records.touches += len(reading.checks) + 1

    def _open(self, deed: Deed) -> None:
        """A lesson left in the middle."""
        sections = self.content.lessons[deed.step.slug].lesson.body.sections
        self._state(deed, sections[len(sections) // 2][0] if sections else "", None)

    def _state(self, deed: Deed, section: str, fingerprint: str | None) -> None:
        finished = {"finished_at": deed.at if fingerprint else None, "finished_fingerprint": fingerprint}
        self.records.lessons.append({"lesson": deed.step.slug, "section": section, "seen_at": deed.at, **finished})

    def _sit(self, deed: Deed) -> None:
        sitting = sit(self._next(deed.step.slug), deed.at, deed.passed, self.chance)
        self._miss(deed.step.slug, sitting.missed, deed.at)
        self.records.sittings.append(sitting)
        self.records.touches += 2

    def _begin(self, deed: Deed) -> None:
        self.records.sittings.append(begin(self._next(deed.step.slug), deed.at, self.chance))
        self.records.touches += 1

    def _next(self, slug: str) -> Turn:
        number = 1 + sum(item.attempt["quiz"] == slug for item in self.records.sittings)
        return Turn(self.content.banks[slug], number, self._seen.setdefault(slug, Counter()))

    def _miss(self, source: str, names: Sequence[str], at: datetime) -> None:
        self._missed |= {(source, name): at.astimezone(self.zone).date() for name in names}

    def _cards(self, today: date) -> list[Row]:
        """The cards as they are today: two persons in three come and revise."""
        revises = self.chance.random() < _REVISES
        return [self._card(key, day, today, revises) for key, day in self._missed.items()]

    def _card(self, key: Key, missed: date, today: date, revises: bool) -> Row:
        back, answered, given = practice.missed(missed), None, None
        while revises and back.due and back.due < today and self.chance.random() < _COMES:
            asked, answered = self._asked(key), back.due
            given = asked.answered(self.chance.random() < _RIGHT_AT_ONCE, self.chance)
            back = practice.after(back.box, given.score == 1, answered)
        row = {"source": key[0], "question": key[1], "box": back.box, "due": back.due, "answered_on": answered}
        kept = {"fingerprint": self._asked(key).fingerprint, "answer": given.elsewhere} if given else {}
        return row | {"fingerprint": None, "answer": None} | kept

    def _asked(self, key: Key) -> Asked:
        """The question of a card."""
        source, name = key
        if source in self.content.banks:
            return self.content.banks[source].asked[name]
        return next(asked for asked, _ in self.content.lessons[source].checks if asked.question.id == name)

    def _completions(self) -> list[Completion]:
        """The modules done, with what their attestations say."""
        return [found for module in self.content.modules if (found := self._completion(module))]

    def _completion(self, module: Module) -> Completion | None:
        slugs = {lesson.slug for lesson in module.lessons}
        read = [row for row in self.records.lessons if row["lesson"] in slugs and row["finished_at"]]
        tries = [item.attempt for item in self.records.sittings if item.attempt["quiz"] == module.head.quiz]
        if len(read) < len(slugs) or not any(row["passed"] for row in tries):
            return None
        ends = [row["finished_at"] for row in read] + [row["submitted_at"] for row in tries]
        return Completion(
            module=module.slug,
            complete=True,
            missing=(),
            followed=tuple(lesson.slug for lesson in module.lessons),
            waived=(),
            started_at=min([row["seen_at"] for row in read] + [row["started_at"] for row in tries]),
            finished_at=max(ends),
            minutes=self.content.catalog.minutes(module),
            score=max(row["score"] for row in tries),
            pass_mark=self.content.banks[module.head.quiz].quiz.pass_mark,
            attempts=len(tries),
        )
