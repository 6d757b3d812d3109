"""Makes the mirror of a cohort again, competence by competence, where enough people moved."""

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from course.db import db
from course.tracking import mirror, mirror_queries
from course.tracking.models import MirrorFigure


def refresh(cohort_id: int, at: datetime) -> int:
    """Count again what may be; how many competences changed. The facts are read before anything is locked."""
    today = mirror_queries.scores(cohort_id, at)
    changed = 0
    for competence, people in sorted(today.items()):
        if mirror.due(_shown(cohort_id, competence), people):
            figures = {"made_at": at, "people": len(people), "percent": mirror.figure(people)}
            _keep(cohort_id, competence, {**figures, "counted": json.dumps(people)})
            changed += 1
    return changed


def _shown(cohort_id: int, competence: str) -> dict[int, int] | None:
    """Who made the figure that is shown, with their scores."""
    where = (MirrorFigure.cohort_id == cohort_id, MirrorFigure.competence == competence)
    counted = db.session.scalar(select(MirrorFigure.counted).where(*where).with_for_update())
    return {int(person): score for person, score in json.loads(counted).items()} if counted else None


def _keep(cohort_id: int, competence: str, figures: dict[str, object]) -> None:
    """One row, however many clicks arrive together."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(MirrorFigure).values(cohort_id=cohort_id, competence=competence, **figures)
    db.session.execute(row.on_conflict_do_update(index_elements=["cohort_id", "competence"], set_=figures))
