"""Makes the mirror of a cohort again, competence by competence, where enough people moved."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from course.db import db
from course.tracking import mirror
from course.tracking.models import MirrorFigure


def refresh(cohort_id: int, today: Mapping[str, Mapping[str, mirror.Scores]], at: datetime) -> int:
    """Make again the figures that may be, from what they would be made of now; how many competences changed."""
    changed = set()
    for source, competence in sorted((source, code) for source, found in today.items() for code in found):
        people, key = today[source][competence], {"cohort_id": cohort_id, "source": source, "competence": competence}
        if mirror.due(_shown(key), people):
            figures = {"made_at": at, "people": len(people), "percent": mirror.figure(people)}
            _keep(key, {**figures, "counted": json.dumps(people)})
            changed.add(competence)
    return len(changed)


def _shown(key: Mapping[str, object]) -> dict[int, int] | None:
    """Who made the figure that is shown, with their scores."""
    counted = db.session.scalar(select(MirrorFigure.counted).filter_by(**key).with_for_update())
    return {int(person): score for person, score in json.loads(counted).items()} if counted else None


def _keep(key: Mapping[str, object], figures: dict[str, object]) -> None:
    """One row, however many clicks arrive together."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(MirrorFigure).values(**key, **figures)
    db.session.execute(row.on_conflict_do_update(index_elements=[*key], set_=figures))
