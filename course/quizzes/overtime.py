"""Once the time of an attempt is over: what still arrives is kept apart, and the attempt is closed."""

import logging
from datetime import datetime

from sqlalchemy import Text, bindparam, case, exists, or_, select, update

from course import jobs
from course.clock import now
from course.db import Prepared, UTCDateTime, db
from course.quizzes.certainty import Given
from course.quizzes.models import IS_OPEN, Attempt, AttemptItem
from course.quizzes.operations import as_text, submit
from course.quizzes.timing import GRACE

_log = logging.getLogger("relais.quizzes")

_TEXT, _AT = bindparam("text", type_=Text()), bindparam("at", type_=UTCDateTime())
_NOTHING_NEW = or_(AttemptItem.late_answer.is_not(None), AttemptItem.answer == _TEXT, _TEXT == "")
_LATE = Prepared(
    update(AttemptItem)
    .where(
        AttemptItem.attempt_id == bindparam("attempt"),
        AttemptItem.position == bindparam("place"),
        exists().where(
            Attempt.id == bindparam("attempt"),
            Attempt.person_id == bindparam("person"),
            Attempt.deadline < bindparam("last"),
            or_(IS_OPEN, Attempt.timed_out),
        ),
    )
    .values(
        late_answer=case((_NOTHING_NEW, AttemptItem.late_answer), else_=_TEXT),
        late_at=case((_NOTHING_NEW, AttemptItem.late_at), else_=_AT),
    )
)


def keep_late(person: int, attempt: int, position: int, given: Given, at: datetime) -> bool:
    """Keep the first answer that came after the end beside the one that counts; False when time is not the matter."""
    values = {"person": person, "attempt": attempt, "place": position, "at": at, "last": at - GRACE}
    return _LATE.write(text=as_text(given.answer) or "", **values) == 1


@jobs.sweeps
def close_overdue() -> None:
    """Grade the attempts whose time is over; one that cannot be graded is said in the log and stops no other."""
    overdue = select(Attempt.id, Attempt.person_id).where(IS_OPEN, Attempt.deadline < now() - GRACE)
    found = db.session.execute(overdue.order_by(Attempt.deadline)).all()
    db.session.commit()
    for attempt, person in found:
        try:
            submit(person, attempt, now())
            db.session.commit()
        except Exception:
            db.session.rollback()
            _log.exception("attempt %s could not be closed", attempt)
