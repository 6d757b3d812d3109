"""The one write about calendars: a new address, which closes the former one. The caller commits."""

import secrets

from sqlalchemy.dialects import postgresql, sqlite

from course.clock import now
from course.db import db
from course.people.models import Audit
from course.workshops.models import CalendarAddress


def renew(person_id: int) -> str:
    """Draw the secret of a person's address, in the place of the one they had; 256 bits."""
    secret = secrets.token_urlsafe(32)
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    values = {"secret": secret, "created_at": now()}
    row = dialect.insert(CalendarAddress).values(person_id=person_id, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=values))
    db.session.add(Audit(action="calendar-renewed", actor_id=person_id, person_id=person_id))
    return secret
