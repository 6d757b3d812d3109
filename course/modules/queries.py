"""Reads of the reading records, prepared for the hot pages."""

from sqlalchemy import and_, bindparam, literal, null, or_, select, union_all

from course.db import Prepared
from course.modules.models import CheckAnswer, LessonState
from course.waivers.models import Waiver
from course.waivers.queries import COUNTS

WAIVED = "*"
"""What stands for a question's id in the row of a waiver: no question is named so."""

LESSON = Prepared(
    union_all(
        select(literal("").label("question"), LessonState.finished_fingerprint, null()).where(
            LessonState.person_id == bindparam("person"),
            LessonState.lesson == bindparam("lesson"),
            LessonState.finished_at.is_not(None),
        ),
        select(CheckAnswer.question, CheckAnswer.fingerprint, CheckAnswer.answer).where(
            CheckAnswer.person_id == bindparam("person"), CheckAnswer.lesson == bindparam("lesson")
        ),
        select(literal(WAIVED), Waiver.reason, null()).where(
            Waiver.person_id == bindparam("person"),
            COUNTS,
            or_(
                Waiver.lesson == bindparam("lesson"),
                and_(Waiver.lesson == "", Waiver.module == bindparam("module")),
            ),
        ),
    )
)
"""Rows (question, fingerprint, answer) of one person in one lesson; question "" is the lesson itself, finished,
and WAIVED a waiver of it, with its reason."""
