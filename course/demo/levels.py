"""How people position themselves at entry, half-way and at the end, and what two late-comers ask to leave out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from course.competences.schema import LEVELS
from course.db import db
from course.demo.assessments import Row
from course.demo.histories import ABSENT, LATE_COMER
from course.demo.members import Member, Setting
from course.demo.texts import FIELD, TRAINING
from course.demo.writing import dated, numbered, put
from course.onboarding.positioning.models import Positioning, PositioningAnswer, PositioningLevel
from course.onboarding.positioning.rules import EXIT_FROM, MIDDLE_FROM, Moment, draw_test, title
from course.people.models import Audit
from course.questions.base import COMPETENCES
from course.tracking.models import RollUp
from course.typography import typo
from course.waivers import operations as waivers
from course.waivers.models import Waiver
from course.waivers.rules import Part, Reason, Scope, State

POSITIONED = 300
"""So many people position themselves: drawing their tests is what takes longest."""
_LONG = timedelta(minutes=16)
_TRIES = 0.85
Cast = Sequence[tuple[int, Member]]


def position(cast: Cast, setting: Setting, seed: str) -> None:
    """Most people do, at each moment that their progress opens."""
    known = select(RollUp.person_id, RollUp.percent)
    percents = {row.person_id: row.percent for row in db.session.execute(known)}
    for number, member in cast[:POSITIONED]:
        chance = Random(f"{seed} {member.email} levels")
        if member.profile is not ABSENT and chance.random() < _TRIES:
            _position(number, member, percents.get(number, 0), setting, chance)


def _position(number: int, member: Member, percent: int, setting: Setting, chance: Random) -> None:
    levels, seen = {code: chance.choice((1, 1, 2, 2, 3)) for code in COMPETENCES}, set[str]()
    for moment, at in _moments(member, percent, setting):
        ends = at + _LONG
        row = {
            "person_id": number,
            "moment": moment,
            "started_at": at,
            "finished_at": ends,
            "training": "",
            "field": "",
        }
        (made,) = numbered(Positioning, [row])
        described = [
            {"competence": code, "level": level, "described": typo(setting.content.catalog.grid.described(code, level))}
            for code, level in levels.items()
        ]
        put(PositioningLevel, [{"positioning_id": made, **each} for each in described])
        put(PositioningAnswer, [{"positioning_id": made, **each} for each in _test(levels, seen, setting, chance)])
        trace = {"actor_id": number, "person_id": number, "action": "positioned", "at": ends}
        put(Audit, [{**trace, "detail": f"{moment}, 0 dispense(s) proposée(s)"}])
        levels = {code: min(LEVELS, level + (chance.random() < 0.55)) for code, level in levels.items()}


def _moments(member: Member, percent: int, setting: Setting) -> Iterator[tuple[Moment, datetime]]:
    """When each positioning was made, the first one soon after joining."""
    yield Moment.ENTRY, member.joined + timedelta(days=1, hours=1)
    if percent >= EXIT_FROM:
        yield Moment.MIDDLE, member.joined + timedelta(days=100, hours=2)
        yield Moment.EXIT, setting.at - timedelta(days=9)
    elif percent >= MIDDLE_FROM and not member.profile.late:
        yield Moment.MIDDLE, setting.at - timedelta(days=12)


def _test(levels: Mapping[str, int], seen: set[str], setting: Setting, chance: Random) -> Iterator[Row]:
    """The placement test: the higher one says one is, the more often one is right."""
    catalog = setting.content.catalog
    asked = {item.fingerprint: item for bank in setting.content.banks.values() for item in bank.asked.values()}
    for place, question in enumerate(draw_test(catalog.grid.draw, catalog.placeable, levels, seen, chance), 1):
        seen.add(question.fingerprint)
        code = question.competence or ""
        given = asked[question.fingerprint].answered(chance.random() < 0.2 + 0.2 * levels[code], chance)
        layout = json.dumps(question.shuffled(chance))
        yield {
            "position": place,
            "competence": code,
            "fingerprint": question.fingerprint,
            "layout": layout,
            "answer": given.in_attempt,
            "score": given.score,
        }


def exempt(cast: Cast, coach: Member, setting: Setting) -> None:
    """One of those who came late was exempted from a lesson; another one asks to be, and waits for an answer."""
    late = [number for number, member in cast if member.profile is LATE_COMER and not member.left]
    lessons = setting.content.modules[-1 if len(setting.content.modules) < 2 else 1].lessons
    parts = [Scope(lesson.slug.partition("/")[0], lesson.slug) for lesson in lessons[-3:]]
    for number, scope, reason, told in zip(
        late, parts, (Reason.TRAINING, Reason.FIELD), (TRAINING, FIELD), strict=False
    ):
        at = setting.at - timedelta(days=25 if reason is Reason.TRAINING else 3)
        with dated(at):
            waivers.ask(number, Part(scope, title(scope, setting.content.catalog.course), reason), told, at)
    decided = {
        "state": State.ACCEPTED,
        "decided_by": cast[2][0],
        "decided_role": "coach",
        "decided_service": coach.service,
        "decided_at": setting.at - timedelta(days=24),
        "decision_note": "Programme de la formation lu ensemble : la leçon y est tout entière.",
    }
    for waiver in db.session.scalars(select(Waiver).where(Waiver.reason == Reason.TRAINING)):
        for name, value in decided.items():
            setattr(waiver, name, value)
    db.session.flush()
