"""Reads of waivers: those that count, for progress and attestations."""

from sqlalchemy import or_, select

from course.db import db
from course.waivers.models import Waiver
from course.waivers.rules import SETTLING

COUNTS = or_(*(Waiver.state == state for state in SETTLING))
"""The waivers that count; written out, since prepared statements cannot hold a list."""


def settling(person_id: int, module: str) -> list[Waiver]:
    """The waivers of a person that count in a module, the first decided first."""
    mine = select(Waiver).where(Waiver.person_id == person_id, Waiver.module == module, COUNTS)
    return list(db.session.scalars(mine.order_by(Waiver.decided_at, Waiver.id)))


def assessment_waived(person_id: int, module: str) -> str:
    """Why a person need not pass a module's assessment, or ""."""
    return next((waiver.why for waiver in settling(person_id, module) if waiver.assessment), "")
