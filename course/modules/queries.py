"""Reads of the reading records, prepared for the hot pages."""

from sqlalchemy import bindparam, case, null, select, union_all
from sqlalchemy.sql.expression import literal

from course.db import Prepared
from course.modules.models import CheckAnswer, LessonState

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
    )
)
"""Rows (question, fingerprint, answer) of one person in one lesson; question "" is the lesson itself, finished."""

READING = Prepared(
    select(
        LessonState.lesson,
        LessonState.section,
        LessonState.finished_fingerprint,
        case((LessonState.finished_at.is_(None), 0), else_=1),
    )
    .where(LessonState.person_id == bindparam("person"))
    .order_by(LessonState.seen_at.desc())
)
"""Rows (lesson, section, finished fingerprint, finished) of one person, the last seen first."""
